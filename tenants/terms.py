"""The product's words in two sentences each, shown behind the "?" beside them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """What a word means, and where the guides say more: a guide and a heading in it."""

    name: str
    means: str
    guide: str = "product"
    heading: str = "words"


TERMS = {
    "local": Term(
        "answered by browsers",
        "A small script in the visitor’s browser gave an approved reply, without asking your "
        "server or the model. Your server only gets a count of such replies.",
    ),
    "teacher": Term(
        "teacher",
        "The language model that answers your visitors. It also notices small talk, which browsers "
        "can answer from then on.",
    ),
    "saved": Term(
        "saved",
        "What the plain chat would have cost for the messages that browsers answered, less all "
        "that this product added to your model bill. It can be negative.",
        heading="what-a-saving-is",
    ),
    "range": Term(
        "the range",
        "A figure that rests on few messages is uncertain, so each comes with a range. In 95 of "
        "100 such reports the true figure lies inside it.",
        heading="what-a-saving-is",
    ),
    "added": Term(
        "what the product adds",
        "A few tokens on each call, the questions for lessons, and calls for checks and exams. "
        "They would not exist without this product, so they count against the saving.",
        heading="what-a-saving-is",
    ),
    "plain-chat": Term(
        "visitors with the plain chat",
        "A few visitors, chosen by chance, always get the chat that you had before. Comparing them "
        "with the others shows what is really saved.",
        heading="what-a-saving-is",
    ),
    "checks": Term(
        "checks",
        "The teacher reads some of the local answers afterwards and says whether it would have "
        "answered the same. Visitors notice nothing.",
        heading="what-a-saving-is",
    ),
    "proposal": Term(
        "proposal",
        "A phrase and a reply that the teacher suggests for browsers. Nothing is used before a "
        "person approves it, unless your policy allows it.",
        heading="moderation",
    ),
    "origin": Term(
        "origin",
        "The beginning of your page’s address, such as https://shop.example. Your chat works only "
        "on the origins that you list.",
        guide="embed",
        heading="when-something-is-wrong",
    ),
}
