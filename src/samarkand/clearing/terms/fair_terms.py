"""Fair terms for books of a person's size: the Nash bargaining choice among equilibria.

A small book often leaves room: many terms clear its markets and balance its pools. Among them this
takes those with the largest product of the pools' gains (Nash 1950), each gain in the pool's own
money, so that no choice of currency matters. It climbs by steps in a box that shrinks when a step
does not help (`fair_program`), from the terms that balance the best bargain over quantities
(`bargaining`) and from those tatonnement found, and says how near it came to that bargain, which
bounds what any terms could reach. Of equally fair terms it takes the middle (`centre`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.bargaining import bargain
from samarkand.clearing.terms.centre import centred
from samarkand.clearing.terms.fair_program import Point, write_step
from samarkand.clearing.terms.gains import Slot, gain, pieces, slots_of, walk
from samarkand.clearing.terms.snap import balanced, snapped
from samarkand.solving.arrays import Floats
from samarkand.solving.solver import solve

ROWS_TO_REFINE = 60
ROWS_TO_JUDGE = 400
_TIGHTER = 1e-6
"""Limits are met with this to spare, so that rounding terms to decimals breaks none."""

_FIRST_BOX, _LARGEST_BOX, _SMALLEST_BOX = 0.1, 0.2, 1e-7
_STEPS = 60
_IMBALANCE_PRICE = 100.0
_TRACE, _STILL = 1e-5, 1e-7
"""Shares of what a pool could trade: less gain than a trace is none, and gains this near are the same."""

_HIGH = 0.99
"""A top this near the bound, as a mean over the pools, is not worth a second climb."""

_CLEARS, _NEARLY_CLEARS, _PROGRESS = 1e-6, 1e-2, 1e-12


@dataclass(frozen=True, slots=True)
class FairTerms:
    """Terms per market, the value each would trade, and what is known of their fairness.

    ``refined`` tells whether the terms are the bargaining choice, or those given.
    """

    terms: Floats
    volume: Floats
    refined: bool
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Top:
    point: Point
    gaining: list[int]
    merit: float
    imbalance: float
    steps: int


def refine(rows: Rows, terms: Floats, volume: Floats) -> FairTerms:
    """Return fair terms near those given, or those given where the book is too large for that.

    Books of up to `ROWS_TO_JUDGE` rows are told how near their terms come to the bound.
    """
    as_given = FairTerms(terms, volume, refined=False, about={})
    if len(rows) > ROWS_TO_JUDGE:
        return as_given
    pools = {pool: slots for pool, slots in enumerate(slots_of(_tightened(rows))) if slots}
    best = _best_top(pools, terms) if len(rows) <= ROWS_TO_REFINE else None
    if best is None:
        return replace(as_given, about=_fairness(pools, _gaining(pools, terms), terms))
    found = _middle(pools, best.point, terms)
    about = {"refining_steps": best.steps, **_fairness(pools, best.gaining, found)}
    volume = _volume(pools, replace(best.point, terms=found), len(terms))
    return FairTerms(found, volume, refined=True, about=about)


def _best_top(pools: dict[int, list[Slot]], terms: Floats) -> _Top | None:
    """Climb from the terms that balance the best bargain and, if that stays low, from those given.

    A book can have several equilibria with no way from one to another; the one at which more pools
    gain is better, then the one of the larger product. None where no clearing terms are found.
    """
    gaining = _gaining(pools, terms)
    if not gaining:
        return None
    start = _start(pools, terms)
    gained = {pool: gain(pools[pool], terms) for pool in gaining}
    bargained = bargain(pools, gained)
    near = balanced(pools, Point(terms, start.rates, bargained.fills))
    bound = float(np.log(list(gained.values())).sum()) + bargained.above
    first = _clear_then_climb(pools, _start(pools, near.terms))
    if first and first.gaining == gaining and first.merit > bound + len(gaining) * np.log(_HIGH):
        return first
    tops = [top for top in (first, _clear_then_climb(pools, start)) if top and top.gaining]
    if all(len(top.gaining) < len(gaining) for top in tops):
        tops += [top for top in (_climb_then_clear(pools, gaining, near.terms),) if top]
    return max(tops, key=lambda top: (len(top.gaining), top.merit), default=None)


def _middle(pools: dict[int, list[Slot]], point: Point, terms: Floats) -> Floats:
    """Return the middle of the terms that support the point's fills, its own where that fails."""
    found = centred(pools, point, _start(pools, terms)).terms
    most = {pool: gain(slots, point.terms) for pool, slots in pools.items()}
    slack = {pool: _STILL * trade for pool, trade in _tradable(pools).items()}
    same = all(abs(gain(slots, found) - most[pool]) <= slack[pool] for pool, slots in pools.items())
    return found if same else point.terms


