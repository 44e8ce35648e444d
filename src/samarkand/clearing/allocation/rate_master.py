"""The linear program whose prices prove most: every pool's rows once for each rate it could have."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.allocation.both_sides import NONE, BothSides, both_sides
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.allocation.rate_program import Candidates, candidates
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.elementary import total
from samarkand.solving.program import INFINITE, Program, Solution

_GRAIN = 2**27
"""Parts of a share that count; a power of two, for which dividing is exact."""

_Terms = list[tuple[int, float]]


class Prices(NamedTuple):
    """The price of each market and of each quota, and of each pair: what keeps a party from itself there."""

    markets: Floats
    quotas: Floats
    own: Floats

    @property
    def largest(self) -> float:
        """Return what no price is above, nor those of a market's pairs together, nor below its negative."""
        sizes = (float(np.abs(prices).max(initial=1.0)) for prices in (self.markets, self.quotas))
        return max(*sizes, total(self.own))


@dataclass(frozen=True, slots=True)
class Master:
    """The program; its variables count ``unit`` minor units of value.

    ``shares`` tells for each pool from which step on each candidate rate counts, and its variable;
    ``market`` and ``quota`` the constraint of each, ``quota_unit`` what a unit of a quota's is worth, and
    ``own`` the constraint of each of the ``pairs`` of a market and a party on both its sides.
    """

    program: Program
    unit: float
    shares: dict[int, list[tuple[int, int]]]
    pairs: BothSides
    market: dict[int, int] = field(default_factory=dict)
    quota: dict[int, int] = field(default_factory=dict)
    quota_unit: dict[int, float] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)

    def shares_in(self, found: Solution, pool: int) -> list[float]:
        """Return the share of each candidate rate of a pool, without the noise of the last digits."""
        return [round(found.values[share] * _GRAIN) / _GRAIN for _, share in self.shares[pool]]

    def prices(self, found: Solution) -> Prices:
        """Return the prices of the solution; none of a quota or a pair is below zero."""
        markets = np.zeros(max(self.market, default=-1) + 1)
        quotas = np.zeros(max(self.quota, default=-1) + 1)
        for market, constraint in self.market.items():
            markets[market] = found.prices[constraint]
        for quota, constraint in self.quota.items():
            quotas[quota] = max(found.prices[constraint], 0.0) * self.quota_unit[quota]
        own = np.array([max(found.prices[constraint], 0.0) for constraint in self.own])
        np.subtract.at(markets, self.pairs.market, own)
        return Prices(markets, quotas, own)


class _Writer:
    """The program while it is written, with what each market and quota has to hold together."""

    def __init__(self, economy: Economy, full: Capacities, ladder: Ladder) -> None:
        self.program = Program()
        self.economy, self.full, self.ladder = economy, full, ladder
        caps = np.concatenate([full.offer, full.alternative])
        self.unit = float(np.median(caps[caps > 0])) if (caps > 0).any() else 1.0
        self.markets: dict[int, _Terms] = {market: [] for market in range(economy.markets.height)}
        self.pairs = both_sides(economy, full.offer > 0, full.alternative > 0)
        self.own: list[_Terms] = [[] for _ in range(len(self.pairs))]
        self.offer_pair, self.way_pair = self.pairs.offer.tolist(), self.pairs.alternative.tolist()
        self.ways: dict[int, list[int]] = {}
        self.offer_market = economy.offers["market"].to_list()
        self.way_market = economy.alternatives["market"].to_list()
        self.want = economy.alternatives["want"].to_list()
        self.offer_bundle = economy.offers["bundle"].to_list()
        self.want_bundle = economy.wants["bundle"].to_list()

    def pool(self, pool: int, rates: Candidates) -> list[tuple[int, int]]:
        """Write the rows of a pool for each of its candidate rates; return each one's share."""
        offers = _rows_of(self.economy.offers, self.full.offer, pool)
        ways = _rows_of(self.economy.alternatives, self.full.alternative, pool)
        swing = self.economy.pools["swing"][pool] / self.unit
        shares = []
        for step, entry in zip(*rates, strict=True):
            share = self.program.variable(0.0, INFINITE)
            shares.append((int(entry), share))
            selling = [row for row in offers if self.ladder.offer[row] >= step]
            taking = [row for row in ways if self.ladder.alternative[row] <= step]
            balance, rows = self._offers(selling, share)
            taken, wants = self._ways(taking, share)
            self._bundles(rows + wants, share)
            balance += [(variable, -1.0) for variable in taken]
            self.program.constrain(-INFINITE, 0.0, [*balance, (share, -swing)])
            if swing:
                self.program.constrain(0.0, INFINITE, [*balance, (share, swing)])
            else:
                self.program.constraints[-1] = (0.0, 0.0, self.program.constraints[-1][2])
        if shares:
            self.program.constrain(-INFINITE, 1.0, [(share, 1.0) for _, share in shares])
        return shares

    def _offers(self, rows: list[int], share: int) -> tuple[_Terms, list[tuple[int | None, _Terms]]]:
        """Write offers; return what the pool gives, and each one's bundle and filled part."""
        given: _Terms = []
        filled: list[tuple[int | None, _Terms]] = []
        for row in rows:
            cap = float(self.full.offer[row]) / self.unit
            variable = self.program.variable(0.0, INFINITE, 1.0)
            given.append((variable, 1.0))
            self.markets[self.offer_market[row]].append((variable, 1.0))
            self._pair(self.offer_pair[row], variable)
            self.program.constrain(-INFINITE, 0.0, [(variable, 1.0), (share, -cap)])
            filled.append((self.offer_bundle[row], [(variable, 1.0 / cap)]))
        return given, filled

    def _ways(self, rows: list[int], share: int) -> tuple[list[int], list[tuple[int | None, _Terms]]]:
        """Write the ways of wants; return what the pool takes by, and each want's bundle and filled part."""
        taken: list[int] = []
        wants: dict[int, _Terms] = {}
        for row in rows:
            cap = float(self.full.alternative[row]) / self.unit
            variable = self.program.variable(0.0, INFINITE)
            taken.append(variable)
            self.markets[self.way_market[row]].append((variable, -1.0))
            self._pair(self.way_pair[row], variable)
            self.ways.setdefault(row, []).append(variable)
            wants.setdefault(self.want[row], []).append((variable, 1.0 / cap))
        for filled in wants.values():
            self.program.constrain(-INFINITE, 0.0, [*filled, (share, -1.0)])
        return taken, [(self.want_bundle[want], filled) for want, filled in wants.items()]

    def _pair(self, pair: int, variable: int) -> None:
        if pair != NONE:
            self.own[pair].append((variable, 1.0))

    def _bundles(self, rows: list[tuple[int | None, _Terms]], share: int) -> None:
        """Fill the rows of a bundle alike; one of which a row is missing not at all."""
        bundles: dict[int, list[_Terms]] = {}
        for bundle, filled in rows:
            if bundle is not None:
                bundles.setdefault(bundle, []).append(filled)
        for bundle, parts in bundles.items():
            whole = len(parts) == self.economy.bundles["rows"][bundle]
            together = self.program.variable(0.0, 1.0 if whole else 0.0)
            self.program.constrain(-INFINITE, 0.0, [(together, 1.0), (share, -1.0)])
            for filled in parts:
                self.program.constrain(0.0, 0.0, [*filled, (together, -1.0)])


