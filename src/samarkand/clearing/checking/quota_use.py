"""The limits that quotas set, what counts against each, and which of them are used up."""

from typing import Any

import polars as pl

from samarkand.clearing.checking.caps import counts_under
from samarkand.clearing.checking.evidence import Evidence, with_words
from samarkand.clearing.checking.numbers import wide
from samarkand.core.scale import LARGEST

_FULL_PER_MILLE = 999
"""A quota counts as used up when less than a thousandth of it is left: whole cargoes seldom fit exactly."""


def quota_limits(evidence: Evidence) -> pl.DataFrame:
    """Return a row per limit: first the quotas on quantity, in the markets' unit, then those on value.

    Columns: name (its number in this sequence), hs, from, to, dimension, and quantity or value.
    """
    sizes = evidence.measures.select("hs", "unit", "dimension", "times", "over")
    quotas = evidence.book.quotas.join(sizes, on=["hs", "unit"], how="left", maintain_order="left")
    # A limit on value alone measures nothing.
    quotas = quotas.with_columns(pl.col("dimension").fill_null(""))
    # A quota beyond all numbers allows whatever there is.
    counted = (wide("quantity") * pl.col("times") // wide("over")).clip(upper_bound=LARGEST).cast(pl.Int64)
    columns = ("hs", "from", "to", "dimension")
    blank = pl.lit(None, dtype=pl.Int64)
    by_quantity = quotas.drop_nulls("quantity").select(*columns, quantity=counted, value=blank)
    by_value = quotas.drop_nulls("value").select(*columns, quantity=blank, value="value")
    limits = pl.concat([by_quantity, by_value]).with_row_index("name")
    return limits.with_columns(pl.col("name").cast(pl.String))


def described_ways(evidence: Evidence, ways: pl.DataFrame) -> pl.DataFrame:
    """Return the ways with what a quota looks at: commodity, from_place, to_place, dimension."""
    dimensions = evidence.measures.select("dimension", unit="counted_in").unique()
    goods = evidence.markets.join(dimensions, on="unit", how="left")
    described = goods.select("market_no", "commodity", "dimension", from_place="place")
    return ways.join(described, on="market_no", how="left").rename({"own_place": "to_place"})


def falls_under(limit: dict[str, Any]) -> pl.Expr:
    """Return the test whether a way counts against a limit: its goods, its ends, and what it measures."""
    same_measure = pl.lit(limit["quantity"] is None) | (pl.col("dimension") == limit["dimension"])
    counts: pl.Expr = counts_under(limit) & same_measure
    return counts


def full_ways(evidence: Evidence, ways: pl.DataFrame) -> pl.DataFrame:
    """Return the ways with ``full``: whether a limit they fall under is used up."""
    limits = quota_limits(evidence)
    if limits.is_empty():
        return ways.with_columns(full=pl.lit(value=False))
    tests = [falls_under(limit) for limit in limits.iter_rows(named=True) if _is_full(evidence, limit)]
    full = pl.any_horizontal(pl.lit(value=False), *tests)
    return described_ways(evidence, ways).with_columns(full=full)


def _is_full(evidence: Evidence, limit: dict[str, Any]) -> bool:
    legs = described_legs(evidence).filter(falls_under(limit))
    column = "value" if limit["quantity"] is None else "quantity"
    return bool(int(legs[column].sum()) * 1000 >= limit[column] * _FULL_PER_MILLE)


def described_legs(evidence: Evidence) -> pl.DataFrame:
    """Return the legs with the dimension of their unit."""
    dimensions = evidence.measures.select("unit", "dimension").unique()
    return with_words(evidence, evidence.legs).join(dimensions, on="unit", how="left", maintain_order="left")
