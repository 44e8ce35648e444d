"""The largest set-off in listed rings, as a linear program, and the prices that prove it.

Each ring sets off some amount of all its debts, no debt more than there is. The dual prices say what
a unit of each debt is worth: no ring is worth more than the prices of its debts together, so amounts
times prices bound every set-off in rings (duality of linear programs).
"""

import numpy as np

from samarkand.netting.ring_loops import NONE, raise_prices
from samarkand.netting.ring_search import set_off, sizes
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled

PRICE_UNIT = 1_000_000
"""Prices are whole millionths."""

_EFFORT = 2.0
"""Work put into the program before it is given up, roughly in seconds."""

_NEARLY_WHOLE = 0.01


def best_of_rings(rings: Integers, amount: Integers) -> tuple[Integers, Integers] | None:
    """Return the best amount of each ring, and the price of each debt; None where that takes too long.

    Amounts are rounded down to whole units, and what that leaves is given to one ring after the
    other, those that lost most first, so that none of them could set off more.
    """
    from samarkand.solving.solver import largest_packing

    scale = float(np.median(amount[rings[:, 0]])) if len(rings) else 1.0
    row, column, debts, upper = _crowded(rings, amount / scale)
    found = largest_packing(sizes(rings).astype(float), upper, row, column, amount[debts] / scale, _EFFORT)
    if found is None:
        return None
    best, worth = found[0] * scale, found[1]
    left = amount.copy()
    whole = set_off(rings, left, np.maximum(np.floor(best + _NEARLY_WHOLE), 0).astype(np.int64))
    by_loss = np.argsort(whole - best, kind="stable")
    whole[by_loss] += set_off(rings[by_loss], left)
    return whole, _prices(rings, debts, worth, amount)


def _crowded(rings: Integers, amount: Floats) -> tuple[Integers, Integers, Integers, Floats]:
    """Return which ring (column) is in which row, the debt of each row, and the most of each ring.

    Debts of several rings are rows of the program; a debt of one ring only bounds that ring's amount.
    """
    count = np.bincount(rings[rings != NONE], minlength=len(amount))
    shared = (rings != NONE) & (count[rings] > 1)
    upper = amount[rings].min(axis=1, initial=np.inf, where=(rings != NONE) & ~shared)
    column, place = np.nonzero(shared)
    debts, row = np.unique(rings[column, place], return_inverse=True)
    return row, column, debts, upper


def _prices(rings: Integers, debts: Integers, worth: Floats, amount: Integers) -> Integers:
    """Return whole prices that make up a million per debt in each ring, whatever the solver's rounding."""
    prices = np.zeros(len(amount), np.int64)
    prices[debts] = np.maximum(np.rint(worth * PRICE_UNIT), 0).astype(np.int64)
    compiled(raise_prices, len(rings))(rings, PRICE_UNIT, amount, prices)
    return prices
