"""The product's words in two sentences each, shown behind the "?" beside them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Term:
    """What a word means, and where the guides say more: a guide and a heading in it."""

    name: StrOrPromise
    means: StrOrPromise
    guide: str = "product"
    heading: str = "words"


TERMS = {
    "local": Term(
        _("answered by browsers"),
        _(
            "A small script in the visitor’s browser gave an approved reply, without asking your "
            "server or the model. Your server only gets a count of such replies."
        ),
    ),
    "teacher": Term(
        _("teacher"),
        _(
            "The language model that answers your visitors. It also notices small talk, which "
            "browsers can answer from then on."
        ),
    ),
    "saved": Term(
        pgettext_lazy("money", "saved"),
        _(
            "What the plain chat would have cost for the messages that browsers answered, less all "
            "that this product added to your model bill. It can be negative."
        ),
        heading="what-a-saving-is",
    ),
    "range": Term(
        _("the range"),
        _(
            "A figure that rests on few messages is uncertain, so each comes with a range. In "
            "95 of 100 such reports the true figure lies inside it."
        ),
        heading="what-a-saving-is",
    ),
    "added": Term(
        _("what the product adds"),
        _(
            "A few tokens on each call, the questions for lessons, and calls for checks and exams. "
            "They would not exist without this product, so they count against the saving."
        ),
        heading="what-a-saving-is",
    ),
    "plain-chat": Term(
        _("visitors with the plain chat"),
        _(
            "A few visitors, chosen by chance, always get the chat that you had before. "
            "Comparing them with the others shows what is really saved."
        ),
        heading="what-a-saving-is",
    ),
    "checks": Term(
        _("checks"),
        _(
            "The teacher reads some of the local answers afterwards and says whether it would have "
            "answered the same. Visitors notice nothing."
        ),
        heading="what-a-saving-is",
    ),
    "proposal": Term(
        _("proposal"),
        _(
            "A phrase and a reply that the teacher suggests for browsers. Nothing is used before a "
            "person approves it, unless your policy allows it."
        ),
        heading="moderation",
    ),
    "origin": Term(
        _("origin"),
        _(
            "The beginning of your page’s address, such as https://shop.example. Your chat "
            "works only on the origins that you list."
        ),
        guide="embed",
        heading="when-something-is-wrong",
    ),
}
