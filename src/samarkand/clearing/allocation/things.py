"""What rows of things may carry: whole pieces of them, or nearly, where pieces are given for pieces."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.network import value_caps
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import FEW_PIECES
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Floats, Integers, Truths


def pieces_of(economy: Economy) -> tuple[Integers, Integers]:
    """Return the piece of each offer and of each alternative's want, zero where goods are divisible."""
    offers = economy.offers["piece"].fill_null(0).to_numpy()
    wants = economy.wants["piece"].fill_null(0).to_numpy()
    ways: Integers = wants[economy.alternatives["want"].to_numpy()]
    return offers, ways


def few_pieces(economy: Economy) -> tuple[Integers, Integers]:
    """Return `pieces_of` the rows that have few pieces and no lot of their own, zero for others."""
    offers, ways = pieces_of(economy)
    free = np.where(economy.offers["lot"].is_null().to_numpy(), offers, 0)
    few = [
        np.where(rows["quantity"].to_numpy() <= FEW_PIECES * piece, piece, 0)
        for rows, piece in ((economy.offers, free), (economy.alternatives, ways))
    ]
    return few[0], few[1]


def trades_things_only(economy: Economy, full: Capacities) -> Truths:
    """Return for each pool whether all that its rows may carry are things, and it has no swing."""
    only: Truths = economy.pools["swing"].to_numpy() == 0
    sides = (economy.offers, full.offer), (economy.alternatives, full.alternative)
    for (rows, cap), piece in zip(sides, pieces_of(economy), strict=True):
        only[rows["pool"].to_numpy()[(cap > 0) & (piece == 0)]] = False
    return only


def hold_to_pieces(
    rows: pl.DataFrame, piece: Integers, nearly: Truths, terms: pl.Series, value: Floats, may: Integers
) -> Integers:
    """Hold what rows of few things may carry to the whole pieces nearest to the value; return which they are.

    ``piece`` is one of `few_pieces`. Rows of the pools of ``nearly`` are held to the value itself. ``may`` is
    changed in place.
    """
    things = np.flatnonzero((piece > 0) & (may > 0))
    if not len(things):
        return things
    market = rows["market"].to_numpy()[things]
    price = terms.to_numpy()[market].astype(np.float64)
    most = rows["quantity"].to_numpy()[things] // piece[things]
    nearest = np.rint(value[things] * VALUE_DIVISOR / price / piece[things]).astype(np.int64)
    goods = pl.DataFrame({"quantity": np.minimum(nearest, most) * piece[things], "market": market})
    whole = value_caps(goods, terms).to_numpy()
    near = np.rint(value[things]).astype(np.int64)
    held = np.where(nearly[rows["pool"].to_numpy()[things]], near, whole)
    may[things] = np.minimum(may[things], held)
    return things
