"""Column generation: rings are found as they pay at the prices of the rings already there.

The program over all rings would have too many columns to write down. It is solved over some, which
prices every offer, want, quota and swing; rings that gain more than they cost at these prices are
added, until none does. Then the prices prove the amounts best among all rings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from samarkand.clearing.short_rings.legs import HOME, Legs
from samarkand.clearing.short_rings.limits import Limits, ends_of
from samarkand.clearing.short_rings.ring_program import Priced, priced
from samarkand.clearing.short_rings.rings import Rings, gains, rings_of
from samarkand.clearing.short_rings.risks import risks_of
from samarkand.clearing.short_rings.steps import best_steps, steps_by_risk
from samarkand.clearing.short_rings.walks import Steps, closed_walks
from samarkand.core.scale import CERTAIN
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled

_PAYS = 1e-7
"""What a ring must gain beyond its cost to be added: the tolerance of the solver's prices."""

_FIRST_PRICE = 0.45
"""Of a minor unit at any end, before there is any program: nearly every ring of two pays."""

_LOOKED_AT = 200_000


class Search(NamedTuple):
    """Rings whose net gain is above ``above``: ``most`` of them, ``uses`` at most that use the same end."""

    above: float
    uses: int
    most: int


VARIED = Search(_PAYS, 6, 6_000)
"""For a round of the program: varied rings make better prices."""

_NEARBY = Search(-0.25, 25, 4_000)
"""For whole numbers: rings that lose up to a quarter of a minor unit for each that goes round."""

_SPARE = 0.5
"""Rings that cost so much more than they gain are dropped; should they pay again they are found again."""

_STAYS = 1e-9
"""A gain that grows by no more than this part of it stays as it was, as far as a solver can tell."""

_ROUNDS = 120

_EXACT = 10**9
"""The scale at which a ring's chance is counted before it becomes a float."""


@dataclass(frozen=True, slots=True)
class Market:
    """All that rings are made of: legs, limits, and how likely each offer fails, in millionths.

    ``failing`` is None where that does not count.
    """

    legs: Legs
    limits: Limits
    failing: Integers | None

    @property
    def success(self) -> Floats | None:
        """Return how likely each leg is to succeed."""
        return None if self.failing is None else 1.0 - self.failing[self.legs.offer] / CERTAIN


@dataclass(frozen=True, slots=True)
class Generated:
    """The rings found, the best amounts of them, and how often the program was solved."""

    rings: Rings
    best: Priced
    rounds: int


def generate(
    market: Market, longest: int, known: Integers, enough: float, search: Search = VARIED
) -> Generated:
    """Return the best amounts of rings of at most ``longest`` parties, starting from ``known`` rings.

    ``enough`` is a gain at which to stop: what no rings can pass, or near it.
    """
    steps = _widened(known, longest)
    for price in (_FIRST_PRICE, 0.0):
        if not len(steps):
            # Rings through swings, or with legs likely to fail, may pay at no price but nothing.
            steps = _paying(market, longest, np.full(market.limits.uses.shape[1], price), search)
    reached = -np.inf
    for rounds in range(1, _ROUNDS + 1):
        rings = rings_of(market.limits, market.legs, market.success, steps)
        best = priced(market.limits, rings)
        if best.gain >= enough or rounds == _ROUNDS:
            break
        prices = market.limits.end_prices(best.prices)
        found = _paying(market, longest, prices, search)
        fresh = _not_among(found, rings.steps)
        if not len(fresh):
            break
        cost = rings.used.T @ prices
        # Where the gain stays, dropped rings would be found again for ever.
        stays = best.gain <= reached * (1 + _STAYS)
        kept = (best.amounts > 0) | (rings.gain - cost > -_SPARE) | stays
        reached = max(reached, best.gain)
        steps = np.concatenate([rings.steps[kept], fresh])
    return Generated(rings, best, rounds)


