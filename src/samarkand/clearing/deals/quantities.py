"""What legs move: their value over the terms, rounded down, and thousandths lost to rounding given back."""

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import LARGEST, VALUE_DIVISOR
from samarkand.solving.arrays import Integers


def with_quantities(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    """Return deal, parties, offer, alternative, value and ``quantity`` of the legs.

    ``legs`` ascend by deal, offer and alternative; ``pieces``, if there is such a column, is the quantity of
    those that move things. The other legs of an offer lose less than a thousandth each to rounding. Those
    that lost most get one back, while their want has room, until the offer gives what it is paid for.
    """
    priced = _priced(economy, terms, legs)
    quantity, lost = priced["quantity"].to_numpy().copy(), priced["lost"].to_numpy()
    offer = priced["offer"].to_numpy()
    want = economy.alternatives["want"].to_numpy()[priced["alternative"].to_numpy()]
    room = economy.wants["quantity"].to_numpy().copy()
    np.subtract.at(room, want, quantity)
    divisible = np.flatnonzero(priced["pieces"].is_null().to_numpy())
    short = _short(economy, terms, priced[divisible])
    able = divisible[short[offer[divisible]] > 0]
    able = able[np.lexsort((-lost[able], offer[able]))]
    able = able[_alike_before(offer[able]) < short[offer[able]]]
    quantity[able[_alike_before(want[able]) < room[want[able]]]] += 1
    return legs.select("deal", "parties", "offer", "alternative", "value", quantity=pl.Series(quantity))


def _priced(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    """Return offer, alternative, value, pieces and quantity of the legs, and what rounding it down lost."""
    pieces = pl.col("pieces") if "pieces" in legs.columns else pl.lit(None, dtype=pl.Int64)
    price = terms.gather(economy.offers["market"].gather(legs["offer"]))
    most: int = legs["value"].max()  # type: ignore[assignment]
    # Where 64 bits hold all of it, as they nearly always do, they are several times as fast.
    wide = pl.Int64() if most <= LARGEST // VALUE_DIVISOR else pl.Int128()
    scaled = pl.col("value").cast(wide) * VALUE_DIVISOR
    return legs.select("offer", "alternative", "value", pieces=pieces, price=price).with_columns(
        quantity=pl.coalesce("pieces", (scaled // pl.col("price")).cast(pl.Int64)),
        lost=(scaled % pl.col("price")).cast(pl.Int64),
    )


def _short(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> Integers:
    """Return by how much the legs of each offer fall short of what it gives in all; below zero of none."""
    offer = legs["offer"].to_numpy()
    value, quantity = np.zeros((2, economy.offers.height), np.int64)
    np.add.at(value, offer, legs["value"].to_numpy())
    np.add.at(quantity, offer, legs["quantity"].to_numpy())
    offers = economy.offers.select("quantity", "lot", price=terms.gather(economy.offers["market"]))
    whole = offers.with_columns(value=pl.Series(value)).select(_whole_quantity().alias("whole"))["whole"]
    short: Integers = np.where(value > 0, whole.fill_null(0).to_numpy() - quantity, 0)
    return short


def _whole_quantity() -> pl.Expr:
    """Return the quantity an offer gives in all: exact where its value is that of whole lots, or of all."""
    offered, lot, price = pl.col("quantity"), pl.col("lot"), pl.col("price").cast(pl.Int128)
    scaled = pl.col("value").cast(pl.Int128) * VALUE_DIVISOR
    whole_value = offered.cast(pl.Int128) * price // VALUE_DIVISOR * VALUE_DIVISOR
    bought = (scaled // price).cast(pl.Int64)
    # The most lots whose value, rounded down, is given.
    lots = ((scaled + VALUE_DIVISOR - 1) // price).cast(pl.Int64) // lot * lot
    earned = pl.max_horizontal(bought, lots)
    return pl.when(scaled >= whole_value).then(offered).otherwise(earned)


def _alike_before(numbers: Integers) -> Integers:
    """Return of each number how many of those before it are the same."""
    listed = np.argsort(numbers, kind="stable")
    begins = np.flatnonzero(np.diff(numbers[listed], prepend=-1))
    before = np.empty(len(numbers), np.int64)
    before[listed] = np.arange(len(numbers)) - np.repeat(begins, np.diff(begins, append=len(numbers)))
    return before
