"""The closed vocabularies of the product. The README's table of words says what each means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Awaiting(StrEnum):
    """What the assistant's last reply waits for."""

    NOTHING = "nothing"
    MORE = "more"  # "anything else?"
    CONFIRM = "confirm"
    CHOICE = "choice"
    INFO = "info"
    UNKNOWN = "unknown"  # the teacher did not say; nothing is answered locally


class Act(StrEnum):
    """What a phrase does."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ACKNOWLEDGEMENT = "acknowledgement"
    COMPLIMENT = "compliment"
    LAUGHTER = "laughter"
    ANSWER = "answer"  # a fixed fact; matches only whole


AFTER: Mapping[Awaiting, str] = {
    Awaiting.NOTHING: "a reply that asks nothing",
    Awaiting.MORE: "“anything else?”",
    Awaiting.CONFIRM: "a yes-or-no question",
    Awaiting.CHOICE: "an offer to choose from",
    Awaiting.INFO: "a question for details",
    Awaiting.UNKNOWN: "a reply of unknown kind",
}
"""What came before a message, in words that follow "after"."""

DECLARABLE_AWAITING = tuple(state for state in Awaiting if state is not Awaiting.UNKNOWN)

# A phrase said while something is awaited answers that; it teaches nothing about small talk.
TEACHABLE_STATES = frozenset({Awaiting.NOTHING, Awaiting.MORE})

STRENGTH = (
    Act.ANSWER, Act.FAREWELL, Act.THANKS, Act.COMPLIMENT, Act.GREETING, Act.LAUGHTER,
    Act.ACKNOWLEDGEMENT,
)  # fmt: skip
"""The strongest act first: it gives the reply when a message combines several."""


@dataclass(frozen=True)
class ActWords:
    """How people recognise an act: its phrases, and a warning for letting it go live at once."""

    examples: str
    caution: str = ""


_ACCEPTS = "After an offer these can mean yes, so choose with care."

ACT_WORDS: Mapping[Act, ActWords] = {
    Act.GREETING: ActWords("“hello”, “hi there”, “good morning”"),
    Act.THANKS: ActWords("“thanks”, “thx”, “thank you so much”"),
    Act.FAREWELL: ActWords("“bye”, “see you”, “have a nice day”"),
    Act.ACKNOWLEDGEMENT: ActWords("“ok”, “got it”, “all right”", _ACCEPTS),
    Act.COMPLIMENT: ActWords("“great”, “well done”", _ACCEPTS),
    Act.LAUGHTER: ActWords("“haha”, “lol”"),
    Act.ANSWER: ActWords("“when are you open?”"),
}
"""One entry for each act. The browser's list of acts is generated from `Act` by `npm run build`."""
