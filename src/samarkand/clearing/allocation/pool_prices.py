"""The price of each pool at each rate it could have, given the prices of markets and quotas.

At given prices a pool of a given rate earns no more than its rows earn one by one, once its own
balance is priced too; the best such price differs from rate to rate. It is the least of a convex
function in straight pieces, so it is found among the prices at which some row just breaks even.

Rows of a bundle are taken one by one here: any price proves something, and `bound` counts exactly.
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.earnings import quota_charges
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.allocation.proof import Case
from samarkand.clearing.allocation.row_potentials import alternative_potentials, offer_potentials
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled

_MOST_ROWS = 2_000
"""A pool of more rows has one price for all rates: a price for each would take the square of them."""


class Sellers(NamedTuple):
    """Offers by pool: those of pool p are ``start[p]`` to ``start[p + 1]``; gain is per unit of ``cap``."""

    start: Integers
    step: Integers
    gain: Floats
    cap: Floats


class Buyers(NamedTuple):
    """Ways of wants by pool, those of a want together; ``cost`` is what quotas charge for the whole way."""

    start: Integers
    step: Integers
    gain: Floats
    cap: Floats
    cost: Floats
    want: Integers


class Earners(NamedTuple):
    """What earns at prices of markets and quotas: both sides, and the swing of each pool."""

    sellers: Sellers
    buyers: Buyers
    swing: Floats


def priced_case(economy: Economy, full: Capacities, ladder: Ladder, case: Case, scale: int) -> Case:
    """Return the case with the best potentials of pools for its prices of markets and quotas.

    A pool keeps its potential from step to step while that proves as much.
    """
    price = np.zeros(len(ladder.terms))
    earning = _earners(economy, ladder, full, case, scale)
    rows = len(earning.sellers.step) + len(earning.buyers.step)
    compiled(price_pools, rows)(*earning, *case.open_steps(ladder), price)
    return replace(case, steps=np.rint(price).astype(np.int64))


def _earners(economy: Economy, ladder: Ladder, full: Capacities, case: Case, scale: int) -> Earners:
    """Return what rows earn at the case's prices of markets and quotas."""
    by_value, by_quantity = quota_charges(economy, case.quotas)
    offers, ways = np.flatnonzero(full.offer), np.flatnonzero(full.alternative)
    pools = np.arange(economy.pools.height + 1)
    sold = offer_potentials(economy, case)[offers]
    bought = alternative_potentials(economy, case)[ways]
    quantity = economy.alternatives["quantity"].to_numpy()[ways].astype(np.float64)
    return Earners(
        Sellers(
            np.searchsorted(economy.offers["pool"].to_numpy()[offers], pools),
            ladder.offer[offers],
            (scale - sold).astype(np.float64),
            full.offer[offers].astype(np.float64),
        ),
        Buyers(
            np.searchsorted(economy.alternatives["pool"].to_numpy()[ways], pools),
            ladder.alternative[ways],
            (bought - by_value[ways]).astype(np.float64),
            full.alternative[ways].astype(np.float64),
            by_quantity[ways] * quantity,
            economy.alternatives["want"].to_numpy()[ways].astype(np.int64),
        ),
        economy.pools["swing"].to_numpy().astype(np.float64),
    )


def price_pools(sellers: Any, buyers: Any, swing: Any, low: Any, high: Any, price: Any) -> None:
    """Write into ``price`` the price of each pool at each step."""
    for pool in range(len(swing)):
        first, end = low[pool], high[pool]
        rows = sellers.start[pool + 1] - sellers.start[pool] + buyers.start[pool + 1] - buyers.start[pool]
        if first < end and rows <= _MOST_ROWS:
            breaks = _break_evens(pool, sellers, buyers)
            best = np.empty(end - first)
            target = 0.0
            for step in range(first, end):
                best[step - first] = _least(pool, step, breaks, sellers, buyers, swing[pool])
                earned = _earned(pool, step, best[step - first], sellers, buyers, swing[pool])
                target = max(target, earned)
            current = best[0]
            for step in range(first, end):
                if _earned(pool, step, current, sellers, buyers, swing[pool]) > target:
                    current = best[step - first]
                price[step] = current


def _break_evens(pool: int, sellers: Any, buyers: Any) -> Any:
    """Return the prices at which a row of the pool earns just nothing, and nought: each once, ascending."""
    selling, buying = sellers.start[pool], buyers.start[pool]
    count = sellers.start[pool + 1] - selling
    found = np.zeros(count + buyers.start[pool + 1] - buying + 1)
    for row in range(count):
        found[row] = -sellers.gain[selling + row]
    for row in range(buyers.start[pool + 1] - buying):
        way = buying + row
        found[count + row] = np.rint(buyers.gain[way] - buyers.cost[way] / buyers.cap[way])
    ascending = np.sort(found)
    kept = 1
    for spot in range(1, len(ascending)):
        if ascending[spot] > ascending[kept - 1]:
            ascending[kept] = ascending[spot]
            kept += 1
    return ascending[:kept]


def _least(pool: int, step: int, breaks: Any, sellers: Any, buyers: Any, swing: float) -> float:
    """Return the price at which the pool earns least: what it earns is convex in its price."""
    low, high = 0, len(breaks) - 1
    while low < high:
        middle = (low + high) // 2
        here = _earned(pool, step, breaks[middle], sellers, buyers, swing)
        if here <= _earned(pool, step, breaks[middle + 1], sellers, buyers, swing):
            high = middle
        else:
            low = middle + 1
    return float(breaks[low])


def _earned(pool: int, step: int, price: float, sellers: Any, buyers: Any, swing: float) -> float:
    """Return what the rows a step admits earn, each want by its best way, and the swing."""
    earned = swing * abs(price)
    for row in range(sellers.start[pool], sellers.start[pool + 1]):
        if sellers.step[row] >= step:
            earned += max(0.0, sellers.gain[row] + price) * sellers.cap[row]
    row, end = buyers.start[pool], buyers.start[pool + 1]
    while row < end:
        want, best = buyers.want[row], 0.0
        while row < end and buyers.want[row] == want:
            if buyers.step[row] <= step:
                best = max(best, (buyers.gain[row] - price) * buyers.cap[row] - buyers.cost[row])
            row += 1
        earned += best
    return earned
