"""A Parquet table: typed columns, as any data tool writes them."""

from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from samarkand.book.catalogue import finding
from samarkand.book.limits import FULL, MOST_COLUMNS, Room
from samarkand.book.raw import RawTable
from samarkand.book.schema import Table
from samarkand.book.too_much import too_many
from samarkand.core.finding import Finding

_MARK = b"PAR1"


def read_parquet_table(path: Path, table: Table, file: str, room: Room = FULL) -> RawTable | Finding:
    """Return the table with the types it was stored in, or the reason why it cannot be read."""
    with path.open("rb") as stream:
        if stream.read(len(_MARK)) != _MARK:
            return finding("file_not_as_named", "The file is not Parquet.", file=file)
    try:
        columns = len(pl.read_parquet_schema(path))
        rows = int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
        if columns > MOST_COLUMNS or rows > room.rows or rows * columns > room.cells:
            return too_many(rows, columns, room, file)
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
    except (PolarsError, PanicException, OSError, ValueError) as error:
        return finding("file_broken", f"Parquet cannot be read: {_first_line(error)}.", file=file)
    return RawTable(table, file, frame)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")[:200]