def _clear_then_climb(pools: dict[int, list[Slot]], start: Point) -> _Top | None:
    """Return the best point found, None where no terms near the start clear the markets.

    Clearing comes first and by itself: a pool that must be left indifferent for the markets to
    clear would else hold on to the little it gains where they do not.
    """
    cleared = _climb(pools, [], start)
    if cleared.imbalance > _CLEARS:
        return None
    top = _climb(pools, _gaining(pools, cleared.point.terms), cleared.point)
    return replace(top, steps=cleared.steps + top.steps)


def _climb_then_clear(pools: dict[int, list[Slot]], gaining: list[int], terms: Floats) -> _Top | None:
    """Return the best point found while every pool in ``gaining`` gains, None where it does not clear.

    The other way round: clearing by itself may end at one equilibrium of several, and leave a pool
    indifferent there that gains at another.
    """
    top = _climb(pools, gaining, _start(pools, terms))
    return top if top.imbalance <= _CLEARS else None


def _gaining(pools: dict[int, list[Slot]], terms: Floats) -> list[int]:
    """Return the pools that gain more than a trace of what they could trade."""
    trade = _tradable(pools)
    return [pool for pool, slots in pools.items() if gain(slots, terms) > _TRACE * trade[pool]]


def _tradable(pools: dict[int, list[Slot]]) -> dict[int, float]:
    """Return what each pool could trade in all, in its own money."""
    return {
        pool: sum(slot.quantity * slot.choices[0].limit for slot in slots) for pool, slots in pools.items()
    }


def _fairness(pools: dict[int, list[Slot]], gaining: list[int], terms: Floats) -> dict[str, Any]:
    """Return how near the product of the gains comes to its bound, as a mean over the pools."""
    gained = {pool: gain(pools[pool], terms) for pool in gaining}
    reached = {pool: amount for pool, amount in gained.items() if amount > 0.0}
    if not reached:
        return {}
    share = float(np.exp(-bargain(pools, reached).above / len(reached)))
    return {
        "fairness": {
            "rule": "largest product of the pools' gains",
            "pools_gaining": len(reached),
            "share_of_bound": round(min(share, 1.0), 6),
        }
    }


def _tightened(rows: Rows) -> Rows:
    offers, bids = rows.offers, rows.alternatives
    return Rows(
        offers._replace(limit=offers.limit * (1.0 + _TIGHTER)),
        bids._replace(limit=bids.limit * (1.0 - _TIGHTER)),
        rows.pools,
        rows.markets,
    )


def _start(pools: dict[int, list[Slot]], terms: Floats) -> Point:
    rates: dict[int, float] = {}
    fills: dict[tuple[int, int], float] = {}
    for pool, slots in pools.items():
        rates[pool], filled = walk(slots, terms)
        fills |= filled
    return Point(terms, rates, fills)


def _climb(pools: dict[int, list[Slot]], gaining: list[int], point: Point) -> _Top:
    """Return the best point found from this one."""
    box, imbalance = _FIRST_BOX, _imbalance(pools, point)
    merit = _merit(pools, gaining, point, imbalance)
    made = 0
    while box > _SMALLEST_BOX and made < _STEPS and (gaining or imbalance > _CLEARS):
        made += 1
        now = {pool: pieces(pools[pool], point.terms) for pool in gaining}
        gains = {pool: found for pool, found in now.items() if found[0].height > 0.0}
        step = write_step(pools, gains, point, box)
        best = solve(step.program, cuts=False)
        tried = step.read(best.values) if best else point
        off = _imbalance(pools, tried)
        if off < _NEARLY_CLEARS:
            tried = snapped(pools, tried)
            off = _imbalance(pools, tried)
        better = _merit(pools, gaining, tried, off)
        if better > merit + _PROGRESS:
            point, merit, imbalance = tried, better, off
            box = min(2.0 * box, _LARGEST_BOX)
        else:
            box /= 4.0
    return _Top(point, gaining, merit, imbalance, made)


def _merit(pools: dict[int, list[Slot]], gaining: list[int], point: Point, imbalance: float) -> float:
    gains = [max(gain(pools[pool], point.terms), 1e-300) for pool in gaining]
    return float(np.log(gains).sum()) - _IMBALANCE_PRICE * imbalance


def _imbalance(pools: dict[int, list[Slot]], point: Point) -> float:
    """Return the largest share of a market's volume that its fills leave over, either way."""
    net, gross = np.zeros(len(point.terms)), np.zeros(len(point.terms))
    for slots in pools.values():
        for slot in slots:
            for choice in slot.choices:
                moved = slot.quantity * point.fills.get((slot.sign, choice.row), 0.0)
                net[choice.market] += slot.sign * moved
                gross[choice.market] += moved
    return float((np.abs(net) / np.maximum(gross, 1e-300))[gross > 0].max(initial=0.0))


def _volume(pools: dict[int, list[Slot]], point: Point, markets: int) -> Floats:
    volume = np.zeros(markets)
    for slots in pools.values():
        for slot in slots:
            for choice in slot.choices:
                filled = point.fills.get((slot.sign, choice.row), 0.0)
                volume[choice.market] += slot.quantity * filled * point.terms[choice.market] / 2.0
    return volume
