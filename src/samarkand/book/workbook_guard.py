"""Looks at a workbook before it is opened: whether it is one, and how large it would become.

A workbook is a zip archive, and a small one can unpack to terabytes or name a cell so far out that
the rectangle up to it fills the memory. Sizes are counted, not believed.
"""

import re
import zipfile
import zlib
from pathlib import Path

from samarkand.book.catalogue import finding
from samarkand.book.limits import FULL, LARGEST_RATIO, LONGEST_CELL, MOST_PARTS, Room
from samarkand.core.finding import Finding

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_CHUNK = 1 << 20
_OVERLAP = 64
_SMALL = 10 * _CHUNK
"""Parts below this may be packed as tightly as they like."""

_WITH_CELLS = ("xl/worksheets/", "xl/sharedStrings")
_LONGEST_TEXT = 6 * LONGEST_CELL
"""Bytes between two tags: letters of several bytes, or written as &#...;."""

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,200}?\br\s*=\s*[\"'](\d{1,9})")
_FAR_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3})\d")
_ONE_LETTER = 26


def refuse_workbook(path: Path, file: str, room: Room = FULL) -> Finding | None:
    """Return the reason not to open a workbook, or None where it is safe to."""
    with path.open("rb") as stream:
        mark = stream.read(len(_ZIP))
    if mark == _OLD_OFFICE:
        return finding("workbook_encrypted", "The workbook has a password or is an old .xls.", file=file)
    if mark != _ZIP:
        return finding("file_not_as_named", f"The file is {_looks_like(mark)}, not a workbook.", file=file)
    try:
        with zipfile.ZipFile(path) as archive:
            return _refuse_archive(archive, file, room)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return finding("file_broken", "The workbook is damaged or cut short.", file=file)


def _looks_like(mark: bytes) -> str:
    if mark == b"%PDF":
        return "a PDF"
    return (
        "text" if mark and all(byte in b"\t\r\n" or byte >= ord(" ") for byte in mark) else "something else"
    )


def _refuse_archive(archive: zipfile.ZipFile, file: str, room: Room) -> Finding | None:
    parts = archive.infolist()
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        return finding("file_not_as_named", "The file is a zip archive, but no workbook.", file=file)
    if any(part.flag_bits & 1 for part in parts):
        return finding("workbook_encrypted", "The workbook has a password.", file=file)
    why = _too_many(parts, room) or _too_much(archive, parts, room)
    return finding("workbook_too_large", f"The workbook is not opened: {why}.", file=file) if why else None


def _too_many(parts: list[zipfile.ZipInfo], room: Room) -> str | None:
    if len(parts) > MOST_PARTS:
        return f"it has {len(parts):,} parts, at most {MOST_PARTS:,} are opened"
    if sum(part.file_size for part in parts) > room.unpacked:
        return f"it would unpack to more than {room.unpacked:,} bytes"
    return None


def _too_much(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], room: Room) -> str | None:
    left = room.unpacked
    for part in parts:
        unpacked, cells, longest = _measure(archive, part, left)
        left -= unpacked
        if left < 0:
            return f"it unpacks to more than {room.unpacked:,} bytes"
        if unpacked > _SMALL and unpacked > LARGEST_RATIO * max(part.compress_size, 1):
            return f"{part.filename} unpacks to over {LARGEST_RATIO} times its size"
        if cells > room.cells:
            return f"{part.filename} has a cell so far out that it spans {cells:,} cells"
        if longest > _LONGEST_TEXT and part.filename.startswith(_WITH_CELLS):
            return f"{part.filename} has a cell of more than {LONGEST_CELL:,} letters"
    return None


def _measure(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> tuple[int, int, int]:
    """Return how many bytes a part unpacks to, its sheet's cells, and its longest text between two tags.

    Stops soon after ``left`` bytes, or where a text is too long.
    """
    part.file_size = left + _CHUNK  # the directory may lie: read on until the data itself ends
    unpacked, rows, columns = 0, 0, _ONE_LETTER
    text = longest = 0
    is_sheet = part.filename.startswith("xl/worksheets/")
    tail = b""
    with archive.open(part) as stream:
        while unpacked <= left and (chunk := stream.read(_CHUNK)):
            unpacked += len(chunk)
            text, longest = _texts(chunk, text, longest)
            if is_sheet:
                rows = max(rows, _largest_row(tail + chunk))
                columns = max(columns, _largest_column(tail + chunk))
                tail = chunk[-_OVERLAP:]
    return unpacked, rows * columns, longest


def _texts(chunk: bytes, before: int, longest: int) -> tuple[int, int]:
    """Return the length of the text a chunk ends in, and of the longest between two tags so far.

    ``before`` is the length of the text that the chunk goes on with. Only what is too long is measured out:
    a tag is looked for backwards from as far as a text may reach.
    """
    at, start = 0, -before
    while len(chunk) - start > _LONGEST_TEXT:
        found = chunk.rfind(b"<", max(at, 0), start + _LONGEST_TEXT + 1)
        if found < 0:
            return len(chunk) - start, max(longest, _LONGEST_TEXT + 1)
        at = start = found + 1
    last = chunk.rfind(b"<", max(at, 0))
    return (len(chunk) - last - 1 if last >= 0 else len(chunk) - start), longest


def _largest_row(xml: bytes) -> int:
    return max((int(number) for number in _ROW.findall(xml)), default=0)


def _largest_column(xml: bytes) -> int:
    return max((_column_number(letters) for letters in set(_FAR_COLUMN.findall(xml))), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _ONE_LETTER + letter - ord("A") + 1
    return number
