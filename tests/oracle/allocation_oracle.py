"""The best allocation of a small book at given terms, found by another program: a MILP solved by HiGHS.

It knows nothing of networks, rounding or deals: continuous values, what each party gives each other one in
each market, a binary for each rate a pool could choose, whole numbers for lots and for bundles traded
whole. Floats; right to about a millionth of the largest row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from samarkand.book.book import Book
from samarkand.core.scale import VALUE_DIVISOR
from tests.oracle.small_book import Bundle, Offer, Row, SmallBook, Want, may_be, small_book

Terms = Mapping[str, int]
"""Terms by market label, whole numbers at the scale of terms."""

Rates = Mapping[str, tuple[int, int] | None]
"""The rate of each pool as an exact ratio, terms to limit; None: the pool admits nothing."""


@dataclass(slots=True)
class _Program:
    """A mixed-integer program being written: bounds, gains and rows of coefficients."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def variable(self, upper: float, gain: float = 0.0, *, whole: bool = False) -> int:
        self.lower.append(0.0)
        self.upper.append(upper)
        self.gain.append(gain)
        self.whole.append(int(whole))
        return len(self.gain) - 1

    def require(self, terms: Mapping[int, float], low: float, high: float) -> None:
        if terms:
            self.rows.append((dict(terms), low, high))

    def best(self) -> float:
        if not self.gain:
            return 0.0
        cells = [
            (row, column, value)
            for row, (terms, _, _) in enumerate(self.rows)
            for column, value in terms.items()
        ]
        row, column, value = zip(*cells, strict=True)
        matrix = csr_array((value, (row, column)), shape=(len(self.rows), len(self.gain)))
        low, high = [row[1] for row in self.rows], [row[2] for row in self.rows]
        found = milp(
            -np.array(self.gain),
            integrality=np.array(self.whole),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            constraints=LinearConstraint(matrix, low, high),
            options={"mip_rel_gap": 1e-9},
        )
        if not found.success:
            raise RuntimeError(f"the oracle failed: {found.message}")
        return -float(found.fun)


@dataclass(slots=True)
class _Flows:
    """Which variable is which row: what each offer gives, and each want takes from each market."""

    offers: dict[Offer, int] = field(default_factory=dict)
    wants: dict[tuple[str, str], int] = field(default_factory=dict)


def best_value(book: Book, terms_by_market: Terms, rates: Rates | None = None) -> float:
    """Return the largest total value that can be traded at these terms, in units of account.

    With ``rates`` only what they admit may trade; without, each pool chooses the rate that serves
    the total best, which is at least as much. Markets without terms do not trade.
    """
    small = small_book(book)
    program = _Program()
    unit = _median_value(small, terms_by_market)
    flows = _write_flows(program, small, terms_by_market, unit)
    _write_balances(program, small, flows, unit)
    _write_shares(program, small, flows, terms_by_market, unit)
    _write_quotas(program, small, flows, terms_by_market, unit)
    _write_lots_and_leasts(program, small, flows, terms_by_market, unit)
    _write_bundles(program, small, flows, terms_by_market, unit)
    _write_rates(program, small, flows, terms_by_market, rates)
    return program.best() * unit / 100


def _value(quantity: int, terms: int) -> float:
    """Return a value in hundredths, not rounded."""
    value: float = quantity * terms / VALUE_DIVISOR
    return value


def _median_value(small: SmallBook, terms: Terms) -> float:
    """Return the size of a usual row, in which the program counts so that its numbers are near one."""
    values = [_value(offer.quantity, terms[offer.market]) for offer in small.offers if offer.market in terms]
    return float(np.median(values)) if values else 1.0


def _write_flows(program: _Program, small: SmallBook, terms: Terms, unit: float) -> _Flows:
    flows = _Flows()
    for offer in small.offers:
        if offer.market in terms:
            flows.offers[offer] = program.variable(
                _value(offer.quantity, terms[offer.market]) / unit, gain=1.0
            )
    for want in small.wants:
        for market in want.nets.keys() & terms.keys():
            upper = _value(want.quantity, terms[market]) / unit
            flows.wants[want.name, market] = program.variable(upper)
    return flows


def _write_balances(program: _Program, small: SmallBook, flows: _Flows, unit: float) -> None:
    gives: dict[tuple[str, str], dict[int, float]] = {}
    takes: dict[tuple[str, str], dict[int, float]] = {}
    pools: dict[str, dict[int, float]] = {}
    taker = {want.name: want for want in small.wants}
    for offer, variable in flows.offers.items():
        gives.setdefault((offer.market, offer.party), {})[variable] = 1.0
        pools.setdefault(offer.pool, {})[variable] = 1.0
    for (want, market), variable in flows.wants.items():
        takes.setdefault((market, taker[want].party), {})[variable] = 1.0
        pools.setdefault(taker[want].pool, {})[variable] = -1.0
    # Whatever a party gives in a market goes to others there, and whatever it takes comes from others.
    for (market, giver), given in gives.items():
        for (other, party), taken in takes.items():
            if market == other and giver != party:
                given[between := program.variable(np.inf)] = -1.0
                taken[between] = -1.0
    for row in (*gives.values(), *takes.values()):
        program.require(row, 0.0, 0.0)
    for pool, row in pools.items():
        swing = small.swings[pool] / unit
        program.require(row, -swing, swing)


