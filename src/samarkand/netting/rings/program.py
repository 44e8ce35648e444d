"""The largest set-off in listed rings, as a linear program, and the prices that prove it.

Each ring sets off some amount of all its debts, no debt more than there is. The dual prices say what
a unit of each debt is worth: no ring is worth more than the prices of its debts together, so amounts
times prices bound every set-off in rings (duality of linear programs).
"""

from operator import mul

import numpy as np

from samarkand.netting.rings.loops import NONE, raise_prices
from samarkand.netting.rings.search import set_off, sizes
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled

PRICE_UNIT = 1_000_000
"""Prices are whole millionths."""

_EFFORT = 2.0
"""Work put into the program before it is given up, roughly in seconds."""

_NEARLY_WHOLE = 0.01

_GRAIN = 1024
"""Amounts are rounded to parts of a unit that are coarser than what solvers leave open."""

_MOST_IN_WHOLE_PROGRAM = 2_000
"""Rings that may have a unit or two left for a second program, in whole numbers."""

_ANY = np.iinfo(np.int64).max


def best_of_rings(rings: Integers, amount: Integers) -> tuple[Integers, Integers] | None:
    """Return the best amount of each ring, and the price of each debt; None where that takes too long.

    Amounts are whole, and none of the rings could set off more. Where the program's are not whole they
    may fall short of what the prices promise, by a few units as a rule.
    """
    from samarkand.solving.solver import largest_packing

    scale = float(np.median(amount[rings[:, 0]])) if len(rings) else 1.0
    row, column, debts, upper = _crowded(rings, amount / scale)
    found = largest_packing(sizes(rings).astype(float), upper, row, column, amount[debts] / scale, _EFFORT)
    if found is None:
        return None
    best, worth = np.rint(found[0] * scale * _GRAIN) / _GRAIN, found[1]
    prices = _prices(rings, debts, worth, amount)
    return _whole(rings, best, amount, _bound(amount, prices)), prices


def _whole(rings: Integers, best: Floats, amount: Integers, bound: int) -> Integers:
    """Return whole amounts of the rings near ``best``: rounded down, then what that leaves set off."""
    left = amount.copy()
    whole = set_off(rings, left, np.maximum(np.floor(best + _NEARLY_WHOLE), 0).astype(np.int64))
    still = np.flatnonzero(left[rings].min(axis=1, initial=_ANY, where=rings != NONE))
    still = still[np.argsort((whole - best)[still], kind="stable")]
    more = set_off(rings[still], left.copy())
    missing = bound - _worth(rings, whole) - _worth(rings[still], more)
    if missing > 0 and len(still) <= _MOST_IN_WHOLE_PROGRAM:
        more = set_off(rings[still], left, _best_of_few(rings[still], left))
        more += set_off(rings[still], left)
    whole[still] += more
    return whole


def _worth(rings: Integers, amount: Integers) -> int:
    return int((sizes(rings) * amount).sum())


def _best_of_few(rings: Integers, left: Integers) -> Integers:
    """Return the best whole amounts of a few rings."""
    from samarkand.solving.program import Program
    from samarkand.solving.solver import solve

    program = Program()
    rows: dict[int, list[tuple[int, float]]] = {}
    for ring in rings.tolist():
        debts = [debt for debt in ring if debt != NONE]
        most = float(left[debts].min())
        variable = program.variable(0.0, most, float(len(debts)), whole=True)
        for debt in debts:
            rows.setdefault(debt, []).append((variable, 1.0))
    for debt, terms in rows.items():
        program.constrain(0.0, float(left[debt]), terms)
    found = solve(program)
    if found is None:
        return np.zeros(len(rings), np.int64)
    return np.rint(found.values).astype(np.int64)


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


def _bound(amount: Integers, prices: Integers) -> int:
    """Return the most that rings can set off at these prices."""
    in_rings = np.flatnonzero(prices)
    total: int = sum(map(mul, amount[in_rings].tolist(), prices[in_rings].tolist()))
    return total // PRICE_UNIT
