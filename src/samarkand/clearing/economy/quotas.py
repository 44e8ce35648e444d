"""Quotas: how much of some goods may move between two countries in one round."""

from fractions import Fraction

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.restrictions import may_be
from samarkand.core.scale import LARGEST
from samarkand.core.unit import unit
from samarkand.solving.arrays import Floats


def number_quotas(
    quotas: pl.DataFrame, alternatives: pl.DataFrame, markets: pl.DataFrame, wants: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the limits quotas set and the alternatives that count against each.

    The first frame has a row per limit: hs, from, to, quantity (in market units;
    null for a limit on value), value (null for one on quantity). A quota that caps both becomes
    two rows. The second has quota and alternative (both positions). A limit on quantity counts
    only the markets whose unit measures the same dimension.
    """
    limits = _limits(quotas)
    if limits.is_empty():
        return pl.DataFrame(schema=_SCHEMA), _no_uses()
    goods = markets.select("hs", "place", "dimension", "market_unit").with_row_index("market")
    arrivals = wants.select(pl.col("place").alias("to_place")).with_row_index("want")
    touched = (
        alternatives.with_row_index("alternative")
        .join(
            goods.with_columns(pl.col("market").cast(pl.Int64)),
            on="market",
            how="left",
            maintain_order="left",
        )
        .join(
            arrivals.with_columns(pl.col("want").cast(pl.Int64)), on="want", how="left", maintain_order="left"
        )
    )
    rows, uses = [], []
    for position, limit in enumerate(limits.iter_rows(named=True)):
        counted = touched.filter(_counts(limit))
        rows.append(_in_market_unit(limit, counted))
        uses.append(
            counted.select(
                pl.lit(position, dtype=pl.Int64).alias("quota"), pl.col("alternative").cast(pl.Int64)
            )
        )
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row"), pl.concat([_no_uses(), *uses])


_SCHEMA = {
    "hs": pl.String,
    "from": pl.String,
    "to": pl.String,
    "quantity": pl.Int64,
    "value": pl.Int64,
}


def _limits(quotas: pl.DataFrame) -> pl.DataFrame:
    by_quantity = quotas.filter(pl.col("quantity").is_not_null()).with_columns(
        value=pl.lit(None, dtype=pl.Int64)
    )
    by_value = quotas.filter(pl.col("value").is_not_null()).with_columns(
        quantity=pl.lit(None, dtype=pl.Int64)
    )
    return pl.concat([by_quantity, by_value]).select("hs", "from", "to", "quantity", "value", "unit")


def _counts(limit: dict[str, str | int | None]) -> pl.Expr:
    counts = may_be(pl.col("hs"), str(limit["hs"]))
    if limit["from"]:
        counts &= pl.col("place").str.slice(0, 2) == limit["from"]
    if limit["to"]:
        counts &= pl.col("to_place").str.slice(0, 2) == limit["to"]
    if limit["quantity"] is not None:
        own = unit(str(limit["unit"]))
        counts &= pl.col("dimension") == (own.dimension if own else "")
    return counts


def _in_market_unit(limit: dict[str, str | int | None], counted: pl.DataFrame) -> tuple[object, ...]:
    quantity = limit["quantity"]
    own = unit(str(limit["unit"]))
    if quantity is not None and own and not counted.is_empty():
        market_unit = unit(counted["market_unit"][0])
        if market_unit:
            exact = int(int(quantity) * Fraction(own.factor) / Fraction(market_unit.factor))
            # A quota beyond all numbers allows whatever there is.
            quantity = min(exact, LARGEST)
    return (limit["hs"], limit["from"], limit["to"], quantity, limit["value"])


def _no_uses() -> pl.DataFrame:
    return pl.DataFrame(schema={"quota": pl.Int64, "alternative": pl.Int64})


def quota_shares(economy: Economy) -> Floats:
    """Return the share of each alternative's quantity that quotas on quantity leave room for.

    The search for terms takes every want in a quota as if it got its share of it, so that demand
    which no quota would let through does not drive the terms up.
    """
    share = np.ones(economy.alternatives.height)
    quantity = economy.alternatives["quantity"].to_numpy().astype(np.float64)
    for position, most in enumerate(economy.quotas["quantity"].to_list()):
        used = economy.quota_uses.filter(pl.col("quota") == position)["alternative"].to_numpy()
        if most is not None and len(used):
            share[used] = np.minimum(share[used], most / quantity[used].sum())
    return share
