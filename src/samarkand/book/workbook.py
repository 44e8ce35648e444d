"""A workbook: one sheet a table, cells as people and Excel left them.

Numbers stored as text, dates as serial numbers, identifiers turned into 1.0 all become plain text
here; the checks then treat them as any other cell.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.limits import FULL, Room
from samarkand.book.names import distinct, normal_name
from samarkand.book.raw import RawTable
from samarkand.book.schema import Table
from samarkand.book.workbook_guard import refuse_workbook
from samarkand.core.finding import Finding

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_WHOLE = 2**53
"""Above this a float no longer tells neighbouring whole numbers apart."""


def sheet_names(path: Path, file: str, room: Room = FULL) -> list[str] | Finding:
    """Return the names of a workbook's sheets, or the reason why it is not opened."""
    refused = refuse_workbook(path, file, room)
    if refused is not None:
        return refused
    workbook = _open(path, file)
    return workbook if isinstance(workbook, Finding) else list(workbook.sheet_names)


def read_sheet(path: Path, sheet: str, table: Table, file: str) -> RawTable | Finding:
    """Return one sheet's rows as text columns; ``file`` is what findings call it."""
    workbook = _open(path, file)
    if isinstance(workbook, Finding):
        return workbook
    try:
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 the reader panics on some damage, which is no Exception
        return finding("file_broken", f"Sheet {sheet} cannot be read.", file=file)
    return _raw_table(rows, table, file)


def _open(path: Path, file: str) -> "CalamineWorkbook | Finding":
    from python_calamine import CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 as in read_sheet
        if "password" in str(error).lower():
            return finding("workbook_encrypted", "The workbook has a password.", file=file)
        return finding("file_broken", "The workbook is damaged or cut short.", file=file)


def _raw_table(rows: Sequence[Sequence[object]], table: Table, file: str) -> RawTable | Finding:
    filled = [
        (line, row) for line, row in enumerate(rows, start=1) if any(_text(cell).strip() for cell in row)
    ]
    below = list(_from_header(filled, table))
    if not below:
        return finding("file_empty", "The sheet holds no header.", file=file)
    header = [_text(cell) for cell in below[0][1]]
    columns = zip(*(row for _, row in below[1:]), strict=True) if below[1:] else [()] * len(header)
    series = [
        pl.Series(name, [_text(cell) for cell in cells], dtype=pl.String)
        for name, cells in zip(distinct(header), columns, strict=True)
    ]
    return RawTable(table, file, pl.DataFrame(series), lines=[line for line, _ in below[1:]])


def _from_header(
    rows: list[tuple[int, Sequence[object]]], table: Table
) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows from the header on: comments (#) may stand above it."""
    known = {column.name for column in table.columns}
    started = False
    for line, row in rows:
        first = _text(row[0]).lstrip()
        started = started or not first.startswith("#") or normal_name(first) in known
        if started:
            yield line, row


def _text(cell: object) -> str:
    """Return a cell as plain text: no exponent, no '.0', dates as year-month-day."""
    match cell:
        case str():
            return cell
        case float():
            return _number(cell)
        case datetime():
            return cell.isoformat(" ").removesuffix(" 00:00:00")
        case None:
            return ""
        case _:
            return str(cell)


def _number(cell: float) -> str:
    if cell.is_integer() and abs(cell) < _WHOLE:
        return str(int(cell))
    # Excel keeps and shows fifteen digits: what follows is noise of its arithmetic.
    return format(Decimal(f"{cell:.15g}"), "f")
