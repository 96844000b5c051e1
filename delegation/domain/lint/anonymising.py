"""What visitors wrote, without anything that identifies them."""

from collections.abc import Callable, Iterable, Iterator

from delegation.domain.lint.amounts import find_numbers
from delegation.domain.lint.links import find_addresses, find_links
from delegation.domain.lint.names import find_names
from delegation.domain.lint.occurrences import Occurrences
from delegation.domain.lint.phones import find_phones

# The longer kinds first: an address holds numbers, and a number may be a telephone's.
_FINDERS: tuple[tuple[str, Callable[[str], Iterable[str]]], ...] = (
    ("[address]", find_addresses),
    ("[link]", find_links),
    ("[phone]", find_phones),
    ("[number]", find_numbers),
    ("[name]", find_names),
)


def anonymised(text: str) -> str:
    """Return the text with the kind of each link, address, number and name in its place.

    Finds what lint finds: names are a guess, so only members may read the result. Time grows with
    the text, whatever it holds.
    """
    for word, find in _FINDERS:
        excerpts = {excerpt.strip() for excerpt in find(text)} - {""}
        if excerpts:
            text = _named(text, excerpts, word)
    return text


def _named(text: str, excerpts: set[str], word: str) -> str:
    """Write the word for each excerpt. It may be a part of what it gives away: the stretch goes."""
    parts, shown = [], 0
    for start, end in _joined(Occurrences(excerpts).find(text), text):
        parts += [text[shown:start], word]
        shown = end
    return "".join([*parts, text[shown:]])


def _joined(places: Iterator[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Widen the places to whole stretches without a space, and join those that meet."""
    starts, ends = _bounds(text)
    joined: list[tuple[int, int]] = []
    for first, after in places:
        start = starts[first]
        while joined and joined[-1][1] > start:
            start = min(start, joined.pop()[0])
        joined.append((start, ends[after - 1]))
    return joined


def _bounds(text: str) -> tuple[list[int], list[int]]:
    """Return where the stretch of each character starts and ends.

    A bracket starts another stretch, and so does a mark of emphasis on either side: the assistant's
    "**30 days**" must stay a pair.
    """
    starts, ends = [0] * len(text), [0] * len(text)
    start = 0
    for place, character in enumerate(text):
        if character.isspace() or character in "[*":
            start = place + 1
        starts[place] = min(start, place)
    end = len(text)
    for place in range(len(text) - 1, -1, -1):
        if text[place].isspace() or text[place] == "*":
            end = place
        ends[place] = max(end, place + 1)
    return starts, ends
