"""The Markdown of the repository's own guides as HTML: what they use of it, and nothing more.

Everything is escaped before marks are read, so a guide can put no markup into a page.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import count

Link = Callable[[str], str | None]
"""The target of a link in a guide -> where it leads here; None for a file that is not served."""

CODE = re.compile(r"(`+)(.+?)\1")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
STRONG = re.compile(r"\*\*(.+?)\*\*")
EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s][^*]*?)\*(?![\w*])")
ITEM = re.compile(r"^(\s*)([-*]|\d+\.)\s+(.*)$")
RULER = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


@dataclass(frozen=True)
class Heading:
    """A heading with the name by which links find it."""

    level: int
    text: str
    anchor: str


def headings_of(text: str) -> list[Heading]:
    """Return the headings of a guide in order."""
    found, fenced = [], False
    for line in text.splitlines():
        fenced = fenced != line.startswith("```")
        if not fenced and (head := re.match(r"^(#{1,6})\s+(.*)$", line)):
            found.append(Heading(len(head[1]), _plain(head[2]), anchor_of(head[2])))
    return found


def anchor_of(heading: str) -> str:
    """Return the name that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", _plain(heading).lower()).replace(" ", "-")


def to_html(text: str, link: Link) -> str:
    """Return a guide as HTML."""
    html = "\n".join(_blocks(text.splitlines(), link))
    numbers = count(1)  # screen readers list the tables by name
    return re.sub('aria-label="Table"', lambda _: f'aria-label="Table {next(numbers)}"', html)


def _blocks(lines: list[str], link: Link) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.lstrip().startswith("```"):
            end = _end_of_fence(lines, at)
            yield _code_block(lines[at + 1 : end])
            at = end + 1
        elif head := re.match(r"^(#{1,6})\s+(.*)$", line):
            level = len(head[1])
            yield f'<h{level} id="{anchor_of(head[2])}">{inline(head[2], link)}</h{level}>'
            at += 1
        elif at + 1 < len(lines) and "|" in line and RULER.match(lines[at + 1]):
            end = _end(lines, at, lambda each: "|" in each)
            yield _table(lines[at:end], link)
            at = end
        elif ITEM.match(line):
            end = _end(lines, at, lambda each: bool(ITEM.match(each)) or each.startswith("  "))
            yield _list(lines[at:end], link)
            at = end
        else:
            end = _end(lines, at, lambda each: bool(each.strip()) and not _begins_block(each))
            yield f"<p>{inline(' '.join(map(str.strip, lines[at:end])), link)}</p>"
            at = end


def _begins_block(line: str) -> bool:
    return line.lstrip().startswith("```") or line.startswith("#") or bool(ITEM.match(line))


def _end(lines: list[str], at: int, belongs: Callable[[str], bool]) -> int:
    """Return the line after the block that begins at this one."""
    end = at + 1
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end


def _end_of_fence(lines: list[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and not lines[end].lstrip().startswith("```"):
        end += 1
    return end


def _code_block(lines: list[str]) -> str:
    text = escape("\n".join(lines))
    return f'<pre tabindex="0"><code>{text}</code></pre>'


def _list(lines: list[str], link: Link) -> str:
    items: list[list[str]] = []
    ordered = False
    for line in lines:
        if (found := ITEM.match(line)) and not found[1]:
            ordered = found[2][0].isdigit()
            items.append([found[3]])
        elif items:
            items[-1].append(line.removeprefix("  "))
    kind = "ol" if ordered else "ul"
    inner = "".join(f"<li>{_item(item, link)}</li>" for item in items)
    return f"<{kind}>{inner}</{kind}>"


def _item(lines: list[str], link: Link) -> str:
    """An item's own words, and the list or code that may follow them."""
    end = next((at for at, line in enumerate(lines) if at and _begins_block(line)), len(lines))
    words = inline(" ".join(map(str.strip, lines[:end])), link)
    return words + "".join(_blocks(lines[end:], link))


def _table(lines: list[str], link: Link) -> str:
    head, _, *rows = [_cells(line) for line in lines]
    top = "".join(f'<th scope="col">{inline(cell, link)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{inline(cell, link)}</td>" for cell in row) + "</tr>" for row in rows
    )
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="Table">{table}</div>'


def _cells(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [part.replace("\\|", "|").strip() for part in parts]


def inline(text: str, link: Link) -> str:
    """Return a line's code, links and emphasis as HTML."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\0{len(kept) - 1}\0"

    text = text.replace("\0", "").replace("<br>", "\0br\0")
    text = CODE.sub(lambda found: keep(f"<code>{escape(found[2].strip())}</code>"), text)
    text = LINK.sub(lambda found: keep(_anchor(found[1], found[2], link)), text)
    text = STRONG.sub(r"<strong>\1</strong>", escape(text, quote=False))
    text = EMPHASIS.sub(r"<em>\1</em>", text)
    text = text.replace("\0br\0", "<br>")
    while "\0" in text:
        text = re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], text)
    return text


def _anchor(words: str, target: str, link: Link) -> str:
    leads_to = link(target)
    if leads_to is None:
        return escape(words)
    return f'<a href="{escape(leads_to)}">{escape(words)}</a>'


def _plain(text: str) -> str:
    return re.sub(r"[`*]", "", LINK.sub(r"\1", text))
