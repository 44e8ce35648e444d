"""Whether an outcome is whole, and whether it is this book's: tables, columns, blanks, digests."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Finding
from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS

MAY_BE_BLANK = {
    "balances": {"rate", "rate_low", "rate_high"},
    "unmatched": {"limit_to_trade"},
    "potentials": {"rate_terms", "rate_limit"},
}

_SUMMARY = ("format", "status", "settings", "book", "scales", "totals", "certificate", "rounding")

SCALES = {
    "quantity": QUANTITY_DECIMALS,
    "value": VALUE_DECIMALS,
    "price": PRICE_DECIMALS,
    "terms": TERMS_DECIMALS,
}


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing before anything else can be asked."""
    absent = [
        fault("outcome_incomplete", f"the summary has no {key}.", file="outcome.json", column=key)
        for key in _SUMMARY
        if key not in outcome.summary
    ]
    tables = [finding for name, frame in outcome.tables().items() for finding in _table(name, frame)]
    return absent + tables


def _table(name: str, frame: pl.DataFrame) -> list[Finding]:
    schema = SCHEMAS[name]
    if dict(frame.schema) != schema:
        return [fault("outcome_incomplete", f"its columns are not {', '.join(schema)}.", file=name)]
    blanks = frame.null_count().row(0, named=True)
    return [
        fault("outcome_incomplete", f"{count:,} cells of {column} are blank.", file=name, column=column)
        for column, count in blanks.items()
        if count and column not in MAY_BE_BLANK.get(name, set())
    ]


def check_book(book: Book, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the tables of the book that are not those the outcome was cleared from."""
    stated: dict[str, str] = summary["book"].get("tables", {})
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
    stated: dict[str, str] = summary.get("files", {})
    if not stated:
        return [
            fault("outcome_incomplete", "no hashes of files are stated.", file="outcome.json", column="files")
        ]
    changed = [name for name, digest in stated.items() if _digest(folder / name) != digest]
    return [fault("file_differs", f"{name} was changed after it was written.", file=name) for name in changed]


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
