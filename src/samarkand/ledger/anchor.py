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
    """How many entries there were, the last one's number, their digest; of periods unit, number, digest.

    ``absent`` has the numbers up to the last that no entry had, as first and last of each stretch: one that
    was being written then may come later, and those that were there must be there still.
    """

    made_at: str
    entries: int
    last: int
    digest: str
    periods: tuple[str, ...]
    absent: tuple[tuple[int, int], ...] = ()


def anchor_of(books: Books, made_at: str) -> Anchor:
    """Return the anchor of a ledger; ``made_at`` is when, in words that a reader understands."""
    last = books.entries["entry"].max()
    digest = entries_digest(books.entries, books.postings)
    number = last if isinstance(last, int) else 0
    return Anchor(made_at, books.entries.height, number, digest, _periods(books), _absent(books.entries))


def anchor_text(anchor: Anchor) -> str:
    """Return the anchor as a file keeps it, JSON."""
    return json.dumps({"kind": _KIND, **asdict(anchor)}, indent=2) + "\n"


def anchor_from(text: str) -> Anchor:
    """Return the anchor a file keeps; raises ValueError where it keeps none."""
    said: Any = json.loads(text)
    if not isinstance(said, dict) or said.get("kind") != _KIND:
        raise ValueError("it is of another kind")
    try:
        return Anchor(
            made_at=str(said["made_at"]),
            entries=int(said["entries"]),
            last=int(said["last"]),
            digest=str(said["digest"]),
            periods=tuple(map(str, said["periods"])),
            absent=tuple((int(first), int(last)) for first, last in said.get("absent", ())),
        )
    except (KeyError, TypeError, ValueError) as trouble:
        raise ValueError("a part of it is missing, or is not what an anchor has") from trouble


def check_anchor(books: Books, anchor: Anchor) -> list[Finding]:
    """Return how the ledger differs from what it was when the anchor was made; nothing: it only grew."""
    found = []
    entries, postings = (_known(table, anchor) for table in (books.entries, books.postings))
    if entries.height < anchor.entries:
        message = f"Of {anchor.entries:,} entries of {anchor.made_at} {entries.height:,} are there."
        found.append(fault("anchor_entries_missing", message, file="entries"))
    if entries_digest(entries, postings) != anchor.digest:
        message = f"The entries up to {anchor.last} have another digest than on {anchor.made_at}."
        found.append(fault("anchor_entries_changed", message, file="entries"))
    there = set(_periods(books))
    gone = [period for period in anchor.periods if period not in there]
    return found + [
        fault("anchor_period_changed", f"The anchor has the period {period}.", file="periods")
        for period in gone
    ]


def _known(table: pl.DataFrame, anchor: Anchor) -> pl.DataFrame:
    """Return the rows of the entries that the anchor was made of."""
    absent = pl.DataFrame(anchor.absent, schema={"first": pl.Int64, "until": pl.Int64}, orient="row")
    rows = table.filter(pl.col("entry") <= anchor.last).sort("entry")
    placed = rows.join_asof(absent.sort("first"), left_on="entry", right_on="first", strategy="backward")
    came_later = (pl.col("entry") <= pl.col("until")).fill_null(value=False)
    return placed.filter(~came_later).select(table.columns)


def _absent(entries: pl.DataFrame) -> tuple[tuple[int, int], ...]:
    """Return the stretches of numbers before an entry that no entry has."""
    ordered = entries.select("entry").sort("entry")
    before = pl.col("entry").shift(1).fill_null(0)
    gaps = ordered.select((before + 1).alias("first"), (pl.col("entry") - 1).alias("until"))
    return tuple(gaps.filter(pl.col("first") <= pl.col("until")).iter_rows())


def _periods(books: Books) -> tuple[str, ...]:
    rows = books.periods.join(books.units.select("unit", "code"), on="unit").sort("unit", "number")
    cells = rows.select("code", "number", "digest").iter_rows()
    return tuple(f"{code} {number} {digest}" for code, number, digest in cells)
