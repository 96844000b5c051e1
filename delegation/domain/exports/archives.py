"""Unpack what was uploaded: gzip, zip with several files, or a plain file."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from delegation.domain.exports.turns import ExportRefused

MOST_BYTES = 64 * 1024 * 1024  # unpacked, of all files together: a small file may hold anything
MOST_FILES = 200
_PIECE = 64 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an empty one
_WORKBOOK = "xl/workbook"  # a spreadsheet is a zip archive with this inside
_HIDDEN = ("__MACOSX/", ".")
TOO_LARGE = "the file is longer than 64 MB when it is unpacked; export a shorter period"


@dataclass(frozen=True)
class File:
    """One unpacked file. `is_workbook`: a spreadsheet of Excel."""

    name: str
    data: bytes
    is_workbook: bool = False


def unpack(data: bytes, name: str = "") -> list[File]:
    """Return the files inside, in the order of their names. Raises `ExportRefused`."""
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as packed:
                return unpack(_read(packed, MOST_BYTES), name.removesuffix(".gz"))
        if data[:4] in _ZIP:
            return list(_unzipped(data, name))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as problem:
        raise ExportRefused(
            f"the archive is damaged or of an unknown kind ({problem}); pack it again"
        ) from problem
    if len(data) > MOST_BYTES:
        raise ExportRefused(TOO_LARGE)
    return [File(name, data)]


def _unzipped(data: bytes, name: str) -> Iterator[File]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename.startswith(_WORKBOOK) for member in members):
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise ExportRefused(TOO_LARGE)
            yield File(name, data, is_workbook=True)
            return
        shown = [member for member in members if not _is_hidden(member.filename)]
        if not shown:
            raise ExportRefused("the archive contains no file")
        if len(shown) > MOST_FILES:
            raise ExportRefused(f"the archive contains more than {MOST_FILES} files")
        left = MOST_BYTES
        for member in sorted(shown, key=lambda each: each.filename):
            if member.flag_bits & 0x1:
                raise ExportRefused("the archive is encrypted; pack it without a password")
            with archive.open(member) as packed:
                content = _read(packed, left)
            left -= len(content)
            yield from (
                File(member.filename, each.data, each.is_workbook)
                for each in _inner(content, member.filename)
            )


def _inner(content: bytes, name: str) -> list[File]:
    """A workbook inside an archive is one; an archive inside an archive is not opened."""
    if content[:4] not in _ZIP:
        return [File(name, content)]
    inside = unpack(content, name)
    if len(inside) == 1 and inside[0].is_workbook:
        return inside
    raise ExportRefused("the archive contains another archive; pack the files themselves")


def _read(packed: IO[bytes] | gzip.GzipFile, left: int) -> bytes:
    """Read piece by piece, so that no more is unpacked than may be."""
    pieces: list[bytes] = []
    while piece := packed.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise ExportRefused(TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)


def _is_hidden(name: str) -> bool:
    return name.startswith(_HIDDEN[0]) or name.rpartition("/")[2].startswith(_HIDDEN[1])
