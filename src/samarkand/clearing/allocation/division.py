"""Divide capacities that several arcs share, so that what is left is a plain circulation.

A want's quantity over its alternatives, a quota over its markets, whole lots, minimums, bundles: books
of a person's size are divided by a program, larger ones by circulating, cutting what went over its share, and
circulating again.
"""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocation_program import write_program
from samarkand.clearing.allocation.bundles import in_equal_shares
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.things import few_pieces, hold_to_pieces, trades_things_only
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.program import Program, Solution
from samarkand.solving.solver import solve

ROWS_FOR_A_PROGRAM = 5_000
_GRAIN = 1024
"""Parts of a minor unit; a power of two, for which dividing is exact."""


def divide_by_program(economy: Economy, terms: pl.Series, full: Capacities) -> Capacities:
    """Return capacities that can be filled independently."""
    written = write_program(economy, terms, full, whole=True)
    best = solve(written.program)
    if best is None:
        raise RuntimeError("the program of the allocation has no point, though trading nothing is one")
    if economy.bundles.height:
        best = _settled(written.program, best)
    values = _on_the_grid(np.array(best.values), written.unit)
    offer = np.zeros(economy.offers.height)
    alternative = np.zeros(economy.alternatives.height)
    offer[list(written.offer)] = values[list(written.offer.values())]
    alternative[list(written.alternative)] = values[list(written.alternative.values())]
    return capacities_around(economy, terms, full, offer, alternative)


def _settled(program: Program, found: Solution) -> Solution:
    """Return the best point with the whole variables as found: shares of bundles must not be almost equal."""
    fixed = [
        round(value) if whole else None for value, whole in zip(found.values, program.whole, strict=True)
    ]
    lower = [own if value is None else value for own, value in zip(program.lower, fixed, strict=True)]
    upper = [own if value is None else value for own, value in zip(program.upper, fixed, strict=True)]
    linear = Program(lower, upper, program.gain, [False] * len(fixed), program.constraints)
    return solve(linear) or found


def _on_the_grid(values: Floats, unit: float) -> Floats:
    """Return values in minor units, not below nothing, rounded to the grain solvers meet bounds to.

    What follows rounds up and down. So noise that differs from machine to machine must not be left in.
    """
    on_grid: Floats = np.rint(np.maximum(values, 0.0) * (unit * _GRAIN)) / _GRAIN
    return on_grid


def capacities_around(
    economy: Economy, terms: pl.Series, full: Capacities, offer: Floats, alternative: Floats
) -> Capacities:
    """Return capacities that allow the given values, and more where nothing shared forbids it."""
    offer_may, offer_must = _whole_offers(economy, terms, full, offer)
    shared = _shared_wants(economy, full, alternative)
    alternative_may = np.minimum(shared, _within_quotas(economy, terms, full, alternative))
    few_offers, few_ways = few_pieces(economy)
    nearly = trades_things_only(economy, full)
    given = hold_to_pieces(economy.offers, few_offers, nearly, terms, offer, offer_may)
    taken = hold_to_pieces(economy.alternatives, few_ways, nearly, terms, alternative, alternative_may)
    alternative_must = _minimum_wants(economy, full, alternative, alternative_may)
    offer_must[given] = offer_may[given]
    alternative_must[taken] = alternative_may[taken]
    divided = Capacities(offer_may, alternative_may, offer_must, alternative_must)
    return in_equal_shares(economy, full, divided, offer, alternative)


def _whole_offers(
    economy: Economy, terms: pl.Series, full: Capacities, value: Floats
) -> tuple[Integers, Integers]:
    """Return what offers may and must carry: whole lots exactly, at least the minimum, or nothing."""
    may, must = full.offer.copy(), np.zeros_like(full.offer)
    rows = economy.offers.with_row_index("row").filter(
        pl.col("lot").is_not_null() | pl.col("min_quantity").is_not_null()
    )
    for row in rows.iter_rows(named=True):
        at, price = row["row"], terms[row["market"]]
        if price is None or not full.offer[at]:
            continue
        if row["lot"] is not None:
            lots = min(round(value[at] * VALUE_DIVISOR / price / row["lot"]), row["quantity"] // row["lot"])
            quantity = lots * row["lot"]
            if quantity < (row["min_quantity"] or 0):
                quantity = 0
            may[at] = must[at] = quantity * price // VALUE_DIVISOR
        else:
            least = -(-row["min_quantity"] * price // VALUE_DIVISOR)
            trades = value[at] >= least / 2
            may[at] = full.offer[at] if trades else 0
            must[at] = min(least, full.offer[at]) if trades else 0
    return may, must


def _shared_wants(economy: Economy, full: Capacities, value: Floats) -> Integers:
    """Return each alternative's share of its want: what it got, and its part of what is left over."""
    want = economy.alternatives["want"].to_numpy()
    cap = full.alternative.astype(np.float64)
    filled = np.divide(value, cap, out=np.zeros_like(value), where=cap > 0)
    rivals = np.bincount(want[cap > 0], minlength=economy.wants.height)[want]
    taken = np.bincount(want, filled, minlength=economy.wants.height)[want]
    # What nobody took goes to the alternatives in use, or evenly to all where none is.
    part = np.where(taken > 0, np.divide(filled, np.maximum(taken, 1e-300)), 1.0 / np.maximum(rivals, 1))
    share = np.where(rivals > 1, filled + part * np.maximum(1.0 - taken, 0.0), 1.0)
    share = np.where((rivals > 1) & (taken > 1.0), filled / np.maximum(taken, 1.0), share)
    shared: Integers = np.where(rivals > 1, np.floor(share * cap), cap).astype(np.int64)
    return np.clip(shared, 0, full.alternative)


def _within_quotas(economy: Economy, terms: pl.Series, full: Capacities, value: Floats) -> Integers:
    may = full.alternative.copy()
    price = terms.to_numpy()[economy.alternatives["market"].to_numpy()].astype(np.float64)
    for position, quota in enumerate(economy.quotas.iter_rows(named=True)):
        used = economy.quota_uses.filter(pl.col("quota") == position)["alternative"].to_numpy()
        weight = np.ones(len(used)) if quota["quantity"] is None else VALUE_DIVISOR / price[used]
        most = quota["value"] if quota["quantity"] is None else quota["quantity"]
        wanted = (full.alternative[used] * weight).sum()
        if wanted <= most:
            continue
        got = value[used] * weight
        # Where the point leaves part of the quota unused, everyone in it may grow alike.
        share = got / got.sum() if got.sum() > 0 else full.alternative[used] * weight / wanted
        may[used] = np.minimum(may[used], np.floor(share * most / weight).astype(np.int64))
    return may


def _minimum_wants(economy: Economy, full: Capacities, value: Floats, may: Integers) -> Integers:
    must = np.zeros_like(may)
    rows = economy.wants.with_row_index("row").filter(pl.col("min_quantity").is_not_null())
    want = economy.alternatives["want"].to_numpy()
    for row in rows.iter_rows(named=True):
        at = np.flatnonzero(want == row["row"])
        at = at[full.alternative[at] > 0]
        least = row["min_quantity"] / row["quantity"]
        filled = value[at] / full.alternative[at]
        if filled.sum() < least / 2 or not len(at):
            may[at] = 0
            continue
        part = filled / filled.sum() * least
        must[at] = np.minimum(np.ceil(part * full.alternative[at]).astype(np.int64), may[at])
    return must
