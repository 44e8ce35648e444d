"""One validation for every shape of a book: raw tables in, a book or findings out."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from samarkand.book import checks_book, checks_rows
from samarkand.book.book import Book
from samarkand.book.catalogue import finding
from samarkand.book.columns import CheckedTable, check_columns
from samarkand.book.normal import settle_parties, settle_places, with_defaults
from samarkand.book.raw import RawTable
from samarkand.book.schema import TABLES
from samarkand.book.threads import for_each
from samarkand.core.finding import Finding, errors

_MAY_BE_ABSENT = ("lanes", "listed")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a book: the book, unless a finding is an error, and all findings."""

    book: Book | None
    findings: tuple[Finding, ...]


def validate(raws: Sequence[RawTable], name: str, known: Iterable[Finding] = ()) -> Reading:
    """Return the book that the raw tables hold, or every reason why they hold none.

    ``known`` are findings met while the tables were read; a table that could not be read is in them
    and not in ``raws``. ``name`` becomes the book's.
    """
    checked = for_each(check_columns, raws, sum(raw.frame.height for raw in raws))
    tables = {table.raw.table.name: table for table in checked}
    found = [*known, *(one for table in tables.values() for one in table.findings)]
    for table in tables.values():
        for row_check in checks_rows.CHECKS:
            found += table.findings_of(row_check(table))
    if all(table.name in tables for table in TABLES.values() if table.required):
        tables = _settled(tables)
        found += _checked_together(tables)
    ordered = _as_read(found, raws)
    if errors(ordered):
        return Reading(None, ordered)
    return Reading(_book(tables, name), ordered)


def _settled(tables: dict[str, CheckedTable]) -> dict[str, CheckedTable]:
    parties = settle_parties(tables["parties"].frame)
    settled = {"parties": parties}
    for name in ("offers", "wants"):
        settled[name] = settle_places(tables[name].frame, parties)
    return {name: replace(table, frame=settled.get(name, table.frame)) for name, table in tables.items()}


def _checked_together(tables: dict[str, CheckedTable]) -> list[Finding]:
    found: list[Finding] = []
    for check in checks_book.CHECKS:
        for name, fault in check(tables):
            found += tables[name].findings_of(iter((fault,)))
    return found


def _as_read(found: Iterable[Finding], raws: Sequence[RawTable]) -> tuple[Finding, ...]:
    """Return findings in the order a person goes through the files: by table, then by line."""
    files = {raw.file: at for at, raw in enumerate(raws)}

    def place(one: Finding) -> tuple[int, str, int]:
        # A finding without a row, which counts further rows, stands after those it continues.
        row = one.row if one.row is not None else sys.maxsize
        return files.get(one.file, -1), one.file, row

    return tuple(sorted(found, key=place))


def _book(tables: dict[str, CheckedTable], name: str) -> Book:
    frames: dict[str, pl.DataFrame | None] = {}
    for table in TABLES.values():
        # A sheet of the template left empty says nothing: no lanes would mean that nothing can move.
        if table.name in tables and (tables[table.name].frame.height or table.name not in _MAY_BE_ABSENT):
            frames[table.name] = with_defaults(table.name, tables[table.name].frame)
        else:
            absent = None if table.name in _MAY_BE_ABSENT else pl.DataFrame(schema=table.frame_schema())
            frames[table.name] = absent
    return Book(
        parties=_there(frames["parties"]),
        offers=_there(frames["offers"]),
        wants=_there(frames["wants"]),
        lanes=frames["lanes"],
        listed=frames["listed"],
        quotas=_there(frames["quotas"]),
        restrictions=_there(frames["restrictions"]),
        failures=_there(frames["failures"]),
        name=name,
    )


def _there(frame: pl.DataFrame | None) -> pl.DataFrame:
    if frame is None:
        raise TypeError("only lanes and listed may be absent")
    return frame


def missing_tables(present: Iterable[str], file: str) -> list[Finding]:
    """Return a finding for each table that every book needs and this one lacks."""
    there = set(present)
    return [
        finding("table_missing", f"The book has no table {table.name}: {table.about}", file=file)
        for table in TABLES.values()
        if table.required and table.name not in there
    ]
