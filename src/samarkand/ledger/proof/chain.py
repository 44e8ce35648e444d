"""The closed periods of each unit follow each other, each with its entries, its digest and the one before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.ledger.books import Books, empty
from samarkand.ledger.period_digest import PeriodHead, period_digest
from samarkand.ledger.proof.catalogue import fault


@dataclass(frozen=True, slots=True)
class _Rows:
    """The entries and postings of one period."""

    entries: pl.DataFrame
    postings: pl.DataFrame


def check_chain(books: Books) -> list[Finding]:
    """Return what is wrong with the chain of closed periods, every digest worked out anew."""
    rows = _rows_of_periods(books)
    return [
        finding
        for unit in books.units.sort("unit").iter_rows(named=True)
        for finding in _check_unit(unit, books.periods.filter(unit=unit["unit"]).sort("number"), rows)
    ]


def _rows_of_periods(books: Books) -> Mapping[tuple[int, int], _Rows]:
    """Return the rows of each closed period: an entry is in the first that ends on its day or later."""
    ends = books.periods.select("unit", "until", "number").sort("until")
    placed = (
        books.entries.sort("effective_on")
        .join_asof(
            ends, left_on="effective_on", right_on="until", by="unit", strategy="forward",
            check_sortedness=False,
        )
        .filter(pl.col("number").is_not_null())
    )  # fmt: skip
    places = placed.select("entry", "unit", "number")
    postings = books.postings.join(places, on="entry").partition_by("unit", "number", as_dict=True)
    entries = placed.partition_by("unit", "number", as_dict=True)
    return {
        (int(unit), int(number)): _Rows(part, postings.get((unit, number), empty("postings")))
        for (unit, number), part in entries.items()
    }


def _check_unit(
    unit: dict[str, Any], periods: pl.DataFrame, rows: Mapping[tuple[int, int], _Rows]
) -> Iterator[Finding]:
    previous, last_day = "", None
    nothing = _Rows(empty("entries"), empty("postings"))
    for number, period in enumerate(periods.iter_rows(named=True), start=1):
        name = f"Period {period['number']} of {unit['code']}"
        if period["number"] != number or (last_day is not None and period["until"] <= last_day):
            yield _told("period_missing", f"{name} stands where period {number} should.")
        if period["previous"] != previous:
            yield _told("period_link_wrong", f"{name} does not rest on the digest of period {number - 1}.")
        yield from _check_period(
            name, unit["code"], period, rows.get((unit["unit"], period["number"]), nothing)
        )
        previous, last_day = period["digest"], period["until"]
    if unit["closed_until"] != last_day:
        message = f"{unit['code']} is closed to {unit['closed_until']}, its last period to {last_day}."
        yield fault("unit_closing_wrong", message, file="units", column="closed_until")


def _check_period(name: str, code: str, period: dict[str, Any], rows: _Rows) -> Iterator[Finding]:
    true = (rows.entries["entry"].min() or 0, rows.entries["entry"].max() or 0, rows.entries.height)
    stated = (period["first_entry"], period["last_entry"], period["entries"])
    if stated != true:
        message = f"{name} was closed with {_say_entries(*stated)}, and has {_say_entries(*true)}."
        yield _told("period_entries_wrong", message)
    head = PeriodHead(code, period["number"], period["until"], period["previous"])
    digest = period_digest(head, rows.entries, rows.postings)
    if digest != period["digest"]:
        yield _told("period_digest_wrong", f"{name} has the digest {digest}, not {period['digest']}.")


def _say_entries(first: object, last: object, count: object) -> str:
    return f"{count} entries from {first} to {last}"


def _told(code: str, message: str) -> Finding:
    return fault(code, message, file="periods")
