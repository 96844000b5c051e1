"""Unpack what was uploaded: gzip, zip with several files, or a plain file."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from delegation.domain.exports.naming import words
from delegation.domain.exports.turns import ExportRefused
from delegation.domain.wording import Sentence, worded

MOST_BYTES = 64 * 1024 * 1024  # unpacked, of all files together: a small file may hold anything
MOST_FILES = 5_000  # an export of Slack has a file for every day of every channel
_PIECE = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an empty one
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What reading raises where an archive was cut off or changed.
_DAMAGE = (
    OSError, EOFError, ValueError, RuntimeError, OverflowError, struct.error, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
# Spreadsheets are zip archives with one of these inside.
_WORKBOOKS = ("xl/workbook", "content.xml")
_HIDDEN = ("__MACOSX/", ".")
# In an archive these are what people sent along with their messages, and nothing to read.
_MEDIA = words(
    ".jpg .jpeg .png .gif .webp .heic .bmp .svg .ico .mp4 .mov .3gp .avi .mkv .mp3 .ogg .opus"
    " .m4a .wav .aac .pdf .vcf .ics .doc .docx .ppt .pptx .html .htm .css .js .md .exe .eml"
)
# How files begin that hold no chats -> what would help.
_OTHERS = {
    b"%PDF": worded("a PDF has no columns to read; export the chats as CSV, Excel or JSON"),
    b"SQLite format 3": worded(
        "this is a database; export the chats from the app as text, CSV or JSON"
    ),
    b"Rar!": worded(
        "RAR archives are not opened; unpack it and upload the file, or pack it as zip"
    ),
    b"7z\xbc\xaf\x27\x1c": worded(
        "7z archives are not opened; unpack it and upload the file, or pack it as zip"
    ),
    b"PAR1": worded("Parquet files are not read; export the table as CSV"),
    b"\xff\xd8\xff": worded("this is a picture; export the chats as text, CSV, Excel or JSON"),
    b"\x89PNG": worded("this is a picture, not text; export the chats as text, CSV, Excel or JSON"),
    b"{\\rtf": worded("this is a text document; export the chats as CSV, Excel or JSON"),
}
_DOCUMENTS = {
    "word/": worded("this is a Word document; export the chats as CSV, Excel or JSON"),
    "ppt/": worded("this is a presentation; export the chats as CSV, Excel or JSON"),
}


def too_large(most_bytes: int) -> Sentence:
    """Return what to do where a file unpacks to more than may be."""
    megabytes = most_bytes // 1_000_000 if most_bytes < MOST_BYTES else MOST_BYTES // 2**20
    return Sentence(
        "the file is longer than %(megabytes)s MB when it is unpacked; export a shorter period",
        {"megabytes": megabytes},
    )


@dataclass(frozen=True)
class File:
    """One unpacked file. `is_workbook`: a spreadsheet of Excel or LibreOffice."""

    name: str
    data: bytes
    is_workbook: bool = False


def unpack(data: bytes, name: str = "", most_bytes: int = MOST_BYTES) -> list[File]:
    """Return the files inside, in the order of their names. Raises `ExportRefused`."""
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                return unpack(
                    _read(packed, most_bytes, most_bytes), name.removesuffix(".gz"), most_bytes
                )
        if data[:4] in _ZIP:
            return list(_unzipped(data, name, most_bytes))
    except ExportRefused:
        raise
    except _DAMAGE as problem:
        raise ExportRefused(
            Sentence(
                "the archive is damaged or of an unknown kind (%(problem)s); pack it again",
                {"problem": str(problem)},
            )
        ) from problem
    if len(data) > most_bytes:
        raise ExportRefused(too_large(most_bytes))
    _refuse_others(data)
    return [File(name, data, is_workbook=data.startswith(_OLE))]


def _refuse_others(data: bytes) -> None:
    """Raises `ExportRefused` with what would help, for files of kinds that hold no chats."""
    for start, advice in _OTHERS.items():
        if data.startswith(start):
            raise ExportRefused(advice)
    if data[257:262] == b"ustar":
        raise ExportRefused(worded("tar archives are not opened; pack the files as zip"))


def _unzipped(data: bytes, name: str, most_bytes: int) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        for start, advice in _DOCUMENTS.items():
            if any(member.filename.startswith(start) for member in members):
                raise ExportRefused(advice)
        if any(member.filename.startswith(_WORKBOOKS) for member in members):
            if sum(member.file_size for member in members) > most_bytes:
                raise ExportRefused(too_large(most_bytes))
            yield File(name, data, is_workbook=True)
            return
        shown = [member for member in members if not _is_hidden(member.filename)]
        if not shown:
            raise ExportRefused(
                worded("the archive contains no file with text; pack the exported files")
            )
        if len(shown) > MOST_FILES:
            raise ExportRefused(
                Sentence(
                    "the archive contains more than %(most)s files; export a shorter period",
                    {"most": MOST_FILES},
                )
            )
        left = most_bytes
        for member in sorted(shown, key=lambda each: each.filename):
            if member.flag_bits & 0x1:
                raise ExportRefused(worded("the archive is encrypted; pack it without a password"))
            with archive.open(member) as packed:
                content = _read(packed, left, most_bytes)
            left -= len(content)
            yield from (
                File(member.filename, each.data, each.is_workbook)
                for each in _inner(content, member.filename, left)
            )


def _inner(content: bytes, name: str, left: int) -> list[File]:
    """A workbook inside an archive is one; an archive inside an archive is not opened."""
    if content[:4] not in _ZIP:
        return [File(name, content, is_workbook=content.startswith(_OLE))]
    inside = unpack(content, name, left)
    if len(inside) == 1 and inside[0].is_workbook:
        return inside
    raise ExportRefused(worded("the archive contains another archive; pack the files themselves"))


def _read(packed: IO[bytes] | gzip.GzipFile, left: int, most_bytes: int) -> bytes:
    """Read piece by piece, so that no more is unpacked than may be."""
    pieces: list[bytes] = []
    while piece := packed.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise ExportRefused(too_large(most_bytes))
        pieces.append(piece)
    return b"".join(pieces)


def _is_hidden(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (
        name.startswith(_HIDDEN[0]) or last.startswith(_HIDDEN[1]) or last.lower().endswith(_MEDIA)
    )
