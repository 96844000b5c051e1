"""Rules as CSV and JSON, written and read. Bad rows are refused one by one, in words."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from delegation.domain.codepoints import is_storable
from delegation.domain.exports.archives import unpack
from delegation.domain.exports.encodings import decode
from delegation.domain.exports.headers import plain_header
from delegation.domain.exports.tables import Table, read_csv, read_workbook
from delegation.domain.exports.times import day_comes_first, doubtful_date, read_time
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.phrases import canonical
from delegation.domain.teaching.replies import MAX_RESPONSE
from delegation.domain.wire.spreadsheets import BOM, shield_text, unshield_cell
from delegation.domain.wording import Sentence, Worded, worded
from delegation.domain.words import DECLARABLE_AWAITING, Act

FORMAT = 1
COLUMNS = ("phrase", "act", "language", "response", "variants", "states", "expires")
MOST_BYTES = 190_000  # of a file; more rules than a tenant has, and a form can carry it packed
MOST_UNPACKED = 4_000_000  # bytes of a packed file or workbook, as it is read while a person waits
MOST_ROWS = 2_000
MOST_VARIANTS = 50
LONGEST_PHRASE = 160  # characters, as wide as the column

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}|")


class TransferRefused(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class RuleRow:
    """A rule as a file holds it. `variants` are canonical; `expires` is its last day."""

    phrase: str
    act: Act
    language: str
    response: str
    variants: tuple[str, ...] = ()
    states: tuple[str, ...] = ("nothing",)
    expires: date | None = None


@dataclass(frozen=True)
class RowRefused:
    """A row that no rule can be made of; rows count from 1."""

    number: int
    why: Worded


Rows = list[RuleRow | RowRefused]


@dataclass(frozen=True)
class RuleFile:
    """What a file of rules holds.

    `date_example` is a day that can be read in two ways, empty where none can; such rows are
    refused until `day_first` is known.
    """

    rows: Rows
    date_example: str = ""
    day_first: bool | None = None


def write_csv(rows: Iterable[RuleRow], delimiter: str = ",") -> str:
    """Return a file whose cells no spreadsheet runs as formulas; lists have one value a line.

    Spreadsheets of countries that write 1,5 for one and a half expect semicolons.
    """
    file = io.StringIO()
    file.write(BOM)
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(_cell(*item) for item in _as_data(row).items())
    return file.getvalue()


def _cell(name: str, value: str | list[str]) -> str:
    text = "\n".join(value) if isinstance(value, list) else value
    return text if name == "expires" else shield_text(text)


def write_json(rows: Iterable[RuleRow]) -> str:
    data = {"format": FORMAT, "rules": [_as_data(row) for row in rows]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_semicolons(rows: Iterable[RuleRow]) -> str:
    return write_csv(rows, ";")


def read_rules(content: bytes, day_first: bool | None = None) -> RuleFile:
    """Return the rows of a CSV, Excel or JSON file. Raises `TransferRefused`.

    `day_first` says how 03/04/2027 is read, where the file does not say.
    """
    if len(content) > MOST_BYTES:
        raise TransferRefused(
            Sentence(
                "The file is larger than %(most)s bytes. Split it, and import one part at a time.",
                {"most": MOST_BYTES},
            )
        )
    found = _data_in(content)
    if len(found) > MOST_ROWS:
        raise TransferRefused(
            Sentence(
                "The file has more than %(most)s rules. Split it, and import one part at a time.",
                {"most": MOST_ROWS},
            )
        )
    days = [str(each.get("expires") or "") for each in found if isinstance(each, Mapping)]
    order = day_comes_first(days)
    example = "" if order is not None else doubtful_date(days)
    if order is None:
        order = day_first
    rows = [_row(number, each, order) for number, each in enumerate(found, 1)]
    return RuleFile(rows, example, order)


def _data_in(content: bytes) -> list[Any]:
    """The rows of the one file, whatever program wrote it. Raises `TransferRefused`."""
    try:
        files = unpack(content, most_bytes=MOST_UNPACKED)
        if len(files) != 1:
            raise TransferRefused(worded("The archive must contain exactly one file."))
        if files[0].is_workbook:
            return _rows_of(read_workbook(files[0].data, _is_column))
        text = decode(files[0].data)
        if text.lstrip()[:1] in ("{", "["):
            return _read_json(text)
        return _rows_of(read_csv(text, _is_column))
    except ExportRefused as refused:
        why = Sentence(refused.why) if isinstance(refused.why, str) else refused.why
        raise TransferRefused(Sentence("The file cannot be read: %(why)s.", {"why": why})) from None


def _is_column(name: str) -> bool:
    return plain_header(name) in COLUMNS


def _as_data(row: RuleRow) -> dict[str, Any]:
    return {
        "phrase": row.phrase,
        "act": row.act.value,
        "language": row.language,
        "response": row.response,
        "variants": list(row.variants),
        "states": list(row.states),
        "expires": row.expires.isoformat() if row.expires else "",
    }


def _rows_of(table: Table) -> list[Any]:
    """The rows by their columns' names, which may be written in capitals."""
    names = [plain_header(name) for name in table.names]
    missing = [name for name in ("phrase", "act", "response") if name not in names]
    unknown = [shown for shown, name in zip(table.names, names, strict=True) if name not in COLUMNS]
    if missing:
        raise TransferRefused(
            Sentence(
                "The file must name columns of these: %(columns)s. Missing in its first line: "
                "%(missing)s.",
                {"columns": ", ".join(COLUMNS), "missing": ", ".join(missing)},
            )
        )
    if unknown:
        raise TransferRefused(
            Sentence(
                "The file must name columns of these: %(columns)s. Delete the others: %(others)s.",
                {"columns": ", ".join(COLUMNS), "others": ", ".join(unknown)[:200]},
            )
        )
    return [dict(zip(names, map(unshield_cell, row), strict=True)) for row in table.rows]


