"""A table that came in, looked at before anything is made of it: its rows, its columns, its longest cell."""

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.limits import LONGEST_CELL, LONGEST_VALUE, MOST_COLUMNS, Room
from samarkand.book.raw import RawTable
from samarkand.core.finding import Finding


def too_much(raw: RawTable, room: Room) -> Finding | None:
    """Return the limit that a table goes beyond, with its line where one line does; None where it fits."""
    rows, columns = raw.frame.shape
    if columns > MOST_COLUMNS:
        message = f"The table has {columns:,} columns; at most {MOST_COLUMNS:,} are read."
        return finding("file_too_large", message, file=raw.file)
    if rows > room.rows or rows * columns > room.cells:
        return too_many(rows, columns, room, raw.file)
    for name in raw.frame.columns:
        if len(name) > LONGEST_CELL:
            return _long_cell(raw, max(raw.line(0) - 1, 1) if rows else 1, name, len(name))
    found = (_longest_cell(raw, name) for name in raw.frame.columns)
    return next(filter(None, found), None)


def too_many(rows: int, columns: int, room: Room, file: str) -> Finding:
    """Return the finding for a table of more rows, or of more cells, than there is room for."""
    message = (
        f"The table has {rows:,} rows of {columns:,} cells; "
        f"at most {room.rows:,} rows and {room.cells:,} cells are read."
    )
    return finding("file_too_large", message, file=file)


def _longest_cell(raw: RawTable, name: str) -> Finding | None:
    cells = raw.frame[name]
    if cells.dtype != pl.String or not cells.len():
        return None
    sizes = cells.str.len_bytes()
    at = sizes.arg_max()  # bytes are counted at once, letters one by one
    if at is None or int(sizes[at]) <= LONGEST_CELL:
        return None
    long = pl.Series((sizes > LONGEST_CELL).arg_true())
    letters = cells.gather(long).str.len_chars()
    over = (letters > LONGEST_CELL).arg_true()
    if not over.len():
        return None
    first = int(over[0])
    return _long_cell(raw, raw.line(int(long[first])), name, int(letters[first]))


def _long_cell(raw: RawTable, line: int, name: str, letters: int) -> Finding:
    message = f"The cell has {letters:,} letters; at most {LONGEST_CELL:,} are read."
    return finding("cell_too_long", message, file=raw.file, row=line, column=name[:LONGEST_VALUE])
