"""Fair terms for books of a person's size: the Nash bargaining choice among equilibria.

A small book often leaves room: many terms clear its markets and balance its pools. Among them this
takes those with the largest product of the pools' gains (Nash 1950), each gain in the pool's own
money, so that no choice of currency matters. It climbs from the terms that tatonnement found by
steps in a box that shrinks when a step does not help (`fair_program`), and says how near it came to
a bound: the product that bargaining over quantities alone, free of common terms, could reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from samarkand.clearing.fair_program import Point, write_step
from samarkand.clearing.gains import Slot, gain, pieces, slots_of, walk
from samarkand.clearing.program import INFINITE, Program
from samarkand.clearing.rows import Floats, Rows
from samarkand.clearing.snap import snapped
from samarkand.clearing.solver import solve

ROWS_TO_REFINE = 60
ROWS_TO_JUDGE = 400
_TIGHTER = 1e-6
"""Limits are met with this to spare, so that rounding terms to decimals breaks none."""

_FIRST_BOX, _LARGEST_BOX, _SMALLEST_BOX = 0.1, 0.2, 1e-7
_STEPS = 60
_IMBALANCE_PRICE = 100.0
_CLEARS = 1e-6


@dataclass(frozen=True, slots=True)
class FairTerms:
    """Terms per market, the value each would trade, and what is known of their fairness.

    ``refined`` tells whether the terms are the bargaining choice, or those given.
    """

    terms: Floats
    volume: Floats
    refined: bool
    about: Mapping[str, Any]


def refine(rows: Rows, terms: Floats, volume: Floats) -> FairTerms:
    """Return fair terms near those given, or those given where the book is too large for that.

    Books of up to `ROWS_TO_JUDGE` rows are told how near their terms come to the bound.
    """
    as_given = FairTerms(terms, volume, refined=False, about={})
    if len(rows) > ROWS_TO_JUDGE:
        return as_given
    pools = {pool: slots for pool, slots in enumerate(slots_of(_tightened(rows))) if slots}
    gaining = [pool for pool, slots in pools.items() if gain(slots, terms) > 0.0]
    if len(rows) > ROWS_TO_REFINE or not gaining:
        return replace(as_given, about=_fairness(pools, gaining, terms))
    point, imbalance, steps = _climb(pools, gaining, _start(pools, terms))
    if imbalance > _CLEARS:
        return replace(as_given, about=_fairness(pools, gaining, terms))
    about = {"refining_steps": steps, **_fairness(pools, gaining, point.terms)}
    return FairTerms(point.terms, _volume(pools, point, len(terms)), refined=True, about=about)


def _fairness(pools: dict[int, list[Slot]], gaining: list[int], terms: Floats) -> dict[str, Any]:
    """Return how near the product of the gains comes to its bound, as a mean over the pools."""
    gained = {pool: gain(pools[pool], terms) for pool in gaining}
    kept, reached = _positive(gained)
    if not kept:
        return {}
    bound = _bargaining_bound(pools, kept, reached)
    share = float(np.exp((np.log(reached).sum() - bound) / len(kept)))
    return {
        "fairness": {
            "rule": "largest product of the pools' gains",
            "pools_gaining": len(kept),
            "share_of_bound": round(min(share, 1.0), 6),
        }
    }


def _positive(gained: dict[int, float]) -> tuple[list[int], list[float]]:
    kept = {pool: amount for pool, amount in gained.items() if amount > 0.0}
    return list(kept), list(kept.values())


def _tightened(rows: Rows) -> Rows:
    offers, bids = rows.offers, rows.alternatives
    return Rows(
        offers._replace(limit=offers.limit * (1.0 + _TIGHTER)),
        bids._replace(limit=bids.limit * (1.0 - _TIGHTER)),
        rows.pools,
        rows.markets,
    )


def _start(pools: dict[int, list[Slot]], terms: Floats) -> Point:
    rates, fills = {}, {}
    for pool, slots in pools.items():
        rates[pool], filled = walk(slots, terms)
        fills |= filled
    return Point(terms, rates, fills)


def _climb(pools: dict[int, list[Slot]], gaining: list[int], point: Point) -> tuple[Point, float, int]:
    """Return the best point found, how far its markets are from clearing, and the steps made."""
    box, imbalance = _FIRST_BOX, _imbalance(pools, point)
    merit = _merit(pools, gaining, point, imbalance)
    made = 0
    while box > _SMALLEST_BOX and made < _STEPS:
        made += 1
        now = {pool: pieces(pools[pool], point.terms) for pool in gaining}
        step = write_step(pools, {pool: found for pool, found in now.items() if found[0].height > 0.0}, point, box)
        best = solve(step.program)
        if best is None:
            box /= 4.0
            continue
        tried, _ = step.read(point, best.values)
        tried = snapped(pools, tried)
        off = _imbalance(pools, tried)
        better = _merit(pools, gaining, tried, off)
        if better > merit + 1e-12:
            point, merit, imbalance = tried, better, off
            box = min(2.0 * box, _LARGEST_BOX)
        else:
            box /= 4.0
    return point, imbalance, made


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


def _bargaining_bound(pools: dict[int, list[Slot]], gaining: list[int], reached: list[float]) -> float:
    """Return the largest sum of logarithms of gains over all quantities that are feasible.

    It drops common terms and the balance of pools, so equilibria cannot do better. The logarithm is
    approached from above by tangents, hence a bound at every round.
    """
    program = Program()
    markets: dict[int, list[tuple[int, float]]] = {}
    now = dict(zip(gaining, reached, strict=True))
    gains = {}
    for pool, slots in pools.items():
        worth = []
        for slot in slots:
            fills = [(program.variable(0.0, 1.0), choice) for choice in slot.choices]
            if len(fills) > 1:
                program.constrain(-INFINITE, 1.0, [(fill, 1.0) for fill, _ in fills])
            for fill, choice in fills:
                markets.setdefault(choice.market, []).append((fill, slot.sign * slot.quantity))
                worth.append((fill, -slot.sign * slot.quantity * choice.limit))
        if pool in now:
            gains[pool] = program.variable(0.0, INFINITE)
            scaled = [(fill, amount / now[pool]) for fill, amount in worth]
            program.constrain(0.0, 0.0, [*scaled, (gains[pool], -1.0)])
        else:
            program.constrain(0.0, INFINITE, worth)
    for flows in markets.values():
        scale = max(abs(amount) for _, amount in flows)
        program.constrain(0.0, 0.0, [(fill, amount / scale) for fill, amount in flows])
    return _raise_by_tangents(program, list(gains.values())) + float(np.log(reached).sum())


def _raise_by_tangents(program: Program, ratios: list[int]) -> float:
    logarithms = [program.variable(-INFINITE, INFINITE, 1.0) for _ in ratios]
    touches = [[1.0, 0.5, 0.8, 1.25, 2.0, 5.0] for _ in ratios]
    for logarithm, ratio, points in zip(logarithms, ratios, touches, strict=True):
        for touch in points:
            _tangent(program, logarithm, ratio, touch)
    bound = INFINITE
    for _ in range(8):
        best = solve(program)
        if best is None or best.gain > bound - 1e-7:
            break
        bound = best.gain
        for logarithm, ratio in zip(logarithms, ratios, strict=True):
            _tangent(program, logarithm, ratio, max(best.values[ratio], 1e-6))
    return bound


def _tangent(program: Program, logarithm: int, ratio: int, touch: float) -> None:
    program.constrain(-INFINITE, float(np.log(touch)) - 1.0, [(logarithm, 1.0), (ratio, -1.0 / touch)])
