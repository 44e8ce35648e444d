"""A table as it came in: cells not yet understood, and the line of the file each row stands on.

Every shape of a book (CSV, Parquet, workbook, frames, later the database) ends here, and one
validation follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from samarkand.book.schema import Table

FIRST_ROW = 2
"""The line of the first row below a header on line 1."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table's cells as text or natural types; headers as they stand in the file.

    Row number n stands on line ``lines[n]`` of ``file``, or on ``first_line + n`` where lines is None.
    """

    table: Table
    file: str
    frame: pl.DataFrame
    first_line: int = FIRST_ROW
    lines: Sequence[int] | None = None

    def line(self, index: int) -> int:
        """Return the line a person sees for a row."""
        return self.first_line + index if self.lines is None else self.lines[index]