def _share(want: Want, flows: _Flows, terms: Terms, unit: float) -> dict[int, float]:
    """Return what part of a want's quantity its variables fill."""
    return {
        flows.wants[want.name, market]: unit / _value(want.quantity, terms[market])
        for market in want.nets
        if (want.name, market) in flows.wants
    }


def _write_shares(program: _Program, small: SmallBook, flows: _Flows, terms: Terms, unit: float) -> None:
    for want in small.wants:
        program.require(_share(want, flows, terms, unit), 0.0, 1.0)


def _write_quotas(program: _Program, small: SmallBook, flows: _Flows, terms: Terms, unit: float) -> None:
    goods = {offer.market: offer for offer in small.offers}
    arrivals = {want.name: want.arrival for want in small.wants}
    for quota in small.quotas:
        under = {
            (market, variable)
            for (want, market), variable in flows.wants.items()
            if _falls_under(quota, goods[market], arrivals[want])
        }
        if quota["value"] is not None:
            program.require({variable: 1.0 for _, variable in under}, -np.inf, quota["value"] / unit)
        if quota["quantity"] is not None:
            counted = {
                v: unit * VALUE_DIVISOR / terms[m]
                for m, v in under
                if goods[m].dimension == quota["dimension"]
            }
            most = float(max(quota["quantity"], 1))
            program.require(
                {v: each / most for v, each in counted.items()}, -np.inf, quota["quantity"] / most
            )


def _falls_under(quota: Row, goods: Offer, arrival: str) -> bool:
    return (
        may_be(goods.hs, quota["hs"]) and quota["from"] in {"", goods.origin} and quota["to"] in {"", arrival}
    )


def _write_lots_and_leasts(
    program: _Program, small: SmallBook, flows: _Flows, terms: Terms, unit: float
) -> None:
    for offer, variable in flows.offers.items():
        each = _value(1, terms[offer.market]) / unit
        if offer.lot:
            lots = program.variable(offer.quantity // offer.lot, whole=True)
            program.require({variable: 1.0, lots: -offer.lot * each}, 0.0, 0.0)
        if offer.least:
            _nothing_or(program, {variable: 1.0}, offer.least * each, offer.quantity * each)
    for want in small.wants:
        if want.least:
            share = _share(want, flows, terms, unit)
            _nothing_or(program, share, want.least / want.quantity, 1.0)


def _write_bundles(program: _Program, small: SmallBook, flows: _Flows, terms: Terms, unit: float) -> None:
    """Every row of a bundle is filled in the bundle's share; a row that cannot trade keeps all at nothing."""
    filled: dict[Bundle, list[dict[int, float]]] = {}
    for offer in small.offers:
        if offer.bundle and offer in flows.offers:
            each = unit / _value(offer.quantity, terms[offer.market])
            filled.setdefault(offer.bundle, []).append({flows.offers[offer]: each})
    for want in small.wants:
        share = _share(want, flows, terms, unit)
        if want.bundle and share:
            filled.setdefault(want.bundle, []).append(share)
    for bundle, rows in filled.items():
        count, whole = small.bundles[bundle]
        together = program.variable(1.0 if len(rows) == count else 0.0, whole=whole)
        for row in rows:
            program.require({**row, together: -1.0}, 0.0, 0.0)


def _nothing_or(program: _Program, amount: dict[int, float], least: float, most: float) -> None:
    trades = program.variable(1.0, whole=True)
    program.require({**amount, trades: -least}, 0.0, np.inf)
    program.require({**amount, trades: -most}, -np.inf, 0.0)


def _write_rates(
    program: _Program, small: SmallBook, flows: _Flows, terms: Terms, rates: Rates | None
) -> None:
    ratios = _ratios(small, flows, terms)
    for pool in {pool for pool, _, _, _ in ratios}:
        mine = [(ratio, variable, gives) for owner, ratio, variable, gives in ratios if owner == pool]
        if rates is not None:
            _admit(program, mine, rates.get(pool))
        else:
            _choose(program, mine)


def _ratios(small: SmallBook, flows: _Flows, terms: Terms) -> list[tuple[str, Fraction, int, bool]]:
    """Return pool, exact ratio, variable and whether it gives, of every row; a limit of nothing is 1e-6."""
    wants = {want.name: want for want in small.wants}
    giving = [
        (offer.pool, Fraction(terms[offer.market], max(offer.limit, 1)), variable, True)
        for offer, variable in flows.offers.items()
    ]
    taking = [
        (wants[name].pool, Fraction(terms[market], wants[name].nets[market]), variable, False)
        for (name, market), variable in flows.wants.items()
    ]
    return giving + taking


def _admit(program: _Program, rows: list[tuple[Fraction, int, bool]], rate: tuple[int, int] | None) -> None:
    at = None if rate is None else Fraction(*rate)
    for ratio, variable, gives in rows:
        if at is None or (ratio < at if gives else ratio > at):
            program.upper[variable] = 0.0


def _choose(program: _Program, rows: list[tuple[Fraction, int, bool]]) -> None:
    choices = {rate: program.variable(1.0, whole=True) for rate in sorted({ratio for ratio, _, _ in rows})}
    program.require(dict.fromkeys(choices.values(), 1.0), 1.0, 1.0)
    for ratio, variable, gives in rows:
        admitting = [
            choice for rate, choice in choices.items() if (rate <= ratio if gives else rate >= ratio)
        ]
        upper = program.upper[variable]
        program.require({variable: 1.0, **dict.fromkeys(admitting, -upper)}, -np.inf, 0.0)
