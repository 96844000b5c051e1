"""Mark sentences that pages show, without translating them: the domain knows no language.

`python -m scripts.messages extract` finds both functions, and `delegation.languages.in_words`
translates their results where a page or an email shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def worded(text: str) -> str:
    """Return the text unchanged; the extractor puts it into the catalogues."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A sentence with named parameters: `Sentence("Wait %(hours)s hours.", {"hours": 3})`.

    With `many`, the parameter `number` decides between both forms. A parameter may be a sentence.
    """

    template: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        """Return the English sentence, for logs and the API."""
        plural = self.many and self.parameters["number"] != 1
        return (self.many if plural else self.template) % self.parameters


@dataclass(frozen=True)
class Joined:
    """Sentences, names or texts in a row."""

    parts: tuple["str | Sentence", ...]
    between: str = ", "

    def __str__(self) -> str:
        return self.between.join(map(str, self.parts))


Worded = str | Sentence | Joined
"""What `delegation.languages.in_words` translates."""