def write_master(economy: Economy, terms: pl.Series, full: Capacities, ladder: Ladder) -> Master:
    """Return the program; ``full`` is what every row could carry, were it admitted."""
    writer = _Writer(economy, full, ladder)
    shares = {
        pool: written
        for pool, rates in enumerate(candidates(economy, ladder, full))
        if (written := writer.pool(pool, rates))
    }
    master = Master(writer.program, writer.unit, shares, writer.pairs)
    for market, rows in writer.markets.items():
        master.market[market] = writer.program.constrain(0.0, 0.0, rows)
    _with_others(master, writer)
    _quotas(master, writer, terms)
    return master


def master_size(economy: Economy, full: Capacities, ladder: Ladder) -> int:
    """Return about how many variables the program would have."""
    total = 0
    for pool, (steps, _) in enumerate(candidates(economy, ladder, full)):
        own = ladder.offer[_rows_of(economy.offers, full.offer, pool)]
        theirs = ladder.alternative[_rows_of(economy.alternatives, full.alternative, pool)]
        total += int((own[:, None] >= steps).sum() + (theirs[:, None] <= steps).sum())
    return total


def _with_others(master: Master, writer: _Writer) -> None:
    """In no market does a party give and take more than is traded there: then it need not meet itself."""
    traded: dict[int, int] = {}
    for market in dict.fromkeys(writer.pairs.market.tolist()):
        traded[market] = writer.program.variable(0.0, INFINITE)
        given = [(variable, amount) for variable, amount in writer.markets[market] if amount > 0]
        writer.program.constrain(0.0, 0.0, [*given, (traded[market], -1.0)])
    for market, amount in zip(writer.pairs.market.tolist(), writer.own, strict=True):
        master.own.append(writer.program.constrain(-INFINITE, 0.0, [*amount, (traded[market], -1.0)]))


def _quotas(master: Master, writer: _Writer, terms: pl.Series) -> None:
    uses: dict[int, list[int]] = {}
    for quota, row in writer.economy.quota_uses.iter_rows():
        if row in writer.ways:
            uses.setdefault(quota, []).append(row)
    for position, quota in enumerate(writer.economy.quotas.iter_rows(named=True)):
        rows = uses.get(position, [])
        by_value = quota["quantity"] is None
        # In units of value at the first market's terms, to keep the numbers near one.
        base = terms[writer.way_market[rows[0]]] if rows and not by_value else 1
        most = quota["value"] if by_value else quota["quantity"] * base / VALUE_DIVISOR
        weighed = [
            (variable, 1.0 if by_value else base / terms[writer.way_market[row]])
            for row in rows
            for variable in writer.ways[row]
        ]
        master.quota[position] = writer.program.constrain(-INFINITE, most / writer.unit, weighed)
        master.quota_unit[position] = 1.0 if by_value else base / VALUE_DIVISOR


def _rows_of(rows: pl.DataFrame, cap: Integers, pool: int) -> Integers:
    first, end = np.searchsorted(rows["pool"].to_numpy(), [pool, pool + 1])
    found: Integers = first + np.flatnonzero(cap[first:end])
    return found
