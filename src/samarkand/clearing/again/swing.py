"""What swing of the pools would let whole things trade: found by clearing the book again with others."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.again.threshold import Tell, cleared_or_none, need_same, traded
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import settings_of
from samarkand.core.scale import VALUE_DIVISOR

FOR_WANT_OF_A_SWING = frozenset({"lot_or_minimum", "partner_in_wholes"})
"""Reasons of rows that may trade once pools may be a little off balance."""

MOST_SWINGS = 16
"""No search tries more swings than this."""

_NEAR = 50
"""The search ends where the swing that does is within one part in so many of one that does not."""

_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Swing:
    """The least swing found for every pool at which a row trades that did not, or more of it.

    ``row`` is its row of the outcome's ``unmatched``. ``needed`` is in minor units of ``unit_of_account``;
    None where none tried does that. ``quantity`` is what trades then, thousandths of ``unit``.
    """

    row: dict[str, object]
    needed: int | None
    unit_of_account: str
    quantity: int
    unit: str
    clearings: int


def swing_to_trade(book: Book, outcome: Outcome, row: dict[str, object], tell: Tell) -> Swing:
    """Return the least swing, the same for every pool that has no larger one, at which more of a row trades.

    ``row`` is of ``unmatched``, with a reason of `FOR_WANT_OF_A_SWING`. A swing of all the row is worth is
    tried first, then it is halved; at most `MOST_SWINGS` clearings. ``tell`` hears of each.

    Raises `Refusal` where clearing again would answer for another book, or by other rules.
    """
    need_same(book, outcome)
    settings = settings_of(outcome.summary)
    before, _ = traded(outcome, row)
    found: dict[int, tuple[int, str, str]] = {}

    def does(swing: int) -> bool:
        tell(f"clearing with a swing, {len(found) + 1} of at most {MOST_SWINGS}")
        cleared = cleared_or_none(with_swing(book, swing), settings)
        found[swing] = (*traded(cleared, row), cleared.summary["unit_of_account"]) if cleared else (0, "", "")
        return found[swing][0] > before

    needed = _least(does, _worth(book, outcome, row))
    quantity, unit, account = (0, "", "") if needed is None else found[needed]
    return Swing(row, needed, account, quantity, unit, len(found))


def with_swing(book: Book, swing: int) -> Book:
    """Return the book in which every pool may be off balance by so much, in minor units, or more."""
    return replace(book, parties=book.parties.with_columns(pl.max_horizontal("swing", pl.lit(swing))))


def _least(does: Callable[[int], bool], most: int) -> int | None:
    """Return a number of few figures that does, near one that does not; None where ``most`` does not."""
    high, low = _rounded_up(most), 0
    if not does(high):
        return None
    for _ in range(MOST_SWINGS - 1):
        middle = _rounded_up((low + high) // 2)
        if (high - low) * _NEAR <= high or not low < middle < high:
            break
        low, high = (low, middle) if does(middle) else (middle, high)
    return high


def _rounded_up(number: int) -> int:
    grain: int = 10 ** max(0, len(str(number)) - _FIGURES)
    return max(1, -(-number // grain) * grain)


def _worth(book: Book, outcome: Outcome, row: dict[str, object]) -> int:
    """Return what all of a row is worth at the terms of the round, in its dearest market, in minor units."""
    economy = build_economy(book, settings_of(outcome.summary).as_of)
    names = economy.wants["want"].gather(economy.alternatives["want"])
    rows = economy.offers if row["side"] == "offer" else economy.alternatives.with_columns(want=names)
    mine = rows.filter(pl.col(str(row["side"])) == row["id"])
    price = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    code = economy.markets["market"]
    worths = (
        quantity * price.get(code[market], 0) // VALUE_DIVISOR
        for quantity, market in mine.select("quantity", "market").iter_rows()
    )
    return max(worths, default=1)
