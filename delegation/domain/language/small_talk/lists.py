"""The lists of one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from delegation.domain.words import Act


@dataclass(frozen=True)
class SmallTalk:
    """What people of one language say besides their business; entries are divided by commas.

    The acts and `beside` are the only words that may go live without a person: an act's entries
    carry it, `beside` may stand next to them. The other lists answer nothing by themselves. They
    complete a message that contains an approved phrase: `openers` before it, `closers` after it,
    `clauses` on either side, and `endings` on either side after "anything else?". `spellings` are
    pairs such as "thx=thanks": the first word is read as what follows.
    """

    greeting: str
    thanks: str
    farewell: str
    acknowledgement: str
    compliment: str
    laughter: str
    beside: str
    openers: str = ""
    closers: str = ""
    clauses: str = ""
    endings: str = ""
    spellings: str = ""

    @property
    def acts(self) -> Mapping[Act, str]:
        """The entries that carry each act."""
        return {act: getattr(self, act.value) for act in Act if act is not Act.ANSWER}


def entries_of(line: str) -> list[str]:
    """The entries of a list, as people write them."""
    return [entry for part in line.split(",") if (entry := part.strip())]
