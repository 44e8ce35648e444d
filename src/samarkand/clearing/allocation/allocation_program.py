"""The allocation of a book of a person's size as a mixed-integer program.

It knows what a plain circulation cannot: a want's quantity shared by alternatives of different
terms, quotas over several markets, whole lots, minimums, and bundles. Its point is a division of the shared
capacities; the exact balance is then a circulation's (`division`).
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from samarkand.clearing.allocation.both_sides import NONE, BothSides, both_sides
from samarkand.clearing.allocation.bundles import bundle_of_rows
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.things import few_pieces, trades_things_only
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.program import Program

_OFF_TERMS, _FAR_OFF_TERMS = 1e-4, 0.005
"""The part by which things may be off their terms: for these have nine digits; where pieces go for pieces."""

_HAIR = 1e-6
"""What a minimum may be missed by in the program; `whole_lots` judges what comes out exactly."""


@dataclass(frozen=True, slots=True)
class AllocationProgram:
    """The program, and which of its variables and constraints stand for what.

    Variables count ``unit`` minor units of value. ``offer`` and ``alternative`` map positions in
    the economy to variables, for the rows that may carry something; ``own`` has the constraint of each
    of the ``pairs`` of a market and a party on both its sides.
    """

    program: Program
    unit: float
    offer: dict[int, int]
    alternative: dict[int, int]
    pool: dict[int, int]
    market: dict[int, int]
    quota: list[int]
    own: list[int]
    pairs: BothSides


def write_program(economy: Economy, terms: pl.Series, full: Capacities, *, whole: bool) -> AllocationProgram:
    """Return the program of largest value; without ``whole`` lots and minimums are left out.

    Nor are bundles traded whole then, but in equal shares still.
    """
    program = Program()
    caps = np.concatenate([full.offer, full.alternative])
    unit = float(np.median(caps[caps > 0])) if (caps > 0).any() else 1.0
    most = _with_room(economy, full)
    offer = {
        int(row): program.variable(0.0, most.offer[row] / unit, 1.0) for row in np.flatnonzero(full.offer)
    }
    alternative = {
        int(row): program.variable(0.0, most.alternative[row] / unit)
        for row in np.flatnonzero(full.alternative)
    }
    pairs = both_sides(economy, full.offer > 0, full.alternative > 0)
    written = AllocationProgram(program, unit, offer, alternative, {}, {}, [], [], pairs)
    _balance(written, economy)
    _with_others(written, economy)
    shares = _shares(written, economy, most)
    _quotas(written, economy, terms)
    _bundles(written, economy, full, whole=whole)
    if whole:
        _lots(written, economy, terms)
        _pieces(written, economy, terms, full)
        _minimum_offers(written, economy, most)
        _minimum_wants(written, economy, shares)
    return written


def _with_room(economy: Economy, full: Capacities) -> Capacities:
    """Return the capacities, rounded down to minor units, with a unit more: a whole lot must not fail for it.

    Beside bundles only lots and minimums get one, for shares can be equal only of what may really move.
    """
    if economy.bundles.is_empty():
        return replace(full, offer=full.offer + 1, alternative=full.alternative + 1)
    is_least = pl.col("min_quantity").is_not_null()
    is_thing = pl.col("piece").is_not_null()
    offers = economy.offers.select(pl.col("lot").is_not_null() | is_least | is_thing).to_series().to_numpy()
    wants = economy.wants.select(is_least | is_thing).to_series().to_numpy()
    alternatives = wants[economy.alternatives["want"].to_numpy()]
    return replace(full, offer=full.offer + offers, alternative=full.alternative + alternatives)


def _balance(written: AllocationProgram, economy: Economy) -> None:
    """Pools balance within their swing, markets exactly."""
    pools: dict[int, list[tuple[int, float]]] = {}
    markets: dict[int, list[tuple[int, float]]] = {}
    for rows, frame, sign in (
        (written.offer, economy.offers, 1.0),
        (written.alternative, economy.alternatives, -1.0),
    ):
        pool_of, market_of = frame["pool"].to_list(), frame["market"].to_list()
        for row, variable in rows.items():
            pools.setdefault(pool_of[row], []).append((variable, sign))
            markets.setdefault(market_of[row], []).append((variable, sign))
    swing = economy.pools["swing"].to_list()
    for pool, terms in pools.items():
        slack = swing[pool] / written.unit
        written.pool[pool] = written.program.constrain(-slack, slack, terms)
    for market, terms in markets.items():
        written.market[market] = written.program.constrain(0.0, 0.0, terms)


def _with_others(written: AllocationProgram, economy: Economy) -> None:
    """In no market does a party give and take more than is traded there: then it need not meet itself."""
    pairs, program = written.pairs, written.program
    market_of = economy.offers["market"].to_numpy()
    traded: dict[int, int] = {}
    for market in dict.fromkeys(pairs.market.tolist()):
        traded[market] = program.variable(0.0, np.inf)
        given = [(variable, 1.0) for row, variable in written.offer.items() if market_of[row] == market]
        program.constrain(0.0, 0.0, [*given, (traded[market], -1.0)])
    own: list[list[tuple[int, float]]] = [[] for _ in range(len(pairs))]
    for rows, pair_of in ((written.offer, pairs.offer), (written.alternative, pairs.alternative)):
        for row, variable in rows.items():
            if pair_of[row] != NONE:
                own[pair_of[row]].append((variable, 1.0))
    for market, amount in zip(pairs.market.tolist(), own, strict=True):
        written.own.append(program.constrain(-np.inf, 0.0, [*amount, (traded[market], -1.0)]))


def _shares(
    written: AllocationProgram, economy: Economy, full: Capacities
) -> dict[int, list[tuple[int, float]]]:
    """Alternatives share their want's quantity; return each want's filled share as a sum."""
    shares: dict[int, list[tuple[int, float]]] = {}
    want = economy.alternatives["want"].to_list()
    for row, variable in written.alternative.items():
        shares.setdefault(want[row], []).append((variable, written.unit / full.alternative[row]))
    for terms in shares.values():
        if len(terms) > 1:
            written.program.constrain(0.0, 1.0, terms)
    return shares


def _quotas(written: AllocationProgram, economy: Economy, terms: pl.Series) -> None:
    uses: dict[int, list[int]] = {}
    for quota, row in economy.quota_uses.iter_rows():
        if row in written.alternative:
            uses.setdefault(quota, []).append(row)
    market = economy.alternatives["market"].to_list()
    for position, quota in enumerate(economy.quotas.iter_rows(named=True)):
        counted = uses.get(position, [])
        if quota["quantity"] is None:
            most = quota["value"] / written.unit
            weighed = [(written.alternative[row], 1.0) for row in counted]
        else:
            # In units of value at the first market's terms, to keep the numbers near one.
            base = terms[market[counted[0]]] if counted else 1
            most = quota["quantity"] * base / VALUE_DIVISOR / written.unit
            weighed = [(written.alternative[row], base / terms[market[row]]) for row in counted]
        written.quota.append(written.program.constrain(-np.inf, most, weighed))


def _bundles(written: AllocationProgram, economy: Economy, full: Capacities, *, whole: bool) -> None:
    """The rows of a bundle carry one share of their capacities; whole ones all or nothing."""
    if economy.bundles.is_empty():
        return
    given, wanted = bundle_of_rows(economy)
    rows = [(int(given[row]), [(variable, 1.0)], full.offer[row]) for row, variable in written.offer.items()]
    rows += [(int(wanted[want]), *filled) for want, filled in _filled_wants(written, economy, full).items()]
    is_whole = economy.bundles["whole"].to_list()
    shares: dict[int, int] = {}
    for bundle, amount, cap in rows:
        if bundle < 0:
            continue
        if bundle not in shares:
            shares[bundle] = written.program.variable(0.0, 1.0, whole=whole and is_whole[bundle])
        # Two rows rounded down that must meet each other may differ by a minor unit.
        hair = 1.0 / written.unit if whole else 0.0
        written.program.constrain(-hair, 0.0, [*amount, (shares[bundle], -cap / written.unit)])


def _filled_wants(
    written: AllocationProgram, economy: Economy, full: Capacities
) -> dict[int, tuple[list[tuple[int, float]], float]]:
    """Return for each want its filled amount, in units of its largest alternative, and what that is."""
    ways: dict[int, list[int]] = {}
    want = economy.alternatives["want"].to_list()
    for row in written.alternative:
        ways.setdefault(want[row], []).append(row)
    found = {}
    for name, own in ways.items():
        largest = float(full.alternative[own].max())
        amount = [(written.alternative[row], largest / full.alternative[row]) for row in own]
        found[name] = (amount, largest)
    return found


def _lots(written: AllocationProgram, economy: Economy, terms: pl.Series) -> None:
    rows = economy.offers.with_row_index("row").filter(pl.col("lot").is_not_null())
    for row in rows.iter_rows(named=True):
        if row["row"] in written.offer:
            _whole(written, written.offer[row["row"]], row["lot"], row["quantity"], terms[row["market"]])


def _pieces(written: AllocationProgram, economy: Economy, terms: pl.Series, full: Capacities) -> None:
    """Rows of few things move whole pieces, nearly: less so where a pool has nothing else to balance with."""
    off = np.where(trades_things_only(economy, full), _FAR_OFF_TERMS, _OFF_TERMS).tolist()
    few_offers, few_ways = few_pieces(economy)
    for rows, pieces, variables in (
        (economy.offers, few_offers, written.offer),
        (economy.alternatives, few_ways, written.alternative),
    ):
        things = rows.select("quantity", "market", "pool").with_row_index("row").filter(pl.Series(pieces > 0))
        for row, quantity, market, pool in things.iter_rows():
            if row in variables:
                _whole(written, variables[row], int(pieces[row]), quantity, terms[market], off[pool])


def _whole(
    written: AllocationProgram, variable: int, lot: int, quantity: int, price: int, off: float = 0.0
) -> None:
    lot_value = lot * price / VALUE_DIVISOR / written.unit
    lots = written.program.variable(0.0, quantity // lot, whole=True)
    if not off:
        written.program.constrain(0.0, 0.0, [(variable, 1.0), (lots, -lot_value)])
        return
    written.program.constrain(-np.inf, 0.0, [(variable, 1.0), (lots, -lot_value * (1.0 + off))])
    written.program.constrain(0.0, np.inf, [(variable, 1.0), (lots, -lot_value * (1.0 - off))])


def _minimum_offers(written: AllocationProgram, economy: Economy, full: Capacities) -> None:
    rows = economy.offers.with_row_index("row").filter(pl.col("min_quantity").is_not_null())
    for row in rows.iter_rows(named=True):
        if row["row"] in written.offer:
            most = full.offer[row["row"]] / written.unit
            _all_or_nothing(written.program, [(written.offer[row["row"]], 1.0)], row, most)


def _minimum_wants(
    written: AllocationProgram, economy: Economy, shares: dict[int, list[tuple[int, float]]]
) -> None:
    rows = economy.wants.with_row_index("row").filter(pl.col("min_quantity").is_not_null())
    for row in rows.iter_rows(named=True):
        if row["row"] in shares:
            _all_or_nothing(written.program, shares[row["row"]], row, 1.0)


def _all_or_nothing(
    program: Program, amount: list[tuple[int, float]], row: dict[str, int], most: float
) -> None:
    """Require the amount to be nothing, or between the row's minimum and the most it can be."""
    trades = program.switch()
    least = most * row["min_quantity"] / row["quantity"] * (1.0 - _HAIR)
    program.constrain(-np.inf, 0.0, [*amount, (trades, -most)])
    program.constrain(0.0, np.inf, [*amount, (trades, -least)])
