"""The anchor of a ledger: what its entries and closed periods hash to now, to be kept elsewhere.

Who holds the keys of the database can write a whole new chain that proves true. An anchor that was
published, or posted to another house, shows it: the entries of that time no longer hash to the same.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.ledger.books import Books
from samarkand.ledger.period_digest import entries_digest
from samarkand.ledger.proof.catalogue import fault

_KIND = "samarkand ledger anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many entries there were, the last one's number, their digest; of periods unit, number, digest."""

    made_at: str
    entries: int
    last: int
    digest: str
    periods: tuple[str, ...]


def anchor_of(books: Books, made_at: str) -> Anchor:
    """Return the anchor of a ledger; ``made_at`` is when, in words that a reader understands."""
    last = books.entries["entry"].max()
    digest = entries_digest(books.entries, books.postings)
    number = last if isinstance(last, int) else 0
    return Anchor(made_at, books.entries.height, number, digest, _periods(books))


def anchor_text(anchor: Anchor) -> str:
    """Return the anchor as a file keeps it, JSON."""
    return json.dumps({"kind": _KIND, **asdict(anchor)}, indent=2) + "\n"


def anchor_from(text: str) -> Anchor:
    """Return the anchor a file keeps; raises ValueError where it keeps none."""
    said: Any = json.loads(text)
    try:
        if said.pop("kind") != _KIND:
            raise ValueError("it is of another kind")
        return Anchor(**{**said, "periods": tuple(said["periods"])})
    except (KeyError, TypeError, AttributeError) as trouble:
        raise ValueError(f"it holds no anchor: {trouble}") from trouble


def check_anchor(books: Books, anchor: Anchor) -> list[Finding]:
    """Return how the ledger differs from what it was when the anchor was made; nothing: it only grew."""
    found = []
    entries = books.entries.filter(pl.col("entry") <= anchor.last)
    if entries.height < anchor.entries:
        message = f"Of {anchor.entries:,} entries of {anchor.made_at} {entries.height:,} are there."
        found.append(fault("anchor_entries_missing", message, file="entries"))
    postings = books.postings.filter(pl.col("entry") <= anchor.last)
    if entries_digest(entries, postings) != anchor.digest:
        message = f"The entries up to {anchor.last} have another digest than on {anchor.made_at}."
        found.append(fault("anchor_entries_changed", message, file="entries"))
    there = set(_periods(books))
    gone = [period for period in anchor.periods if period not in there]
    return found + [
        fault("anchor_period_changed", f"The anchor has the period {period}.", file="periods")
        for period in gone
    ]


def _periods(books: Books) -> tuple[str, ...]:
    rows = books.periods.join(books.units.select("unit", "code"), on="unit").sort("unit", "number")
    cells = rows.select("code", "number", "digest").iter_rows()
    return tuple(f"{code} {number} {digest}" for code, number, digest in cells)
