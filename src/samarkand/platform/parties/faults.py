"""Findings about rows of a table that the house makes itself, listed and counted as the engine's are."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from samarkand.book.columns import check_columns
from samarkand.book.fault import shown
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.book.names import plain
from samarkand.book.raw import RawTable
from samarkand.core.finding import Finding
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.codes import PLAIN
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


def not_plain(raw: RawTable, frame: pl.DataFrame, columns: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each code that is not plain (`house.codes`); what is blank is none."""
    for column in columns:
        codes = frame[column]
        mask = (codes != "") & ~codes.str.contains(f"^{PLAIN}$")
        yield from findings_at(raw, mask, column, partial(_not_plain, column))


def _not_plain(column: str, value: str) -> Finding:
    return house_finding("code_unfit", f"The {column} {value!r} is not written in plain letters.")


def unseen(raw: RawTable, frame: pl.DataFrame, columns: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each text that holds what nobody sees: marks of width nothing, of direction."""
    for column in columns:
        mask = frame[column].str.contains(r"[\p{Cf}\p{Cc}]")
        said = f"The {column} holds characters that are not seen."
        yield from findings_at(raw, mask, column, partial(_unseen, said))


def _unseen(said: str, _: str) -> Finding:
    return finding("text_unseen", said)


def _too_long(said: str, _: str) -> Finding:
    return finding("text_too_long", said)
