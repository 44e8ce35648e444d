"""Reads a book from wherever it lies: a folder of CSV or Parquet files, or a workbook."""

from collections.abc import Iterable
from pathlib import Path

from samarkand.book import workbook
from samarkand.book.catalogue import finding
from samarkand.book.limits import FULL, Room
from samarkand.book.names import closest, normal_name
from samarkand.book.raw import RawTable
from samarkand.book.schema import TABLES, Table
from samarkand.book.table_file import READERS, WORKBOOKS, TableRead, refuse_size, unreadable
from samarkand.book.too_much import too_much
from samarkand.book.validate import Reading, missing_tables, validate
from samarkand.core.finding import Finding

__all__ = ["Reading", "Tables", "read_book", "read_tables"]

_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")

Tables = tuple[list[RawTable], list[Finding]]
"""Tables as they came in, and what was found while they were read."""


def read_book(path: Path) -> Reading:
    """Return the book at a path, or every finding that keeps it from being one.

    A folder holds one CSV or Parquet file a table, named as the table; a workbook (.xlsx) one sheet
    a table. Whatever lies there, bad files become findings and nothing is raised.
    """
    path = Path(path)
    tables, found = read_tables(path)
    return validate(tables, path.stem or "book", found)


def read_tables(path: Path, room: Room = FULL) -> Tables:
    """Return the tables at a path as they came in, to be validated, and why others could not be read.

    For those who add to a book what they know themselves, such as its parties. No more is read of a table
    than there is ``room`` for.
    """
    try:
        return _read_path(path, room)
    except OSError as error:
        return [], [unreadable(path, error)]


def _read_path(path: Path, room: Room) -> Tables:
    if not path.exists():
        return [], [finding("path_missing", f"There is nothing at {path}.", file=str(path))]
    if path.is_dir():
        return _read_folder(path, room)
    if path.suffix.lower() in WORKBOOKS:
        return _read_workbook(path, room)
    message = f"{path.name} is neither a folder nor a workbook."
    remedy = "Give the folder it lies in." if path.suffix.lower() in READERS else ""
    remedy = "Save it as .xlsx." if path.suffix.lower() in _OTHER_WORKBOOKS else remedy
    return [], [finding("book_shape_unknown", message, file=path.name, remedy=remedy)]


def _read_folder(folder: Path, room: Room) -> Tables:
    files = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in READERS and _is_visible(one)]
    sources = [(normal_name(one.stem), one) for one in files]
    chosen, found = _choose([(name, file.name) for name, file in sources], folder.name)
    raws: list[RawTable] = []
    by_file_name = {file.name: file for file in files}
    for table, file_name in chosen:
        raw, problems = _read_file(by_file_name[file_name], TABLES[table], room)
        raws += [raw] if raw is not None else []
        found += problems
    return raws, found


def _read_file(file: Path, table: Table, room: Room) -> TableRead:
    try:
        return READERS[file.suffix.lower()](file, table, room)
    except OSError as error:
        return None, [unreadable(file, error)]


def _is_visible(file: Path) -> bool:
    # Excel keeps a "~$" file beside each open workbook, macOS "._" files on foreign disks.
    return not file.name.startswith((".", "~", "_"))


def _choose(sources: list[tuple[str, str]], book: str) -> tuple[list[tuple[str, str]], list[Finding]]:
    """Return (table, source) for each table found once, and findings about the other sources."""
    chosen: list[tuple[str, str]] = []
    found: list[Finding] = []
    for table in TABLES:
        mine = [source for name, source in sources if name == table]
        chosen += [(table, source) for source in mine[:1]]
        if len(mine) > 1:
            message = f"{table} is there {len(mine)} times: {', '.join(mine)}."
            found.append(finding("table_twice", message, file=mine[1]))
    for name, source in sources:
        if name not in TABLES:
            found += _stranger(name, source)
    if not chosen:
        return [], [finding("tables_none", f"No table of a book is in {book}.", file=book), *found]
    return chosen, found + missing_tables((table for table, _ in chosen), book)


def _stranger(name: str, source: str) -> Iterable[Finding]:
    meant = closest(name, TABLES)
    if meant is not None:
        yield finding("table_unknown", f"{source} is no table; {meant} is the nearest.", file=source)
    elif name != "readme":
        yield finding("table_ignored", f"{source} is no table of a book.", file=source)


def _read_workbook(path: Path, room: Room) -> Tables:
    names = refuse_size(path) or workbook.sheet_names(path, path.name, room)
    if isinstance(names, Finding):
        return [], [names]
    chosen, found = _choose([(normal_name(name), name) for name in names], path.name)
    raws = []
    for table, sheet in chosen:
        raw = workbook.read_sheet(path, sheet, TABLES[table], f"{path.name}[{sheet}]")
        if isinstance(raw, Finding):
            found.append(raw)
        elif refused := too_much(raw, room):
            found.append(refused)
        else:
            raws.append(raw)
    return raws, found
