"""The tea shop that the demo teacher plays: its teas, and its lines in six languages."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

VARIABLES = "OPENAI_API_KEY, OPENAI_BASE_URL, TEACHER_MODEL"
# language -> the name of a line -> the line; `tins` and `numbers` are lists, one to ten.
LINES: Mapping[str, Mapping[str, Any]] = json.loads(
    Path(__file__).with_name("tea_shop.json").read_text(encoding="utf-8")
)
LANGUAGES = tuple(LINES)
MOST_TINS = 99  # a longer number is that of an order


@dataclass(frozen=True)
class Tea:
    """One lot. `stems` are beginnings of words by which people ask for it, in any language."""

    name: str
    price: Decimal  # pounds a tin
    size: str
    stock: int  # tins
    stems: tuple[str, ...]


TEAS = (
    Tea("Tarnside Breakfast", Decimal("9.50"), "100 g", 34, ("tarnside", "breakfast")),
    Tea(
        "Kestrel Green", Decimal("12.00"), "80 g", 19,
        ("kestrel", "green", "verde", "grün", "vert", "зелён", "зелен"),
    ),
    Tea("Charcoal Oolong", Decimal("16.00"), "75 g", 8, ("charcoal", "oolong", "улун")),
    Tea("Hedgerow", Decimal("7.20"), "100 g", 41, ("hedgerow", "rosehip", "шиповник")),
)  # fmt: skip


@dataclass(frozen=True)
class TeaOrder:
    """What a visitor wants, as far as it is known."""

    tea: Tea | None = None
    tins: int | None = None


def line(language: str, name: str, **values: object) -> str:
    """Return a line of the shop in this language."""
    return str(LINES[language][name]).format(**values)


def about_order(language: str, name: str, order: TeaOrder) -> str:
    """Return a line about an order whose tea is known."""
    if order.tea is None:
        raise ValueError(f"the line {name} is about a tea")
    tins = order.tins or 0
    return line(
        language,
        name,
        tea=order.tea.name,
        price=pounds(order.tea.price),
        size=order.tea.size,
        stock=order.tea.stock,
        tins=counted(language, tins),
        sum=pounds(order.tea.price * tins),
    )


def price_list(language: str) -> str:
    """Return all teas as a Markdown list."""
    teas = "\n".join(about_order(language, "line", TeaOrder(tea)) for tea in TEAS)
    return line(language, "list", teas=teas)


def names_of_teas() -> str:
    return ", ".join(f"**{tea.name}**" for tea in TEAS)


def pounds(amount: Decimal) -> str:
    return f"£{amount:.2f}"


def counted(language: str, tins: int) -> str:
    """Return "three tins" in this language."""
    words = LINES[language]["tins"]
    return str(words[min(max(tins, 1), len(words)) - 1]).format(n=tins)


def find_tea(text: str) -> Tea | None:
    """Return the tea that a text in lower case names."""
    return next((tea for tea in TEAS if starts_a_word(text, tea.stems)), None)


def find_tins(text: str) -> int | None:
    """Return the number of tins that a text in lower case names, in figures or words."""
    for figure in re.findall(r"\d+", text):
        return int(figure) if 0 < int(figure) <= MOST_TINS else None
    words = re.findall(r"\w+", text)
    for lines in LINES.values():
        for number, word in enumerate(lines["numbers"], 1):
            means_it = number > 1 or len(words) == 1 or lines["tins"][0] in text
            if word in words and means_it:  # "the green one" is not yet one tin
                return number
    return None


def starts_a_word(text: str, stems: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(stem)}", text) for stem in stems)
