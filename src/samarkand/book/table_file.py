"""One table from one file: CSV, packed or not, Parquet, or a sheet of a workbook."""

import gzip
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from samarkand.book import parquet_table, workbook
from samarkand.book.catalogue import finding
from samarkand.book.csv_table import read_csv_table
from samarkand.book.csv_text import read_text
from samarkand.book.formulas import unguarded
from samarkand.book.limits import FULL, LARGEST_FILE, Room
from samarkand.book.names import normal_name
from samarkand.book.raw import RawTable
from samarkand.book.schema import Table
from samarkand.book.too_much import too_much
from samarkand.core.finding import Finding

TableRead = tuple[RawTable | None, list[Finding]]

WORKBOOKS = (".xlsx", ".xlsm")


def read_table_file(path: Path, table: Table, room: Room = FULL) -> TableRead:
    """Return the table a file holds, whatever kind of file it is, or every reason why it holds none.

    A workbook is read at the sheet named as the table, else at its first sheet. No more is read than there
    is ``room`` for.
    """
    if not path.exists():
        return None, [finding("path_missing", f"There is nothing at {path}.", file=str(path))]
    kind = "".join(path.suffixes[-2:]).lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    read = {**READERS, **_MORE_READERS}.get(kind)
    if read is None or path.is_dir():
        message = f"{path.name} is no file of a table."
        remedy = f"Give a file that ends in {', '.join((*READERS, *_MORE_READERS))}."
        return None, [finding("book_shape_unknown", message, file=path.name, remedy=remedy)]
    try:
        return read(path, table, room)
    except OSError as error:
        return None, [unreadable(path, error)]


def unreadable(path: Path, error: OSError) -> Finding:
    """Return the finding for a file the system does not give."""
    message = f"{error.filename or path} cannot be read: {(error.strerror or 'it failed').lower()}."
    return finding("file_unreadable", message, file=path.name)


def refuse_size(file: Path) -> Finding | None:
    """Return why a file is too large or too small to be read, None where it is neither."""
    return _refuse_bytes(file.stat().st_size, file.name)


def _refuse_bytes(size: int, name: str) -> Finding | None:
    if size > LARGEST_FILE:
        return finding("file_too_large", f"The file has more than {LARGEST_FILE:,} bytes.", file=name)
    if size == 0:
        return finding("file_empty", "The file is empty.", file=name)
    return None


def _read_csv(file: Path, table: Table, room: Room) -> TableRead:
    refused = refuse_size(file)
    return (None, [refused]) if refused else _read_csv_bytes(file.read_bytes(), table, file.name, room)


def _read_csv_bytes(data: bytes, table: Table, name: str, room: Room) -> TableRead:
    text = read_text(data, name, room.rows)
    if isinstance(text, Finding):
        return None, [text]
    raw, found = read_csv_table(text, table, name)
    if raw is not None and b"'" in text.data:
        raw = replace(raw, frame=unguarded(raw.frame))
    return _fitting(raw, room, found)


def _read_packed_csv(file: Path, table: Table, room: Room) -> TableRead:
    try:
        with gzip.open(file) as packed:
            data = packed.read(LARGEST_FILE + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return None, [finding("file_broken", "The packed file is damaged or cut short.", file=file.name)]
    refused = _refuse_bytes(len(data), file.name)
    return (None, [refused]) if refused else _read_csv_bytes(data, table, file.name, room)


def _read_parquet(file: Path, table: Table, room: Room) -> TableRead:
    read = refuse_size(file) or parquet_table.read_parquet_table(file, table, file.name, room)
    return (None, [read]) if isinstance(read, Finding) else _fitting(read, room)


def _read_workbook(path: Path, table: Table, room: Room) -> TableRead:
    sheets = refuse_size(path) or workbook.sheet_names(path, path.name, room)
    if isinstance(sheets, Finding):
        return None, [sheets]
    named = [sheet for sheet in sheets if normal_name(sheet) == table.name]
    sheet = (named or sheets)[0]
    read = workbook.read_sheet(path, sheet, table, f"{path.name}[{sheet}]")
    return (None, [read]) if isinstance(read, Finding) else _fitting(read, room)


def _fitting(raw: RawTable | None, room: Room, found: Sequence[Finding] = ()) -> TableRead:
    """Return what was read, or nothing of it where it has more than there is room for."""
    refused = None if raw is None else too_much(raw, room)
    return (None, [*found, refused]) if refused else (raw, list(found))


READERS: dict[str, Callable[[Path, Table, Room], TableRead]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
}
"""How the files of a book's folder are read, by how their names end."""

_MORE_READERS: dict[str, Callable[[Path, Table, Room], TableRead]] = {
    ".csv.gz": _read_packed_csv,
    **dict.fromkeys(WORKBOOKS, _read_workbook),
}
