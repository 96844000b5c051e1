"""A table of words made ready for lookups in a reading."""

from collections.abc import Iterable

from delegation.domain.lint.clauses import Reading, is_spaceless, read


class Lexicon:
    """Finds the entries of a table; time grows with the text, never with its shape.

    The marks of an entry (`=word`, `word*`) are those of `delegation.domain.language.word_lists`.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._alone: set[str] = set()
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._within: set[str] = set()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: str) -> None:
        form = " ".join(read(entry.strip("=*")).whole.split())
        if entry.startswith("="):
            self._alone.add(f" {form} ")
        elif is_spaceless(form):
            self._within.add(form)
        elif " " in form:
            self._within.add(f" {form}" if entry.endswith("*") else f" {form} ")
        elif entry.endswith("*"):
            self._stems.add(form)
        else:
            self._words.add(form)

    def find(self, text: str) -> list[str]:
        """The words of the text that the table holds, each once, sorted."""
        return self._find(read(text))

    def find_by_clause(self, text: str) -> list[list[str]]:
        """The same for each clause of `read(text)`."""
        reading = read(text)
        if not self._find(reading):
            return [[] for _ in reading.clauses]
        return [self._find(read(clause)) for clause in reading.clauses]

    def _find(self, reading: Reading) -> list[str]:
        found = {entry for entry in self._within if entry in reading.whole}
        found |= self._alone.intersection(reading.clauses)
        found |= self._words & reading.words
        for stem in self._stems & reading.beginnings:
            found |= {word for word in reading.words if word.startswith(stem)}
        return sorted(entry.strip() for entry in found)
