"""The linear program whose prices prove most: every pool's rows once for each rate it could have."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.allocation.rate_program import Candidates, candidates
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.program import INFINITE, Program, Solution

_Terms = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Master:
    """The program; its variables count ``unit`` minor units of value.

    ``shares`` tells for each pool from which step on each candidate rate counts, and its variable;
    ``market`` and ``quota`` the constraint of each, ``quota_unit`` what a unit of a quota's is worth.
    """

    program: Program
    unit: float
    shares: dict[int, list[tuple[int, int]]]
    market: dict[int, int] = field(default_factory=dict)
    quota: dict[int, int] = field(default_factory=dict)
    quota_unit: dict[int, float] = field(default_factory=dict)

    def prices(self, found: Solution) -> tuple[Floats, Floats]:
        """Return the price of each market that has one, and of each quota, none below zero."""
        markets = np.zeros(max(self.market, default=-1) + 1)
        quotas = np.zeros(max(self.quota, default=-1) + 1)
        for market, constraint in self.market.items():
            markets[market] = found.prices[constraint]
        for quota, constraint in self.quota.items():
            quotas[quota] = max(found.prices[constraint], 0.0) * self.quota_unit[quota]
        return markets, quotas


class _Writer:
    """The program while it is written, with what each market and quota has to hold together."""

    def __init__(self, economy: Economy, full: Capacities, ladder: Ladder) -> None:
        self.program = Program()
        self.economy, self.full, self.ladder = economy, full, ladder
        caps = np.concatenate([full.offer, full.alternative])
        self.unit = float(np.median(caps[caps > 0])) if (caps > 0).any() else 1.0
        self.markets: dict[int, _Terms] = {market: [] for market in range(economy.markets.height)}
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
            self.ways.setdefault(row, []).append(variable)
            wants.setdefault(self.want[row], []).append((variable, 1.0 / cap))
        for filled in wants.values():
            self.program.constrain(-INFINITE, 0.0, [*filled, (share, -1.0)])
        return taken, [(self.want_bundle[want], filled) for want, filled in wants.items()]

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
    master = Master(writer.program, writer.unit, shares)
    for market, rows in writer.markets.items():
        master.market[market] = writer.program.constrain(0.0, 0.0, rows)
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
