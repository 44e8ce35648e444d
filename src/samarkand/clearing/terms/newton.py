"""Terms and rates at which graded fills balance, for small books: a damped Newton method.

Two steps take turns. Newton's own, for the equations as they are, in which the value of a whole row
moves with its terms; it ends in a few rounds once it is near. Where it does not help, the values
are held fast for a while: then the equations are the gradient of a convex, piecewise quadratic function
(the dual of a quadratic flow problem), and Newton's method with a line search cannot fail (Li and
Swetits 1997). Pools are eliminated first, each by itself (Schur complement); what is left is one
equation a market, solved by elimination without a library's own ways of summing.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.terms.arcs import Arcs
from samarkand.clearing.terms.graded import Point, point_at
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import total

_SETTLED = 1e-9
_FINEST = 3e-15
"""Imbalance at which a width is done with, and the same per width: floats see no more."""

_DAMPING, _CONVEX_DAMPING = 1e-7, 1e-6
_SHORTENED = (1.0, 0.3, 0.1)
_ENOUGH = 0.3
_CONVEX_STEPS, _LINE_STEPS, _FLAT = 12, 10, 0.2
_EASED, _LEAST_EASE = 0.8, 0.05
_CALM_TURNS = 3
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Settled:
    """The best point found, and how many steps it took."""

    point: Point
    steps: int


def settle(arcs: Arcs, log_terms: Floats, log_rates: Floats, width: float, most_steps: int) -> Settled:
    """Return terms and rates, near those given, at which fills of this width balance."""
    now = best = point_at(arcs, log_terms, log_rates, width)
    enough = max(_SETTLED, _FINEST / width)
    ease, turns = 1.0, 0
    for step in range(most_steps):
        if best.imbalance() < enough:
            return Settled(best, step)
        nearer = _newton_step(arcs, now)
        if nearer is None:
            turns += 1
            ease = max(ease * _EASED, _LEAST_EASE) if turns > _CALM_TURNS else 1.0
            nearer = _convex_turn(arcs, now, ease)
        now = nearer
        if now.imbalance() < best.imbalance():
            best = now
    return Settled(best, most_steps)


def _newton_step(arcs: Arcs, now: Point) -> Point | None:
    """Return the point after one step for the equations as they are, None where it does not help."""
    terms, rates = _direction(arcs, now, _DAMPING, is_valued=True)
    terms, rates = _bounded(terms, rates, max(20.0 * now.width, 0.02))
    for share in _SHORTENED:
        tried = point_at(arcs, now.log_terms + share * terms, now.log_rates + share * rates, now.width)
        if tried.imbalance() < now.imbalance() * (1.0 - _ENOUGH * share):
            return tried
    return None


def _convex_turn(arcs: Arcs, now: Point, ease: float) -> Point:
    """Return the point at which pools and markets balance while values of whole rows are held fast.

    ``ease`` is the share of the way that is gone: values and terms can chase each other in a circle.
    """
    at = now
    for _ in range(_CONVEX_STEPS):
        terms, rates = _direction(arcs, at, _CONVEX_DAMPING, is_valued=False)
        at = _line_search(arcs, at, *_bounded(terms, rates, max(20.0 * now.width, 0.05)))
        if at.imbalance() < 1e-3 * now.imbalance():
            break
    log_terms = now.log_terms + ease * (at.log_terms - now.log_terms)
    log_rates = now.log_rates + ease * (at.log_rates - now.log_rates)
    return point_at(arcs, log_terms, log_rates, now.width)


def _line_search(arcs: Arcs, at: Point, terms: Floats, rates: Floats) -> Point:
    """Return the point along the direction where the convex function is nearly flat (regula falsi)."""

    def tried(share: float) -> tuple[Point, float]:
        point = point_at(arcs, at.log_terms + share * terms, at.log_rates + share * rates, at.width, at.cap)
        return point, -total(point.excess * terms) - total(point.surplus * rates)

    first = -total(at.excess * terms) - total(at.surplus * rates)
    point, slope = tried(1.0)
    share, low, high, slope_low, slope_high = 1.0, 0.0, 1.0, first, slope
    for _ in range(_LINE_STEPS):
        if slope <= _FLAT * abs(first) and (share == 1.0 or slope >= -_FLAT * abs(first)):
            break
        part = -slope_low / max(slope_high - slope_low, _TINY)
        share = low + (high - low) * min(max(part, 0.1), 0.9)
        point, slope = tried(share)
        if slope > 0.0:
            high, slope_high = share, slope
        else:
            low, slope_low = share, slope
    return point


def _direction(arcs: Arcs, at: Point, damping: float, *, is_valued: bool) -> tuple[Floats, Floats]:
    """Return the step of the logarithms of terms and rates (Levenberg's damping).

    ``is_valued``: the surplus of pools also moves because goods are worth more or less.
    """
    markets = arcs.markets
    slope = np.where(at.is_inner, at.cap / at.width, 0.0)
    to_pool, pool_slope = slope.copy(), arcs.per_pool(slope)
    matrix: Floats = np.bincount(arcs.market * (markets + 1), slope, minlength=markets * markets).astype(
        np.float64
    )
    if len(arcs.group):
        first, second = arcs.of_want.first, arcs.of_want.second
        tie = np.where((at.tied[first] > 0.0) & at.is_inner[second], at.tied[first] / at.width, 0.0)
        place = arcs.market[first] * markets + arcs.market[second]
        matrix -= np.bincount(place, tie, minlength=markets * markets)
        pool_slope -= np.bincount(arcs.pool[first], tie, minlength=arcs.pools)
        to_pool -= np.bincount(first, tie, minlength=len(slope))
    damp = damping / at.width
    pool_slope = np.maximum(pool_slope, 0.0) + np.maximum(damp * arcs.per_pool(at.cap), _TINY)
    from_market = to_pool + (arcs.sign * at.flow if is_valued else 0.0)
    first, second = arcs.of_pool.first, arcs.of_pool.second
    through = to_pool[first] * from_market[second] / pool_slope[arcs.pool[first]]
    place = arcs.market[first] * markets + arcs.market[second]
    matrix -= np.bincount(place, through, minlength=markets * markets)
    square: Floats = matrix.reshape(markets, markets)
    diagonal = np.arange(markets)
    square[diagonal, diagonal] += damp * arcs.per_market(at.cap)
    square[diagonal, diagonal] = np.where(
        np.abs(square[diagonal, diagonal]) <= _TINY, 1.0, square[diagonal, diagonal]
    )
    pushed = at.excess + arcs.per_market(to_pool * (at.surplus / pool_slope)[arcs.pool])
    terms = eliminated(square, pushed)
    rates = (at.surplus + arcs.per_pool(from_market * terms[arcs.market])) / pool_slope
    return terms, rates


def eliminated(matrix: Floats, right: Floats) -> Floats:
    """Return the solution of a square system by Gauss's elimination without pivoting.

    Fit for matrices that are nearly diagonally dominant, as those of networks are. ``matrix`` and
    ``right`` are used up.
    """
    size = len(right)
    for pivot in range(size - 1):
        below = np.flatnonzero(matrix[pivot + 1 :, pivot]) + pivot + 1
        if len(below):
            factor = matrix[below, pivot] / matrix[pivot, pivot]
            matrix[below, pivot + 1 :] -= factor[:, None] * matrix[pivot, pivot + 1 :]
            right[below] -= factor * right[pivot]
    for pivot in range(size - 1, -1, -1):
        right[pivot] /= matrix[pivot, pivot]
        right[:pivot] -= matrix[:pivot, pivot] * right[pivot]
    return right


def _bounded(terms: Floats, rates: Floats, longest: float) -> tuple[Floats, Floats]:
    """Return the step without its common part, which changes nothing, and no longer than allowed."""
    common = total(terms) / max(len(terms), 1)
    terms, rates = terms - common, rates - common
    largest = max(np.abs(terms).max(initial=0.0), np.abs(rates).max(initial=0.0))
    share = min(1.0, longest / max(largest, _TINY))
    return share * terms, share * rates
