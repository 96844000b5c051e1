"""The closed vocabularies of the product. The README's table of words says what each means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from delegation.domain.wording import worded


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
    Awaiting.NOTHING: worded("a reply that asks nothing"),
    Awaiting.MORE: worded("“anything else?”"),
    Awaiting.CONFIRM: worded("a yes-or-no question"),
    Awaiting.CHOICE: worded("an offer to choose from"),
    Awaiting.INFO: worded("a question for details"),
    Awaiting.UNKNOWN: worded("a reply of unknown kind"),
}
"""What came before a message, in words that follow "after"."""

ACT_NAMES: Mapping[Act, str] = {
    Act.GREETING: worded("greeting"),
    Act.THANKS: worded("thanks"),
    Act.FAREWELL: worded("farewell"),
    Act.ACKNOWLEDGEMENT: worded("acknowledgement"),
    Act.COMPLIMENT: worded("compliment"),
    Act.LAUGHTER: worded("laughter"),
    Act.ANSWER: worded("answer"),
}
"""What pages call an act. In English it is the value, which rows hold."""

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


_ACCEPTS = worded("After an offer these can mean yes, so choose with care.")

ACT_WORDS: Mapping[Act, ActWords] = {
    Act.GREETING: ActWords(worded("“hello”, “hi there”, “good morning”")),
    Act.THANKS: ActWords(worded("“thanks”, “thx”, “thank you so much”")),
    Act.FAREWELL: ActWords(worded("“bye”, “see you”, “have a nice day”")),
    Act.ACKNOWLEDGEMENT: ActWords(worded("“ok”, “got it”, “all right”"), _ACCEPTS),
    Act.COMPLIMENT: ActWords(worded("“great”, “well done”"), _ACCEPTS),
    Act.LAUGHTER: ActWords(worded("“haha”, “lol”")),
    Act.ANSWER: ActWords(worded("“when are you open?”")),
}
"""One entry for each act. The browser's list of acts is generated from `Act` by `npm run build`."""
