"""What visitors wrote, without anything that identifies them."""

import re
from collections.abc import Callable, Iterable

from delegation.domain.lint.amounts import find_numbers
from delegation.domain.lint.links import find_addresses, find_links
from delegation.domain.lint.names import find_names
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

    Finds what lint finds: names are a guess, so only members may read the result.
    """
    for word, find in _FINDERS:
        for excerpt in sorted(map(str.strip, find(text)), key=len, reverse=True):
            if excerpt:  # it may be a part of what it gives away, so the whole stretch goes
                text = re.sub(rf"[^\s[]*{re.escape(excerpt)}\S*", word, text)
    return text
