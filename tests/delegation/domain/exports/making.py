"""Chat exports of every kind, made from the same short conversations."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

TALK = (
    ("visitor", "Hello"),
    ("agent", "Welcome, how can I help you?"),
    ("visitor", 'Is the "blue" one, not the "green" one, in stock?'),
    ("agent", "It is.\n\nKind regards,\nthe team"),
    ("visitor", "Thanks; that's all"),
    ("agent", "You are welcome."),
)
TALKS = tuple(TALK for _ in range(3))
Talk = Sequence[tuple[str, str]]
# What HTML and the beginnings of files and lines are made of.
NO_SIGNS = "<>&\ufeff\u200e"


@st.composite
def any_talks(
    draw: st.DrawFn, *, without: str = "", without_categories: Sequence[Any] = ()
) -> list[Talk]:
    """Draw a few conversations of any signs but these."""
    signs = st.characters(
        codec="utf-8",
        exclude_categories=["Cc", "Cs", "Co", "Cn", *without_categories],
        exclude_characters=NO_SIGNS + without,
    )
    # Words at both ends keep programs from reading a line as something else than a text.
    lines = st.text(signs, min_size=1, max_size=30).map(lambda text: f"so {text.strip()} it is")
    texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
    return [
        [(("visitor", "agent")[at % 2], draw(texts)) for at in range(draw(st.integers(2, 5)))]
        for _ in range(draw(st.integers(1, 3)))
    ]


@dataclass(frozen=True)
class Dialect:
    """How a spreadsheet writes a table."""

    delimiter: str = ","
    quote_all: bool = False
    line_end: str = "\r\n"
    encoding: str = "utf-8"
    says_separator: bool = False


def table(
    talks: Sequence[Talk],
    dialect: Dialect | None = None,
    *,
    header: Sequence[str] = ("conversation_id", "sender", "message"),
) -> bytes:
    """A row for each turn."""
    dialect = dialect or Dialect()
    file = io.StringIO()
    if dialect.says_separator:
        file.write(f"sep={dialect.delimiter}{dialect.line_end}")
    writer = csv.writer(
        file,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
        lineterminator=dialect.line_end,
    )
    writer.writerow(header)
    for number, talk in enumerate(talks, 1):
        writer.writerows([number, sender, text] for sender, text in talk)
    return file.getvalue().encode(dialect.encoding)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def lines(values: Sequence[Any]) -> bytes:
    return b"\n".join(map(as_json, values)) + b"\n"


def workbook(talks: Sequence[Talk]) -> bytes:
    """The smallest workbook that Excel opens, with all texts in its cells."""
    rows = [("conversation_id", "sender", "message")]
    rows += [(str(at), *turn) for at, talk in enumerate(talks, 1) for turn in talk]
    cells = "".join(
        f'<row r="{number}">'
        + "".join(f'<c t="inlineStr"><is><t>{_escaped(cell)}</t></is></c>' for cell in row)
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
            f' Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Chats" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
            f' Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        )
    return packed.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")


def packed(data: bytes) -> bytes:
    return gzip.compress(data)