def with_rings_nearby(market: Market, longest: int, found: Generated, also: Integers) -> Rings:
    """Return the rings found, ``also``, and those that nearly pay: whole numbers may need other rings."""
    prices = market.limits.end_prices(found.best.prices)
    nearby = _paying(market, longest, prices, _NEARBY)
    steps = np.concatenate([found.rings.steps, nearby, _widened(also, longest)])
    return rings_of(market.limits, market.legs, market.success, steps)


def _paying(market: Market, longest: int, end_prices: Floats, search: Search) -> Integers:
    """Return rings that gain more than they cost at these prices, as far as the search asks."""
    steps = np.concatenate([np.empty((0, longest), np.int64), *_walks(market, longest, end_prices, search)])
    ends = ends_of(market.limits, market.legs, steps)
    price = np.append(end_prices, 0.0)
    excess = gains(market.legs, market.success, steps) - price[ends].sum(axis=1)
    promising = np.flatnonzero(excess > search.above)
    promising = promising[np.argsort(-excess[promising], kind="stable")][:_LOOKED_AT]
    picked = np.zeros(len(promising), np.int64)
    uses = np.zeros(len(price), np.int64)
    work = compiled(pick_varied, len(promising))
    number = work(np.ascontiguousarray(ends[promising]), uses, search.uses, search.most, picked)
    return steps[promising[picked[:number]]]


def _walks(market: Market, longest: int, end_prices: Floats, search: Search) -> Iterator[Integers]:
    """Yield the walks that may gain more than they cost, at their exact chance where risks are few."""
    above, most = search.above, _LOOKED_AT
    if market.failing is None:
        yield from closed_walks(_steps_at(market, end_prices, None), longest, above, most)
        return
    risks = risks_of(market.legs, market.failing, longest)
    if risks is None:
        for count in range(1, longest + 1):
            yield from closed_walks(_steps_at(market, end_prices, count), longest, above, most, count=count)
        return
    legs, limits = market.legs, market.limits
    cost = end_prices[legs.offer] + end_prices[limits.offers + legs.alternative]
    swing_cost = end_prices[limits.offers + limits.alternatives :]
    steps = steps_by_risk(legs, -cost, swing_cost, limits.has_swing(), risks)
    yield from closed_walks(
        steps, longest, above, most, bonus=lambda counts: risks.gain(counts, _EXACT) / _EXACT
    )


def _steps_at(market: Market, end_prices: Floats, count: int | None) -> list[Steps]:
    """Return the best steps at these prices, for rings of so many legs where legs may fail."""
    legs, limits = market.legs, market.limits
    success = market.success
    gain = 1.0 if success is None or count is None else _power(success, count)
    net = gain - end_prices[legs.offer] - end_prices[limits.offers + legs.alternative]
    swing_cost = end_prices[limits.offers + limits.alternatives :]
    return best_steps(legs, net, swing_cost, limits.has_swing(), counted=count is not None)


def _power(base: Floats, exponent: int) -> Floats:
    """Return a product in sequence: how ``**`` rounds is left to each machine's library."""
    found = base
    for _ in range(exponent - 1):
        found = found * base
    return found


def pick_varied(ends: Any, uses: Any, most_uses: int, most: int, picked: Any) -> int:  # noqa: ANN401
    """Write which rows to take so that no end is used too often; written to be compiled."""
    number = 0
    for row in range(len(ends)):
        fits = True
        for end in ends[row]:
            if end >= 0 and uses[end] >= most_uses:
                fits = False
        if fits:
            for end in ends[row]:
                if end >= 0:
                    uses[end] += 1
            picked[number] = row
            number += 1
            if number == most:
                break
    return number


def _widened(steps: Integers, longest: int) -> Integers:
    return np.pad(steps, ((0, 0), (0, longest - steps.shape[1])), constant_values=HOME)


def _not_among(found: Integers, known: Integers) -> Integers:
    """Return the rows found that are not known yet."""
    both = np.concatenate([known, found])
    _, first = np.unique(both, axis=0, return_index=True)
    fresh: Integers = both[np.sort(first[first >= len(known)])]
    return fresh
