"""Lots, minimums and bundles that trade whole: the program over rings in whole numbers."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.short_rings.limits import Limits
from samarkand.clearing.short_rings.ring_program import AMOUNT_GRAIN, on_grid
from samarkand.clearing.short_rings.rings import Rings
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats
from samarkand.solving.highs import Rows, best_mixed


@dataclass(slots=True)
class _Wholes:
    """Further columns, each with the rows of the limits it is tied to: row, coefficient, low, high."""

    most: list[float] = field(default_factory=list)
    ties: list[tuple[int, int, float, float, float]] = field(default_factory=list)

    def add(self, most: float) -> int:
        self.most.append(most)
        return len(self.most) - 1


def has_wholes(economy: Economy) -> bool:
    """Tell whether anything may only trade whole, in lots, or from some quantity on."""
    offers, wants = economy.offers, economy.wants
    return bool(
        offers.select(pl.col("lot").is_not_null().any() | pl.col("min_quantity").is_not_null().any()).item()
        or wants.select(pl.col("min_quantity").is_not_null().any()).item()
        or economy.bundles.select(pl.col("whole").any()).item()
    )


def whole_amounts_of(
    economy: Economy, terms: pl.Series, full: Capacities, limits: Limits, rings: Rings
) -> Floats:
    """Return the best amounts found of these rings that keep lots, minimums and whole bundles."""
    if not len(rings):
        return np.zeros(0)
    wholes = _wholes(economy, terms, full, limits)
    base = limits.program_rows(rings.used)
    first = len(rings) + limits.bundles
    tied = (limits.uses[[tie[0] for tie in wholes.ties]] @ rings.used).tocoo()
    number = len(base.high) + np.arange(len(wholes.ties))
    rows = Rows(
        row=np.concatenate([base.row, number[tied.row], number]).astype(np.int64),
        column=np.concatenate([base.column, tied.col, [first + tie[1] for tie in wholes.ties]]).astype(
            np.int64
        ),
        value=np.concatenate([base.value, tied.data, [tie[2] for tie in wholes.ties]]),
        low=np.concatenate([base.low, [tie[3] for tie in wholes.ties]]),
        high=np.concatenate([base.high, [tie[4] for tie in wholes.ties]]),
    )
    is_whole = np.concatenate(
        [np.zeros(len(rings)), economy.bundles["whole"].to_numpy(), np.ones(len(wholes.most))]
    )
    gain = np.append(rings.gain, np.zeros(len(is_whole) - len(rings)))
    most = np.concatenate([_most(limits, rings), np.ones(limits.bundles), wholes.most])
    found = best_mixed(gain, most, is_whole.astype(bool), rows)
    amounts: Floats = (
        np.zeros(len(rings)) if found is None else np.maximum(found[: len(rings)], 0.0) * limits.unit
    )
    return on_grid(amounts, AMOUNT_GRAIN)


def _most(limits: Limits, rings: Rings) -> Floats:
    """Return the most that its rows let go round each ring: without such bounds HiGHS has crashed."""
    used = (limits.uses @ rings.used).tocoo()
    most = np.full(len(rings), np.inf)
    counts = used.data > 0
    row, ring = used.row[counts], used.col[counts]
    np.minimum.at(most, ring, limits.high[row] / limits.unit / used.data[counts])
    return most


def _wholes(economy: Economy, terms: pl.Series, full: Capacities, limits: Limits) -> _Wholes:
    wholes = _Wholes()
    for at, row in enumerate(economy.offers.iter_rows(named=True)):
        if not full.offer[at] or row["bundle"] is not None:
            continue
        if row["lot"] is not None:
            _lots(wholes, at, row["quantity"] // row["lot"], row["lot"] * terms[row["market"]], full, limits)
        if row["min_quantity"] is not None:
            _minimum(wholes, at, row["min_quantity"] / row["quantity"], limits)
    for at, row in enumerate(economy.wants.iter_rows(named=True)):
        if row["min_quantity"] is not None and row["bundle"] is None:
            _minimum(wholes, limits.offers + at, row["min_quantity"] / row["quantity"], limits)
    return wholes


def _lots(wholes: _Wholes, at: int, lots: int, lot_worth: int, full: Capacities, limits: Limits) -> None:
    """Tie the offer's amount to a whole number of lots, which together fit into its capacity."""
    number = wholes.add(lots)
    worth = min(lot_worth / VALUE_DIVISOR, full.offer[at] / max(1, lots))
    wholes.ties.append((at, number, -worth / limits.unit, 0.0, 0.0))


def _minimum(wholes: _Wholes, at: int, least: float, limits: Limits) -> None:
    """Tie a row's amount to a switch: nothing, or between the least part and all of it."""
    trades = wholes.add(1.0)
    most = limits.high[at] / limits.unit
    wholes.ties.append((at, trades, -most, -np.inf, 0.0))
    wholes.ties.append((at, trades, -most * least, 0.0, np.inf))
