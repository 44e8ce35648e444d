"""A CSV table: separator, quotation marks, rows that do not fit the header.

Well-formed text goes through Polars; text with line breaks inside cells, blank lines or stray
quotation marks takes the slower way through the standard library, which knows each row's line.
"""

import csv
import io
from dataclasses import dataclass

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.columns import header_missing
from samarkand.book.csv_text import Text
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.book.names import distinct, normal_name
from samarkand.book.raw import RawTable
from samarkand.book.schema import Table
from samarkand.core.finding import Finding

_SEPARATORS = (",", ";", "\t", "|")
_ONE_COLUMN = "\x01"
"""A separator no text holds: Polars then reads whole lines."""

_QUOTED = r'"(?:[^"]|"")*"'


@dataclass(frozen=True, slots=True)
class _Ragged:
    """A row that does not fit the header: its line and how many cells it has."""

    line: int
    cells: int


def read_csv_table(text: Text, table: Table, file: str) -> tuple[RawTable | None, list[Finding]]:
    """Return the table as text columns, and findings for rows that do not fit the header."""
    separator = _separator(text, table)
    if _known_headers(text, separator, table) == 0:
        return None, [header_missing(table, file, text.header_line)]
    lines = _lines(text)
    if not _is_plain(lines, text, separator):
        return _read_slowly(text, separator, table, file)
    ragged = _ragged_lines(lines, text, separator, file)
    if ragged:
        return None, ragged
    frame = _read_plain(text, separator, str(lines[0]))
    if frame.height != len(lines) - 1:
        return _read_slowly(text, separator, table, file)
    return RawTable(table, file, frame, text.header_line + 1), []


def _separator(text: Text, table: Table) -> str:
    """Return the separator that finds most of the table's columns in the header.

    Excel writes what the country's settings say: a semicolon in Russia, a comma in Pakistan.
    """
    return max(_SEPARATORS, key=lambda separator: _known_headers(text, separator, table))


def _known_headers(text: Text, separator: str, table: Table) -> int:
    header = text.data.partition(b"\n")[0].decode()
    known = {column.name for column in table.columns}
    return len(known.intersection(normal_name(cell.strip('" ')) for cell in header.split(separator)))


def _lines(text: Text) -> pl.Series:
    if _ONE_COLUMN.encode() in text.data:
        return pl.Series("line", text.data.decode().removesuffix("\n").split("\n"), dtype=pl.String)
    frame = pl.read_csv(
        text.data,
        separator=_ONE_COLUMN,
        has_header=False,
        new_columns=["line"],
        quote_char=None,
        infer_schema=False,
    )
    return frame["line"].fill_null("")


def _is_plain(lines: pl.Series, text: Text, separator: str) -> bool:
    mark = "\\" + separator if separator == "|" else separator
    if lines.str.contains(f'^[\\s"{mark}]*$').any():
        return False
    if b'"' not in text.data:
        return True
    cell = f'(?:{_QUOTED}|[^"{mark}]*)'
    quoted = lines.filter(lines.str.contains('"', literal=True))
    return bool(quoted.str.contains(f"^{cell}(?:{mark}{cell})*$").all())


def _ragged_lines(lines: pl.Series, text: Text, separator: str, file: str) -> list[Finding]:
    cells = _cell_counts(lines, separator)
    width = int(cells[0])
    ragged = (cells != width).arg_true()
    listed = ragged.head(LISTED_FINDINGS)
    rows = [_Ragged(text.header_line + int(at), int(cells[int(at)])) for at in listed]
    return _ragged_findings(rows, len(ragged), width, file)


def _read_plain(text: Text, separator: str, header: str) -> pl.DataFrame:
    names = distinct(next(csv.reader([header], delimiter=separator)))
    rows = text.data.partition(b"\n")[2]
    schema = dict.fromkeys(names, pl.String())
    if not rows:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(rows, separator=separator, has_header=False, schema=schema)


def _cell_counts(lines: pl.Series, separator: str) -> pl.Series:
    bare = lines
    if lines.str.contains('"', literal=True).any():
        bare = lines.str.replace_all(_QUOTED, "")
    return bare.str.count_matches(separator, literal=True) + 1


def _read_slowly(
    text: Text, separator: str, table: Table, file: str
) -> tuple[RawTable | None, list[Finding]]:
    reader = csv.reader(io.StringIO(text.data.decode(), newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    above = text.header_line - 1
    started = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(above + started)
            started = reader.line_num + 1
    except csv.Error:
        message = "A quotation mark in the row that begins here is not closed or stands inside a cell."
        return None, [finding("quotes_broken", message, file=file, row=above + started)]
    return _frame_of(rows, lines, table, file)


def _frame_of(
    rows: list[list[str]], lines: list[int], table: Table, file: str
) -> tuple[RawTable | None, list[Finding]]:
    header, body = rows[0], rows[1:]
    ragged = [
        _Ragged(line, len(row)) for line, row in zip(lines[1:], body, strict=True) if len(row) != len(header)
    ]
    if ragged:
        return None, _ragged_findings(ragged, len(ragged), len(header), file)
    columns = zip(*body, strict=True) if body else [()] * len(header)
    frame = pl.DataFrame(
        [
            pl.Series(name, cells, dtype=pl.String)
            for name, cells in zip(distinct(header), columns, strict=True)
        ]
    )
    return RawTable(table, file, frame, lines=lines[1:]), []


def _ragged_findings(rows: list[_Ragged], total: int, width: int, file: str) -> list[Finding]:
    found = [
        finding("row_ragged", f"The row has {row.cells} cells, the header {width}.", file=file, row=row.line)
        for row in rows[:LISTED_FINDINGS]
    ]
    if total > len(found):
        found.append(finding("row_ragged", f"{total - len(found):,} more rows do not fit.", file=file))
    return found
