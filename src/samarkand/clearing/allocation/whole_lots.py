"""Lots, minimums and bundles after the circulation: what came out broken is taken out, never bent."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.bundles import ROUNDING, uneven_bundles, without_bundles
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers


def without_broken(
    economy: Economy,
    terms: pl.Series,
    full: Capacities,
    caps: Capacities,
    offer: Integers,
    alternative: Integers,
) -> Capacities | None:
    """Return the capacities without the rows whose lot, minimum or bundle is broken, None where none is.

    A quantity is value over terms rounded down, so a whole lot may show one thousandth short. Things are
    made whole leg by leg (`deals.whole_pieces`).
    """
    bad_offers = _broken_offers(economy, terms, offer)
    bad_wants = _broken_wants(economy, terms, alternative)
    bad_bundles = uneven_bundles(economy, full, offer, alternative)
    if not len(bad_offers) and not len(bad_wants) and not len(bad_bundles):
        return None
    caps = without_bundles(economy, caps, bad_bundles)
    closed = np.isin(economy.alternatives["want"].to_numpy(), bad_wants)
    offer_may, offer_must = caps.offer.copy(), caps.offer_must.copy()
    offer_may[bad_offers] = offer_must[bad_offers] = 0
    return Capacities(
        offer_may,
        np.where(closed, 0, caps.alternative),
        offer_must,
        np.where(closed, 0, caps.alternative_must),
    )


def _broken_offers(economy: Economy, terms: pl.Series, value: Integers) -> Integers:
    rows = (
        economy.offers.with_row_index("row")
        .with_columns(value=pl.Series(value))
        .filter(pl.col("value") > 0, pl.col("lot").is_not_null() | pl.col("min_quantity").is_not_null())
    )
    broken = []
    for row in rows.iter_rows(named=True):
        price = terms[row["market"]]
        quantity = -(-row["value"] * VALUE_DIVISOR // price)
        # What one minor unit of value buys is the grain no lot can be finer than.
        grain = 1 + VALUE_DIVISOR // price
        over = quantity % row["lot"] if row["lot"] else 0
        short = quantity + ROUNDING * grain < (row["min_quantity"] or 0)
        if short or min(over, (row["lot"] or 0) - over) > grain:
            broken.append(row["row"])
    return np.array(broken, np.int64)


def _broken_wants(economy: Economy, terms: pl.Series, value: Integers) -> Integers:
    rows = economy.wants.with_row_index("row").filter(pl.col("min_quantity").is_not_null())
    want, market = economy.alternatives["want"].to_numpy(), economy.alternatives["market"].to_numpy()
    broken = []
    for row in rows.iter_rows(named=True):
        at = np.flatnonzero((want == row["row"]) & (value > 0))
        price = [terms[int(market[arc])] for arc in at]
        quantity = sum(
            -(-int(value[arc]) * VALUE_DIVISOR // each) for arc, each in zip(at, price, strict=True)
        )
        grain = sum(1 + VALUE_DIVISOR // each for each in price)
        if len(at) and quantity + ROUNDING * grain < row["min_quantity"]:
            broken.append(row["row"])
    return np.array(broken, np.int64)
