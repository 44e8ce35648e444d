"""Whether an outcome is whole, and whether it is this book's: tables, columns, blanks, digests."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from samarkand.book.book import Book
from samarkand.clearing.checking.faults import FAULTS, fault
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Finding
from samarkand.core.scale import (
    CERTAIN,
    PRICE_DECIMALS,
    QUANTITY_DECIMALS,
    SHARE_DECIMALS,
    TERMS_DECIMALS,
    VALUE_DECIMALS,
    to_scaled,
)

MAY_BE_BLANK = {
    "balances": {"rate", "rate_low", "rate_high"},
    "unmatched": {"limit_to_trade", "longer_by"},
    "potentials": {"rate_terms", "rate_limit"},
}

_SUMMARY = ("format", "status", "settings", "book", "scales", "totals", "certificate", "rounding")

_PARTS = ("settings", "book", "scales", "totals", "certificate", "rounding")

_LISTS = ("price_of_shortness", "if_legs_fail")

_CHOICES = ("max_parties", "leg_failure")

_FEWEST_PARTIES = 2

SCALES = {
    "quantity": QUANTITY_DECIMALS,
    "value": VALUE_DECIMALS,
    "price": PRICE_DECIMALS,
    "terms": TERMS_DECIMALS,
}


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing before anything else can be asked."""
    tables = [
        finding
        for name, frame in outcome.tables().items()
        for finding in FAULTS.broken_table(name, frame, SCHEMAS[name], MAY_BE_BLANK.get(name, ()))
    ]
    return [*_entries(outcome.summary), *tables]


def _entries(summary: Mapping[str, Any]) -> list[Finding]:
    """Return the entries of the summary that are missing or hold what nobody can read."""
    absent = [key for key in _SUMMARY if key not in summary]
    no_parts = [key for key in _PARTS if key in summary and not isinstance(summary[key], Mapping)]
    no_parts += [key for key in _LISTS if not isinstance(summary.get(key), list)]
    unreadable = [] if absent or no_parts else _unreadable(summary)
    return [
        fault("outcome_incomplete", f"{key} is missing or cannot be read.", file="outcome.json", column=key)
        for key in (*absent, *no_parts, *unreadable)
    ]


def _unreadable(summary: Mapping[str, Any]) -> list[str]:
    certificate, as_of = summary["certificate"], summary["settings"].get("as_of")
    scale = certificate.get("scale")
    wrong = [f"certificate.{key}" for key in ("value", "bound", "gap") if not _is_money(certificate.get(key))]
    if not isinstance(scale, int) or scale < 1:
        wrong.append("certificate.scale")
    if as_of is not None and not _is_day(as_of):
        wrong.append("settings.as_of")
    return wrong + _unreadable_choices(summary["settings"])


def _unreadable_choices(settings: Mapping[str, Any]) -> list[str]:
    """Return what is missing, or cannot be, of how short deals must be and how likely their legs fail."""
    wrong = [key for key in _CHOICES if key not in settings]
    most, failure = settings.get("max_parties"), settings.get("leg_failure")
    if most is not None and not (type(most) is int and most >= _FEWEST_PARTIES):
        wrong.append("max_parties")
    if failure is not None and not _is_share(failure):
        wrong.append("leg_failure")
    return [f"settings.{key}" for key in wrong]


def _is_share(text: object) -> bool:
    try:
        share = to_scaled(str(text), SHARE_DECIMALS)
    except ValueError:
        return False
    return bool(0 <= share < CERTAIN)


def _is_money(text: object) -> bool:
    try:
        to_scaled(str(text), VALUE_DECIMALS)
    except ValueError:
        return False
    return True


def _is_day(text: object) -> bool:
    try:
        date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


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
    return FAULTS.changed_files(folder, summary, SCHEMAS)
