"""The closed vocabularies of the product. The README's table of words says what each means."""

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


DECLARABLE_AWAITING = tuple(state for state in Awaiting if state is not Awaiting.UNKNOWN)

# A phrase said while something is awaited answers that; it teaches nothing about small talk.
TEACHABLE_STATES = frozenset({Awaiting.NOTHING, Awaiting.MORE})
