"""Mark sentences that pages show, without translating them: the domain knows no language.

`python -m scripts.messages extract` finds both functions, and `delegation.languages.in_words`
translates their results where a page or an email shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
        shown = {name: _in_english(value) for name, value in self.parameters.items()}
        return (self.many if plural else self.template) % shown


@dataclass(frozen=True)
class Joined:
    """Sentences in a row; a part that is no sentence is a name or a text of people, shown as it is.

    `between` is translated: `worded(" and ")`.
    """

    parts: tuple["str | Sentence", ...]
    between: str = ", "

    def __str__(self) -> str:
        return self.between.join(map(str, self.parts))


Worded = str | Sentence | Joined
"""What `delegation.languages.in_words` translates."""


def _in_english(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) else value


def as_data(text: Worded) -> Any:
    """Return a text as JSON keeps it, in a row or on its way from another process."""
    if isinstance(text, Joined):
        return {"parts": [as_data(part) for part in text.parts], "between": text.between}
    if isinstance(text, Sentence):
        parameters = {
            name: as_data(value) if isinstance(value, Sentence | Joined) else value
            for name, value in text.parameters.items()
        }
        return {"template": text.template, "parameters": parameters, "many": text.many}
    return text


def from_data(data: Any) -> Worded:
    """Return the text that `as_data` was given. Raises `ValueError` for anything else."""
    match data:
        case str():
            return data
        case {"parts": list(parts), "between": str(between)}:
            texts = (from_data(part) for part in parts)
            return Joined(tuple(each for each in texts if not isinstance(each, Joined)), between)
        case {"template": str(template), "parameters": dict(parameters), "many": str(many)}:
            values = {
                name: from_data(value) if isinstance(value, dict) else value
                for name, value in parameters.items()
            }
            return Sentence(template, values, many)
    raise ValueError("no text")
