"""Whether things move in whole pieces, at their terms or at a price that honours both limits.

A leg of things is worth its pieces at the terms, rounded down or up to the hundredth. Else its value buys a
part of a piece more or less, and the price its pieces then have must suit both rows at the rates of their
pools.
"""

from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, with_words
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import quantity_text, terms_text, value_text, wide
from samarkand.core.finding import Finding
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS, VALUE_DIVISOR

_FILE = "legs"
_SCALE = 10.0 ** (TERMS_DECIMALS - PRICE_DECIMALS)
"""A rate is terms over limit in whole units; their integers are at different scales."""


def own_price_legs(evidence: Evidence) -> int:
    """Return how many legs move things at a price off the terms by more than a millionth, and a hundredth."""
    things = _legs_of_things(evidence)
    value = wide("value") * VALUE_DIVISOR
    off = (value - wide("quantity") * wide("terms")).abs()
    return things.filter((off > VALUE_DIVISOR) & (off * 1_000_000 > value)).height


def _legs_of_things(evidence: Evidence) -> pl.DataFrame:
    return evidence.legs.filter(pl.col("piece").is_not_null(), pl.col("terms") > 0)


def _at_terms() -> pl.Expr:
    """Return the test whether a leg's value is that of its quantity at the terms, rounded down or up."""
    worth: pl.Expr = wide("quantity") * wide("terms") // VALUE_DIVISOR
    return (wide("value") - worth).is_between(0, 1)


def check_things(evidence: Evidence) -> list[Finding]:
    """Return the legs that move a part of a thing, or other things than their value buys."""
    legs = _legs_of_things(evidence)
    if legs.is_empty():
        return []
    worth = wide("quantity") * wide("terms")
    each = wide("piece") * wide("terms")
    near = (wide("value") * VALUE_DIVISOR - worth).abs() <= each - VALUE_DIVISOR
    right = _at_terms() | (near & _suits())
    whole = (pl.col("quantity") > 0) & (pl.col("quantity") % pl.col("piece") == 0)
    wrong = _with_limits(evidence, legs).filter(~(whole & right))
    return faults("leg_quantity", with_words(evidence, wrong), _say, file=_FILE, column="quantity")


def _say(row: dict[str, Any]) -> str:
    return (
        f"line {row['line']} moves {quantity_text(row['quantity'])} {row['unit']} for "
        f"{value_text(row['value'])}, at terms of {terms_text(row['terms'])}: things move in whole pieces "
        f"({quantity_text(row['piece'])}), at a price within both limits."
    )


def _suits() -> pl.Expr:
    """Return the test whether the price of the pieces honours the limits of both rows."""
    price = pl.col("value").cast(pl.Float64) * VALUE_DIVISOR / pl.col("quantity").cast(pl.Float64)
    return (price >= pl.col("least").fill_null(0.0)) & (price <= pl.col("most").fill_null(float("inf")))


def _with_limits(evidence: Evidence, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with the least terms that suit the offer, and the most that suit the want, if any."""
    ends = pl.col("rate_low").is_not_null() & pl.col("rate_high").is_not_null()
    stated = evidence.outcome.balances.filter(ends).unique("pool", keep="first").select("pool", "rate")
    rates = evidence.pools.select("pool", "pool_no").join(stated, on="pool")
    freights = evidence.reach.select("want_class", offered_in="market_no", freight="freight")
    joined = (
        legs.join(evidence.offers.select("offer_no", asked="limit"), on="offer_no", how="left")
        .join(evidence.wants.select("want_no", bid="limit"), on="want_no", how="left")
        .join(freights.unique(["want_class", "offered_in"]), on=["want_class", "offered_in"], how="left")
        .join(rates.select(from_pool="pool_no", giving="rate"), on="from_pool", how="left")
        .join(rates.select(to_pool="pool_no", taking="rate"), on="to_pool", how="left")
    )
    net = pl.col("bid") - pl.col("freight").fill_null(0)
    return joined.with_columns(
        least=pl.col("asked") * pl.col("giving") * _SCALE, most=net * pl.col("taking") * _SCALE
    ).sort("line")
