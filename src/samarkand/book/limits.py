"""How much of one kind is listed, and how large a file may be: bounds against floods and attacks."""

from dataclasses import dataclass

LISTED_FINDINGS = 1_000
"""Findings of one code listed for one table; the rest are counted."""

LISTED_COLUMNS = 100
"""Columns listed as unknown in one table."""

LARGEST_FILE = 4 * 1024**3
"""Bytes of one CSV or Parquet file."""

LARGEST_UNPACKED = 1024**3
"""Bytes a workbook may unpack to: a sheet of a million rows and a dozen columns needs about 700 MB."""

LARGEST_RATIO = 200
"""Unpacked over packed bytes of one part of a workbook; sheets of plain rows stay under 50."""

MOST_PARTS = 2_000
"""Parts (files inside the zip) of a workbook; a plain one has a dozen."""

MOST_ROWS = 50_000_000
"""Rows of one table."""

MOST_CELLS = 60_000_000
"""Cells of one sheet, counted as the rectangle down to its last row and column."""

LONGEST_CELL = 32_767
"""Letters of a cell, whatever kind of file it stands in: as many as a cell of a workbook holds."""

LONGEST_LINE = 2**20
"""Bytes of a line of text."""

MOST_COLUMNS = 1_000
"""Columns of one table."""

LONGEST_VALUE = 80
"""Characters of a cell shown in a finding."""

LARGEST_COUNT = 1_000_000
"""Days, priorities and other plain counts."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much is read of one table; whoever reads for others, as a house does, gives less.

    ``rows`` of the table, ``cells`` in all, ``unpacked`` bytes of a workbook.
    """

    rows: int = MOST_ROWS
    cells: int = MOST_CELLS
    unpacked: int = LARGEST_UNPACKED


FULL = Room()