def _read_json(text: str) -> list[Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise TransferRefused(worded("The file is not JSON.")) from None
    rules = data.get("rules") if isinstance(data, dict) else None
    if not isinstance(rules, list) or data.get("format") != FORMAT:
        raise TransferRefused(
            Sentence("The file must be %(form)s.", {"form": '{"format": 1, "rules": [...]}'})
        )
    return rules


def _row(number: int, data: Any, day_first: bool | None) -> RuleRow | RowRefused:
    try:
        return _checked(data, day_first)
    except ValueError as error:
        return RowRefused(number, error.args[0] if error.args else "")


def _checked(data: Any, day_first: bool | None) -> RuleRow:
    """Raises `ValueError` in words."""
    if not isinstance(data, Mapping) or not set(data) <= set(COLUMNS):
        raise ValueError(
            Sentence(
                "The row has a column other than %(columns)s.", {"columns": ", ".join(COLUMNS)}
            )
        )
    act, language = _text(data, "act").casefold(), _language(_text(data, "language"))
    if act not in tuple(Act):
        raise ValueError(Sentence("The act must be one of %(acts)s.", {"acts": ", ".join(Act)}))
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(worded("The language must be a tag such as en or pt-BR."))
    response = _text(data, "response")
    if not 0 < len(response) <= MAX_RESPONSE:
        raise ValueError(
            Sentence("The response must have 1 to %(most)s characters.", {"most": MAX_RESPONSE})
        )
    variants = tuple(dict.fromkeys(_phrase(variant) for variant in _list(data, "variants")))
    if len(variants) > MOST_VARIANTS:
        raise ValueError(
            Sentence("A rule may have at most %(most)s variants.", {"most": MOST_VARIANTS})
        )
    states = tuple(sorted(set(_states(data)) or {"nothing"}))
    if not set(states) <= set(DECLARABLE_AWAITING):
        raise ValueError(
            Sentence(
                "Each state must be one of %(states)s.", {"states": ", ".join(DECLARABLE_AWAITING)}
            )
        )
    phrase = _phrase(_text(data, "phrase"))
    kept = tuple(variant for variant in variants if variant != phrase)
    return RuleRow(phrase, Act(act), language, response, kept, states, _day(data, day_first))


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or not is_storable(value):
        raise ValueError(
            Sentence("The %(name)s must be text without control characters.", {"name": name})
        )
    return value.strip()


def _list(data: Mapping[str, Any], name: str) -> list[str]:
    value = data.get(name, [])
    values = value.splitlines() if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise ValueError(Sentence("The %(name)s must be a list of texts.", {"name": name}))
    return [each.strip() for each in values if each.strip()]


def _phrase(text: str) -> str:
    form = canonical(text)
    if not form or len(form) > LONGEST_PHRASE:
        raise ValueError(
            Sentence(
                "No message can match “%(text)s”: it has no word or is too long.",
                {"text": text[:40]},
            )
        )
    return form


def _language(tag: str) -> str:
    """The tag as it is usually written, whatever a person's capitals: "PT-br" is "pt-BR"."""
    first, *rest = tag.replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _states(data: Mapping[str, Any]) -> list[str]:
    """The states; a person may write them into one line."""
    found = (part for each in _list(data, "states") for part in re.split(r"[,;|]", each))
    return [part.strip().casefold() for part in found if part.strip()]


def _day(data: Mapping[str, Any], day_first: bool | None) -> date | None:
    """The last day, as any spreadsheet writes it; 03/04/2027 may be either day."""
    text = _text(data, "expires")
    if not text:
        return None
    with suppress(ValueError):
        return date.fromisoformat(text)
    if day_first is None and doubtful_date([text]):
        raise ValueError(
            Sentence(
                "The last day “%(text)s” can be read in two ways; say which comes first, the day "
                "or the month, or write it as 2027-12-31.",
                {"text": text[:40]},
            )
        )
    moment = read_time(text, day_first=day_first is not False)
    if moment is None:
        raise ValueError(
            Sentence(
                "The last day “%(text)s” is no date; write it as 2027-12-31.", {"text": text[:40]}
            )
        )
    return datetime.fromtimestamp(moment, UTC).date()
