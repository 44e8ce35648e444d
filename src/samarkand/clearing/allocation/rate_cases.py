"""The proof over all rates: cases of rates, each with prices of its own, found by branch and bound.

The linear program behind it has every pool's rows once for each of its candidate rates, and shares of
one that the pool gives to its rates; each share balances by itself (a Dantzig-Wolfe formulation,
Operations Research 8, 1960; its prices are the best that Lagrange's bound can have). Where a pool's
share is split the case is parted in two, by that pool's rate (Land and Doig, Econometrica 28, 1960).
The search ends after a fixed effort, counted in steps and never by the clock; what is open then is
stated as a gap.
"""

import heapq
from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.both_sides import BothSides, own_prices
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.allocation.pool_prices import priced_case
from samarkand.clearing.allocation.proof import Branch, Case, Proof, steps_between
from samarkand.clearing.allocation.rate_master import Master, Prices, write_master
from samarkand.clearing.allocation.rate_program import candidates
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.program import Solution
from samarkand.solving.solver import Resolved

_SCALE = 10**12
_LARGEST_PRICE = 2**60
_EFFORT = 40_000
"""Variables of the linear program times how often it is solved."""

_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class _Node:
    """A case in the search: its branches, the prices found for it, and where to part it, if anywhere."""

    branches: tuple[Branch, ...]
    prices: Prices
    parting: tuple[int, int] | None


class Search:
    """The cases found so far, the one with the largest bound first."""

    def __init__(self, economy: Economy, terms: pl.Series, full: Capacities, ladder: Ladder) -> None:
        """Solve the case of all rates."""
        self._place = economy, terms, full, ladder
        self._master: Master = write_master(economy, terms, full, ladder)
        self._program = Resolved(self._master.program)
        self._left = _EFFORT
        self._open: list[tuple[float, int, _Node]] = []
        self._count = 0
        self._root = self._add(())

    @property
    def bound(self) -> float:
        """Return the bound of the cases, in minor units, as the solver sees it."""
        return -self._open[0][0]

    def preferred(self, start: Integers) -> Integers:
        """Return the step of each pool's rate with the largest share; ``start`` where it has none."""
        economy, _, full, ladder = self._place
        rates = candidates(economy, ladder, full)
        steps = start.copy()
        for pool in self._master.shares:
            values = self._master.shares_in(self._root, pool)
            best = max(range(len(values)), key=values.__getitem__)
            if values[best] > 0.0:
                steps[pool] = rates[pool].step[best]
        return steps

    def close(self, value: int) -> None:
        """Part the cases whose bound is above the value, until there are none or the effort is spent."""
        enough = value * (1.0 + _CLOSE) + _CLOSE
        shut = []
        while self._open and -self._open[0][0] > enough and self._left > 0:
            entry = heapq.heappop(self._open)
            node = entry[2]
            if node.parting is None:
                shut.append(entry)
                continue
            for above in (False, True):
                self._add((*node.branches, Branch(*node.parting, above)))
        for entry in shut:
            heapq.heappush(self._open, entry)

    def proof(self) -> Proof:
        """Return the cases with whole prices."""
        economy, _, full, ladder = self._place
        nodes = [node for _, _, node in sorted(self._open, key=lambda entry: _path(entry[2].branches))]
        largest = max(node.prices.largest for node in nodes)
        scale = _SCALE
        while scale > 1 and largest * scale > _LARGEST_PRICE:
            scale //= 10
        pairs = self._master.pairs
        return Proof(tuple(_case(economy, full, ladder, pairs, node, scale) for node in nodes), scale, ladder)

    def _add(self, branches: tuple[Branch, ...]) -> Solution:
        """Solve the case and put it among the open ones."""
        ladder, master = self._place[3], self._master
        low, high = steps_between(ladder, branches)
        closed = {
            share
            for pool, shares in master.shares.items()
            for step, share in shares
            if not low[pool] <= step < high[pool]
        }
        found = self._program.solve(closed)
        self._left -= len(master.program.gain)
        if found is None:
            raise RuntimeError("the program of the proof has no point, though trading nothing is one")
        node = _Node(branches, master.prices(found), _parting(master, found))
        self._count += 1
        heapq.heappush(self._open, (-found.gain * master.unit, self._count, node))
        return found


def _path(branches: tuple[Branch, ...]) -> tuple[bool, ...]:
    """Return where a case stands among the others: the lower side of each parting first."""
    return tuple(branch.above for branch in branches)


def _parting(master: Master, found: Solution) -> tuple[int, int] | None:
    """Return the pool whose share is split most, and the step that parts it; None where none is split."""
    most, parting = 0.0, None
    for pool, shares in master.shares.items():
        values = master.shares_in(found, pool)
        split = sum(values) - max(values)
        if split > most:
            used = [step for (step, _), value in zip(shares, values, strict=True) if value > 0.0]
            mean = sum(step * value for (step, _), value in zip(shares, values, strict=True)) / sum(values)
            above = [step for step in used if step > mean]
            if above:
                most, parting = split, (pool, min(above))
    return parting


def _case(
    economy: Economy, full: Capacities, ladder: Ladder, pairs: BothSides, node: _Node, scale: int
) -> Case:
    markets, quotas, own = (_whole(prices, scale) for prices in node.prices)
    case = Case(markets, own_prices(pairs, own), quotas, ladder.terms, node.branches)
    return priced_case(economy, full, ladder, case, scale)


def _whole(prices: Floats, scale: int) -> Integers:
    whole: Integers = np.rint(prices * scale).astype(np.int64)
    return whole
