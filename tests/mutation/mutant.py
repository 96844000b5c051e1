"""One mutant of a module."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what its lines become, and the whole module with it."""

    file: str
    function: str  # "" for a constant of the module
    lines: tuple[int, ...]  # of the original
    name: str
    source: str
