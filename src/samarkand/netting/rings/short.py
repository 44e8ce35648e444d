"""Set-off between two parties at a time, and in rings of two and three: scopes that need no circulation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samarkand.netting.rings.cutting import Rings, numbered
from samarkand.netting.rings.loops import LEVELS_PER_UNIT, NONE
from samarkand.netting.rings.program import best_of_rings
from samarkand.netting.rings.search import Debts, laid_out, loads, rings_of_three, set_off, sizes
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.elementary import log

_MOST_IN_PROGRAM = 120_000
"""Rings of three that a program takes on; with more it takes too long."""

_AT_ONCE = 2_000_000
"""Rings put in sequence at once where they are too many for a program."""

_ROUNDS = 3
_LARGEST_STEP = 8.0
_FINE, _FINEST = 1024, np.iinfo(np.uint16).max


@dataclass(frozen=True, slots=True)
class ShortRings:
    """What is set off in rings of two and three.

    ``flow`` is the set-off of each debt, ``rings`` the rings that make it up.
    ``prices`` prove how much any such set-off could reach: those of every ring sum to a million per
    debt or more, so it is at most the sum of amounts times prices over a million. None where the
    program is too large to be solved; the set-off is then good, but not proven best.
    """

    flow: Integers
    prices: Integers | None
    rings: Rings


def in_pairs(tail: Integers, head: Integers, amount: Integers) -> Integers:
    """Return what each debt sets off against the debt the other way round: the smaller of the two.

    An entry per debt; no two debts have the same ``tail`` and ``head``.
    """
    debts = laid_out(tail, head, amount)
    flow = np.zeros_like(amount)
    one, other = debts.pairs[:, 0], debts.pairs[:, 1]
    flow[debts.row[one]] = flow[debts.row[other]] = np.minimum(debts.amount[one], debts.amount[other])
    return flow


def in_rings_of_three(tail: Integers, head: Integers, amount: Integers, *, exact: bool = True) -> ShortRings:
    """Return the largest set-off in rings of two and three debts.

    The largest is a linear program over all such rings. Where it can be solved in a second or two,
    and ``exact`` is wanted, it is; whole units lose the little that rounding takes. Elsewhere rings
    are set off one by one, the cheapest first. Either way no ring of two or three is left. No two
    debts have the same ``tail`` and ``head``.
    """
    debts = laid_out(tail, head, amount)
    found = _best(debts) if exact else None
    rings, taken, prices = found or (*_cheapest(debts), None)
    in_use = np.flatnonzero(taken)
    by_size = in_use[np.argsort(sizes(rings[in_use]), kind="stable")]
    rings, taken = rings[by_size], taken[by_size]
    listed = numbered(sizes(rings), debts.row[rings[rings != NONE]], taken)
    flow = np.zeros_like(amount)
    np.add.at(flow, listed.debt, listed.amount)
    return ShortRings(flow, None if prices is None else _by_row(prices, debts, amount), listed)


def _by_row(values: Integers, debts: Debts, amount: Integers) -> Integers:
    by_row = np.zeros_like(amount)
    by_row[debts.row] = values
    return by_row


def _best(debts: Debts) -> tuple[Integers, Integers, Integers] | None:
    """Return all rings, the best amount of each, and prices; None if there are too many."""
    rings = rings_of_three(debts, debts.amount, _MOST_IN_PROGRAM)
    if len(rings) == _MOST_IN_PROGRAM:
        return None
    rings = np.concatenate([debts.pairs, rings])
    best = best_of_rings(rings, debts.amount)
    return None if best is None else (rings, *best)


def _cheapest(debts: Debts) -> tuple[Integers, Integers]:
    """Return rings and an amount of each, taken one by one, those whose debts few others want first.

    A debt's price is bid up and down, as in the multiplicative weights method for packing (Plotkin,
    Shmoys, Tardos 1995), until about as much of it is wanted as there is.
    """
    wanted, _ = _wanted(debts, np.zeros(len(debts.amount)))
    price = log(1.0 + wanted)
    for _ in range(_ROUNDS):
        wanted, _ = _wanted(debts, price)
        price *= np.sqrt(np.clip(wanted, 1 / _LARGEST_STEP, _LARGEST_STEP))
    _, levels = _wanted(debts, price)
    left = debts.amount.copy()
    parts = [part for dearest in _steps(levels) for part in _taken_up_to(dearest, debts, left, price)]
    return np.concatenate([rings for rings, _ in parts]), np.concatenate([taken for _, taken in parts])


def _wanted(debts: Debts, price: Floats) -> tuple[Floats, Integers]:
    """Return how much of each debt all rings want, over what there is, and the levels of `loads`."""
    load, levels = loads(debts, price)
    one, other = debts.pairs[:, 0], debts.pairs[:, 1]
    squared = ((price[one] + price[other]) / 2) ** 2
    share = np.minimum(debts.amount[one], debts.amount[other]) / (1 + squared * squared)
    load[one] += share
    load[other] += share
    return load / debts.amount, levels


def _steps(levels: Integers) -> list[float]:
    """Return sums of prices up to which to take rings in turn; the first few close most of the others."""
    up_to = np.cumsum(levels)
    counts = _AT_ONCE * 4 ** np.arange(16)
    counts = counts[counts < up_to[-1]]
    return [*((np.searchsorted(up_to, counts) + 1) / LEVELS_PER_UNIT).tolist(), np.inf]


def _taken_up_to(
    dearest: float, debts: Debts, left: Integers, price: Floats
) -> Iterator[tuple[Integers, Integers]]:
    """Take all rings of three of prices up to ``dearest``, and pairs up to two thirds; cheapest first.

    Yields rings, and how much of each was taken from ``left``.
    """
    pairs = debts.pairs[1.5 * price[debts.pairs[:, :2]].sum(axis=1) <= dearest]
    more = True
    while more:
        found = rings_of_three(debts, left, _AT_ONCE, price, dearest)
        more = len(found) == _AT_ONCE
        rings = np.concatenate([pairs, found])
        rings = np.take(rings, np.argsort(_levels(rings, price), kind="stable"), axis=0)
        taken = set_off(rings, left)
        yield rings[taken > 0], taken[taken > 0]


def _levels(rings: Integers, price: Floats) -> NDArray[np.uint16]:
    """Return the mean price of each ring's debts, in steps that fit 16 bits, which sort ten times faster."""
    prices = np.append(price, 0.0)  # what `NONE`, the last, points at
    sums = prices[rings[:, 0]] + prices[rings[:, 1]] + prices[rings[:, 2]]
    levels: NDArray[np.uint16] = np.minimum(sums / sizes(rings) * _FINE, _FINEST).astype(np.uint16)
    return levels
