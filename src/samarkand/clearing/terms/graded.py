"""Graded fills: a row is filled the more, the better the terms are for it.

An arc's margin is how far the terms stand from its limit at its pool's rate, as a difference of
logarithms. A row is filled from nothing at margin nought to all at a margin of one ``width``, in
proportion. A want of several alternatives divides itself among them as a quadratic program
would: the projection onto the simplex (Held, Wolfe and Crowder 1974). With the values of whole rows
held fast, flows at which pools and markets balance are the optimum of a strictly concave program,
and terms and rates its dual variables.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.terms.arcs import Arcs
from samarkand.solving.arrays import Floats, Truths
from samarkand.solving.elementary import exp, total

_PROJECTIONS = 40
_TRIES, _CLOSE = 60, 1e-12
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Point:
    """Terms per market and rates per pool, as logarithms, with the flows they lead to.

    ``cap`` is the value of the whole row at the terms, ``flow`` the value it trades, an entry an arc.
    ``excess``: what a market is asked for beyond what it is given; ``surplus``: what a pool gives beyond
    what it takes; both in value. ``is_inner``: does the flow of an arc change with its margin.
    ``tied``: for an arc of a want that is filled whole, the weight with which its alternatives are tied.
    """

    log_terms: Floats
    log_rates: Floats
    width: float
    cap: Floats
    flow: Floats
    excess: Floats
    surplus: Floats
    is_inner: Truths
    tied: Floats

    def imbalance(self) -> float:
        """Return all excess and surplus as a share of the value traded."""
        off = total(np.abs(self.excess)) + total(np.abs(self.surplus))
        return off / max(total(self.flow), _TINY)


def point_at(
    arcs: Arcs, log_terms: Floats, log_rates: Floats, width: float, cap: Floats | None = None
) -> Point:
    """Return the flows at terms and rates; ``cap`` replaces the values of whole rows at those terms."""
    if cap is None:
        cap = arcs.quantity * exp(log_terms)[arcs.market]
    margin = margins(arcs, log_terms, log_rates)
    fill = np.clip(margin / width, 0.0, arcs.most)
    is_inner = (margin > 0.0) & (margin < width * arcs.most)
    tied = np.zeros(len(cap))
    if len(arcs.group):
        shared = arcs.is_shared
        fill[shared], is_inner[shared], tied[shared] = _divided(arcs, margin[shared], cap[shared], width)
    flow = cap * fill
    given = arcs.sign * flow
    return Point(
        log_terms=log_terms,
        log_rates=log_rates,
        width=width,
        cap=cap,
        flow=flow,
        excess=-arcs.per_market(given),
        surplus=arcs.per_pool(given),
        is_inner=is_inner,
        tied=tied,
    )


def margins(arcs: Arcs, log_terms: Floats, log_rates: Floats) -> Floats:
    """Return how far beyond its limit each arc trades, in logarithms; below nought it does not."""
    apart: Floats = log_terms[arcs.market] - arcs.log_limit - log_rates[arcs.pool]
    return arcs.sign * apart


def _divided(arcs: Arcs, margin: Floats, cap: Floats, width: float) -> tuple[Floats, Truths, Floats]:
    """Return fill, is_inner and tied of the shared arcs: each want's fills sum to one at most."""
    weight = 1.0 / np.maximum(cap, _TINY)
    is_used = margin > 0.0
    is_whole = arcs.per_group(np.maximum(margin, 0.0)) > width
    for _ in range(_PROJECTIONS):
        weights = arcs.per_group(np.where(is_used, weight, 0.0))
        beyond = arcs.per_group(np.where(is_used, margin, 0.0)) - width
        price = np.where(is_whole & (weights > 0.0), beyond / np.maximum(weights, _TINY), 0.0)
        left = margin - price[arcs.group] * weight
        still = np.where(is_whole[arcs.group], is_used & (left > 0.0), margin > 0.0)
        if np.array_equal(still, is_used):
            break
        is_used = still
    fill = np.clip(np.where(is_used, left / width, 0.0), 0.0, arcs.most[arcs.is_shared])
    tied = np.where(is_used & is_whole[arcs.group], 1.0 / np.maximum(weights, _TINY)[arcs.group], 0.0)
    return fill, is_used, tied


def balanced_rates(arcs: Arcs, log_terms: Floats, near: Floats, width: float) -> Floats:
    """Return the logarithm of the rate at which each pool balances; ``near`` where it trades nothing.

    What a pool gives falls with its rate and what it takes rises: Newton's steps inside a bracket, for
    all pools side by side.
    """
    key = log_terms[arcs.market] - arcs.log_limit
    high, low = np.full(arcs.pools, -np.inf), np.full(arcs.pools, np.inf)
    np.maximum.at(high, arcs.pool[arcs.sign > 0], key[arcs.sign > 0])
    np.minimum.at(low, arcs.pool[arcs.sign < 0], key[arcs.sign < 0])
    trades = low < high
    low, high = np.where(trades, low, 0.0), np.where(trades, high, 0.0)
    rates = np.where((near > low) & (near < high), near, 0.5 * (low + high))
    cap = arcs.quantity * exp(log_terms)[arcs.market]
    enough = _CLOSE * arcs.per_pool(cap)
    for _ in range(_TRIES):
        at = point_at(arcs, log_terms, rates, width, cap)
        is_off = trades & (np.abs(at.surplus) > enough)
        if not is_off.any():
            break
        low = np.where(is_off & (at.surplus > 0.0), rates, low)
        high = np.where(is_off & (at.surplus <= 0.0), rates, high)
        slope = arcs.per_pool(np.where(at.is_inner & (at.tied == 0.0), at.cap / width, 0.0))
        step = np.where(slope > 0.0, at.surplus / np.where(slope > 0.0, slope, 1.0), np.inf)
        inside = (rates + step > low) & (rates + step < high)
        moved = np.where(inside, rates + np.where(inside, step, 0.0), 0.5 * (low + high))
        rates = np.where(is_off, moved, rates)
    return np.where(trades, rates, near)
