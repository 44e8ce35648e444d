"""Whether an outcome is whole, and whether it is this book's: tables, columns, blanks, entries, digests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samarkand.book.book import Book
from samarkand.clearing.checking.faults import FAULTS, fault
from samarkand.clearing.checking.summary_shape import SUMMARY
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Finding
from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS

MAY_BE_BLANK = {
    "balances": {"rate", "rate_low", "rate_high"},
    "unmatched": {"limit_to_trade", "longer_by"},
    "potentials": {"rate_terms", "rate_limit"},
}

SCALES = {
    "quantity": QUANTITY_DECIMALS,
    "value": VALUE_DECIMALS,
    "price": PRICE_DECIMALS,
    "terms": TERMS_DECIMALS,
}


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing, or of another kind than it must be, before anything else can be asked."""
    tables = [
        finding
        for name, frame in outcome.tables().items()
        for finding in FAULTS.broken_table(name, frame, SCHEMAS[name], MAY_BE_BLANK.get(name, ()))
    ]
    return [*FAULTS.misshapen_entries(outcome.summary, SUMMARY), *tables]


def check_entries(summary: Mapping[str, Any]) -> list[Finding]:
    """Return the entries of the summary that no outcome of a round has."""
    return FAULTS.undeclared_entries(summary, SUMMARY)


def check_book(book: Book, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the tables of the book that are not those the outcome was cleared from."""
    stated: dict[str, str] = summary["book"]["tables"]
    given = book.digests()
    return [
        fault(
            "book_differs", f"the table {name} is not the one that was cleared.", file=name, value=book.name
        )
        for name in sorted(stated.keys() | given.keys())
        if stated.get(name) != given.get(name)
    ]


def check_files(folder: Path, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the files of a written outcome whose content is not what was written."""
    return FAULTS.changed_files(folder, summary, SCHEMAS)
