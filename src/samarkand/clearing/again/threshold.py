"""What limit one row would really have needed: found by clearing the whole book again with others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.again.limit_search import MOST_TRIES, LimitSearch
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings, settings_of
from samarkand.core.finding import Finding, Refusal

MOST_ROWS = 100
"""Books of more offers and wants than this are asked about one row at a time."""

WHATEVER_ITS_LIMIT = frozenset(
    {"closed_by_restriction", "expired", "national_digits", "no_counterpart", "no_lane_in_time", "own_goods"}
)
"""Reasons of rows that meet nobody at any limit."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What clearing again found for one row that stayed open, wholly or in part.

    ``row`` is its row of the outcome's ``unmatched``. ``needed`` is the limit at which it trades (trades
    all, where ``in_part``: it traded some at its own limit), at the scale of prices; None where no limit
    tried does that. ``quantity`` is what trades then, thousandths of ``unit``. ``clearings`` were made.
    """

    row: dict[str, object]
    in_part: bool
    needed: int | None
    quantity: int
    unit: str
    clearings: int


def threshold(book: Book, outcome: Outcome, name: str, tell: Tell | None = None) -> Threshold | None:
    """Return the least generous limit found at which the row called ``name`` trades.

    The book is cleared again with the outcome's settings, all else as it was, at most `MOST_TRIES` times.
    The limit returned was tried itself and trades; one 5 % less generous was tried and does not, or lies
    beyond the row's own. ``tell`` hears of each clearing. None where nothing of the row is open.

    Raises `Refusal` (``book_differs``, ``version_differs``) where clearing again would answer for another
    book, or by other rules.
    """
    need_same(book, outcome)
    rows = outcome.unmatched.filter(pl.col("id") == name).rows(named=True)
    return _threshold(book, outcome, rows[0], tell or _silent) if rows else None


def thresholds(book: Book, outcome: Outcome, tell: Tell | None = None) -> Iterator[Threshold]:
    """Yield the same for every row with something open, in the sequence of ``unmatched``.

    Raises `Refusal` as `threshold` does, and for a book of more than `MOST_ROWS` rows (``book_too_large``).
    """
    need_same(book, outcome)
    rows = book.offers.height + book.wants.height
    if rows > MOST_ROWS:
        message = f"The book has {rows:,} offers and wants; each open one may take {MOST_TRIES} clearings."
        remedy = f"Ask for one row by its name; all are told of books of at most {MOST_ROWS}."
        raise Refusal(Finding("book_too_large", message, remedy, value=book.name))
    for row in outcome.unmatched.iter_rows(named=True):
        yield _threshold(book, outcome, row, partial(_say_of, row["id"], tell or _silent))


def need_same(book: Book, outcome: Outcome) -> None:
    """Refuse a book that is not the one the outcome was cleared from, or another version of the engine."""
    stated, given = outcome.summary["book"].get("tables", {}), book.digests()
    remedy = "Name the book the outcome was made from, or clear this one."
    found = [
        Finding("book_differs", f"The table {name} is not the one that was cleared.", remedy, file=name)
        for name in sorted(stated.keys() | given.keys())
        if stated.get(name) != given.get(name)
    ]
    made_by, here = outcome.summary.get("version"), metadata.version("samarkand")
    if made_by != here:
        message = f"The outcome was made by version {made_by}; this is {here}, which may clear otherwise."
        found.append(Finding("version_differs", message, f"Install version {made_by}, or clear again."))
    if found:
        raise Refusal(*found)


def _threshold(book: Book, outcome: Outcome, row: dict[str, object], tell: Tell) -> Threshold:
    settings = settings_of(outcome.summary)
    in_part = traded(outcome, row)[0] > 0
    if row["reason"] in WHATEVER_ITS_LIMIT:
        return Threshold(row, in_part, None, 0, "", 0)
    found: dict[int, tuple[int, str]] = {}

    def trades(limit: int) -> bool:
        tell(f"clearing again, {len(found) + 1} of at most {MOST_TRIES}")
        cleared = cleared_or_none(with_limit(book, row, limit), settings)
        found[limit] = traded(cleared, row) if cleared else (0, "")
        return found[limit][0] > 0 and not (in_part and cleared and _is_open(cleared, row))

    first = row["limit_to_trade"]
    search = LimitSearch(trades, int(str(row["limit"])), up=row["side"] == "want")
    needed = search.find(None if first is None else int(str(first)))
    quantity, unit = (0, "") if needed is None else found[needed]
    return Threshold(row, in_part, needed, quantity, unit, len(found))


def with_limit(book: Book, row: dict[str, object], limit: int) -> Book:
    """Return the book with another limit price of one row."""
    side = str(row["side"])
    table = book.offers if side == "offer" else book.wants
    price = pl.when(pl.col(side) == row["id"]).then(pl.lit(limit, dtype=pl.Int64)).otherwise("price")
    changed = table.with_columns(price.alias("price"))
    return replace(book, offers=changed) if side == "offer" else replace(book, wants=changed)


def cleared_or_none(book: Book, settings: Settings) -> Outcome | None:
    """Return the outcome; None where the settings cannot be met any more, so that nothing trades."""
    try:
        return clear(book, settings)
    except Refusal:
        return None


def traded(outcome: Outcome, row: dict[str, object]) -> tuple[int, str]:
    """Return how much of the row trades, and the unit of its legs."""
    mine = outcome.legs.filter(pl.col(str(row["side"])) == row["id"])
    return int(mine["quantity"].sum()), "" if mine.is_empty() else str(mine["unit"][0])


def _is_open(outcome: Outcome, row: dict[str, object]) -> bool:
    open_rows = outcome.unmatched.filter(pl.col("side") == row["side"])["id"]
    return bool((open_rows == row["id"]).any())


def _say_of(name: str, tell: Tell, step: str) -> None:
    tell(f"{name}: {step}")


def _silent(_step: str) -> None:
    """Tell nobody."""
