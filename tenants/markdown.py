"""The Markdown of the repository's own guides as HTML. HTML in a guide is shown as text."""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

Link = Callable[[str], str | None]
"""The target of a link in a guide -> where it leads here; None for a file that is not served."""

Environment = MutableMapping[str, Any]
WORDS = ("text", "code_inline")  # the parts of a line that are read


@dataclass(frozen=True)
class Heading:
    """A heading with the name by which links find it."""

    level: int
    text: str
    anchor: str


def headings_of(text: str) -> list[Heading]:
    """Return the headings of a guide in order."""
    return [
        Heading(int(opening.tag[1:]), words, anchor_of(words))
        for opening, words in _headings(READER.parse(text))
    ]


def anchor_of(heading: str) -> str:
    """Return the name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def to_html(text: str, link: Link) -> str:
    """Return a guide as HTML."""
    environment: Environment = {}
    tokens = READER.parse(text, environment)
    for opening, words in _headings(tokens):
        opening.attrSet("id", anchor_of(words))
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, link))
    html: str = READER.renderer.render(tokens, READER.options, environment)
    return html


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    for opening, line in pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(part.content for part in line.children or () if part.type in WORDS)
            yield opening, words


def _linked(parts: Sequence[Token], link: Link) -> Iterator[Token]:
    """Yield the parts of a line; a link that leads nowhere here leaves its words."""
    leads = True
    for part in parts:
        if part.type == "link_open":
            target = link(str(part.attrGet("href")))
            leads = target is not None
            part.attrSet("href", target or "")
        if leads or not part.type.startswith("link_"):
            yield part


def _begin_table(
    _renderer: RendererHTML,
    _tokens: Sequence[Token],
    _at: int,
    _options: OptionsDict,
    environment: Environment,
) -> str:
    """A wide table scrolls by itself; screen readers list the tables by name."""
    number = environment["tables"] = environment.get("tables", 0) + 1
    name = f'aria-label="Table {number}"'
    return f'<div class="scroll" tabindex="0" role="region" {name}>\n<table>\n'


def _end_table(*_: object) -> str:
    return "</table>\n</div>\n"


def _name_column(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: Environment,
) -> str:
    tokens[at].attrSet("scope", "col")
    return renderer.renderToken(tokens, at, options, environment)


def _show_code(_renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: object) -> str:
    """Code scrolls too, so the keyboard must reach it."""
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[at].content)}</code></pre>\n'


def _make_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    rules: dict[str, Callable[..., str]] = {
        "table_open": _begin_table,
        "table_close": _end_table,
        "th_open": _name_column,
        "fence": _show_code,
        "code_block": _show_code,
    }
    for name, rule in rules.items():
        reader.add_render_rule(name, rule)
    return reader


READER = _make_reader()
