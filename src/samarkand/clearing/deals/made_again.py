"""Deals made again without rows that stood in the way: one lorry must not keep ten firms from trading."""

from collections.abc import Callable

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities, without_rows
from samarkand.clearing.deals.cut import Dealt
from samarkand.clearing.deals.legs_and_rules import Row
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers

_TRIES = 3

_ENOUGH = 1_000
"""Deals are not made again for less than one part in so many of what could be moved."""


def value_of(legs: pl.DataFrame) -> int:
    """Return what legs move, in minor units."""
    return int(legs["value"].sum())


def best_dealt(
    economy: Economy,
    full: Callable[[], Capacities],
    most: int,
    make: Callable[[Capacities], Dealt],
    first: Dealt,
    worth: Callable[[pl.DataFrame], int] = value_of,
) -> Dealt:
    """Return the deals worth most: those made first, or again without the rows that stood in the way.

    ``full`` tells what rows may carry, ``most`` what may be moved in all, in minor units. ``make`` makes
    deals of rows that may carry so much; each time those that stood in the way before are without it.
    """
    best, dealt, left_out = first, first, frozenset[Row]()
    for _ in range(_TRIES):
        if dealt.in_the_way <= left_out or value_of(best.legs) * _ENOUGH >= most * (_ENOUGH - 1):
            break
        left_out |= dealt.in_the_way
        dealt = make(without_rows(economy, full(), *_positions(left_out)))
        best = max(best, dealt, key=lambda each: worth(each.legs))
    return best


def _positions(rows: frozenset[Row]) -> tuple[Integers, Integers]:
    offers, wants = (
        np.array(sorted(row for side, row in rows if side == is_want), np.int64) for is_want in (False, True)
    )
    return offers, wants
