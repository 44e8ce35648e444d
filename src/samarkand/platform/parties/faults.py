"""Findings about rows of a table that the house makes itself, listed and counted as the engine's are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from samarkand.book.columns import check_columns
from samarkand.book.fault import shown
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.book.names import plain
from samarkand.book.raw import RawTable
from samarkand.core.finding import Finding
from samarkand.platform.parties.catalogue import finding


def findings_at(
    raw: RawTable, mask: pl.Series, column: str, make: Callable[[str], Finding]
) -> Iterator[Finding]:
    """Yield a finding for each row where the mask is true, up to the number listed, then one for the rest.

    ``make`` is given the value of the cell; file, line and column are filled in here.
    """
    rows = mask.fill_null(value=False).arg_true()
    if rows.is_empty():
        return
    header = check_columns(raw).headers.get(column)
    for at in rows.head(LISTED_FINDINGS).to_list():
        value = shown(raw, header, at) if header else ""
        named = plain(header) if header else column
        yield replace(make(value), file=raw.file, row=raw.line(at), column=named, value=value)
    if len(rows) > LISTED_FINDINGS:
        last = make("")
        more = f"{len(rows) - LISTED_FINDINGS:,} more rows like these."
        yield replace(last, message=more, file=raw.file, column=column)


def too_long(raw: RawTable, frame: pl.DataFrame, longest: Mapping[str, int]) -> Iterator[Finding]:
    """Yield a finding for each text longer than the house keeps; ``frame`` holds the raw table's rows."""
    for column, letters in longest.items():
        said = f"{column} has more than {letters} letters."
        mask = frame[column].str.len_chars() > letters
        yield from findings_at(raw, mask, column, partial(_too_long, said))


def _too_long(said: str, _: str) -> Finding:
    return finding("text_too_long", said)
