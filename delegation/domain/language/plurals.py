"""Counts in English sentences."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 visitor`, `1,200 visitors`, `2 replies`.

    `many` is the plural where it is not the noun with an s.
    """
    return f"{count:,} {noun_for(count, one, many)}"


def noun_for(count: int, one: str, many: str | None = None) -> str:
    """Return the noun alone, for sentences that show the count elsewhere."""
    if count == 1:
        return one
    return f"{one}s" if many is None else many
