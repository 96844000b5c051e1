"""Where visitors pause in a phrase: "ok, thanks" is cut where "ok thanks" is not.

What a visitor wrote stays evidence; a wording is rebuilt from the canonical words, with a comma at
every pause, so that nothing but approved words can reach a pack.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable

from delegation.domain.packs.learning import clauses_of
from delegation.domain.phrases import canonical

MOST_WORDINGS = 3  # of one phrase; rarer ones teach nothing that a moderator would miss
COMMA = ", "  # how a pause is written in one


def wordings_of(
    written: Iterable[tuple[str, Hashable]], phrases: Collection[str], *, least: int = 1
) -> list[str]:
    """The wordings of canonical phrases that at least `least` sources wrote, in a stable order.

    `written` holds texts of visitors, each with its source (a visitor, or a network). Phrases
    without a pause have none.
    """
    sources: dict[str, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for text, source in written:
        form = canonical(text)
        wording = with_pauses(text)
        if form is not None and form in phrases and with_pauses(form) != wording:
            sources[form][wording].add(source)
    return [
        wording
        for form in sorted(sources)
        for wording in _most_common(sources[form])
        if len(sources[form][wording]) >= least
    ]


def with_pauses(text: str) -> str:
    """`Ok!! Thanks` -> `ok, thanks`; empty when it cannot be matched."""
    return COMMA.join(" ".join(clause) for clause in clauses_of(text))


def _most_common(sources: dict[str, set[Hashable]]) -> list[str]:
    ordered = sorted(sources, key=lambda wording: (-len(sources[wording]), wording))
    return ordered[:MOST_WORDINGS]
