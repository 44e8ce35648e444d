"""Which rows have a good limit at the terms of the round, and which of them still have something open."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.results.limits_at_terms import judged_offers, judged_ways
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers, Truths

_SPENT = 1_000_000
"""A row of which no more than one part in so many is left has traded all of it."""

_CRUMBS = 2
"""Nor is a row open of which no more minor units of value are left: whole numbers seldom fit."""

_USED_UP = 0.999
"""A quota of which less than a thousandth is left is used up."""


@dataclass(frozen=True, slots=True)
class Openness:
    """``offers`` and ``ways``: the rows of the economy's offers and alternatives, judged.

    Added to their columns: party, ``good`` and ``needed`` (see `limits_at_terms`), ``complete`` (every
    row of its bundle is good), ``live`` (good and complete), ``is_open``, ``whole`` (it trades only in
    lots, in pieces, from a minimum, or with a bundle); of ways also ``bundle``, and ``quota_full``: a
    quota there is used up. A way is open where its want is.
    """

    offers: pl.DataFrame
    ways: pl.DataFrame


def openness(economy: Economy, found: RoundTerms, allocation: Allocation) -> Openness:
    """Return the rows of a round as it was allocated."""
    numbers = economy.wants.select(
        "party", "bundle", "piece", whole=_is_whole("min_quantity", "bundle", "piece")
    ).with_row_index("want")
    wants = numbers.with_columns(pl.col("want").cast(pl.Int64))
    offers = judged_offers(economy, found).with_columns(
        whole=_is_whole("lot", "min_quantity", "bundle", "piece")
    )
    ways = judged_ways(economy, found).join(wants, on="want", how="left", maintain_order="left")
    complete = _complete_bundles(economy, offers, ways)
    given, taken = allocation.goods or (None, None)
    offers = _with_taken(_live(offers, complete), allocation.offer_value, given)
    ways = _with_taken(_live(ways, complete), allocation.alternative_value, taken)
    full = pl.Series(_full(economy, found, allocation))
    taken_of_want, dearest = _of_wants(ways)
    left_of_want = pl.col("quantity") - pl.lit(taken_of_want)
    return Openness(
        offers.with_columns(is_open=_is_open(pl.col("quantity") - pl.col("taken"), pl.col("price"))),
        ways.with_columns(is_open=_is_open(left_of_want, pl.lit(dearest)), quota_full=full),
    )


def _of_wants(ways: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return for each way what all ways of its want take, and the highest price of those that are live."""
    want = ways["want"].to_numpy()
    taken, dearest = np.zeros((2, int(want.max(initial=-1)) + 1), np.int64)
    np.add.at(taken, want, ways["taken"].fill_null(0).to_numpy())
    np.maximum.at(dearest, want, ways["price"].fill_null(0).to_numpy() * ways["live"].to_numpy())
    return pl.Series(taken[want]), pl.Series(dearest[want])


def _is_whole(*columns: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).is_not_null() for column in columns)


def _live(rows: pl.DataFrame, complete: pl.DataFrame) -> pl.DataFrame:
    judged = rows.join(complete, on="bundle", how="left", maintain_order="left")
    known = pl.col("complete").fill_null(value=True)
    return judged.with_columns(complete=known, live=pl.col("good") & known)


def _with_taken(rows: pl.DataFrame, value: Integers, goods: Integers | None) -> pl.DataFrame:
    """Return rows with ``taken``: the things they move, else what their value is worth, rounded up."""
    exact = pl.lit(pl.Series(value)).cast(pl.Int128) * VALUE_DIVISOR
    up = ((exact + pl.col("price") - 1) // pl.col("price")).cast(pl.Int64)
    if goods is None:
        return rows.with_columns(taken=up)
    things = pl.lit(pl.Series(goods))
    return rows.with_columns(taken=pl.when(pl.col("piece").is_not_null()).then(things).otherwise(up))


def _is_open(left: pl.Expr, price: pl.Expr) -> pl.Expr:
    """Return whether a live row has more open than whole numbers leave over; all in whole numbers."""
    price = price.cast(pl.Int128)
    crumbs = pl.max_horizontal(
        pl.col("quantity") * price // _SPENT, pl.lit(_CRUMBS * VALUE_DIVISOR, dtype=pl.Int128)
    )
    is_piece = (left >= pl.col("piece")).fill_null(value=True)
    return pl.col("live") & (left * price > crumbs) & is_piece


def _complete_bundles(economy: Economy, offers: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """Return bundle and ``complete``: whether every row the book has in it has a good limit, for a value."""
    if economy.bundles.is_empty():
        return pl.DataFrame(schema={"bundle": pl.Int64, "complete": pl.Boolean})
    worth = pl.col("quantity").cast(pl.Int128) * pl.col("price") // VALUE_DIVISOR
    may = pl.col("good") & (worth > 0)
    found = pl.concat(
        [
            offers.filter(may).select("bundle"),
            ways.filter(may).unique("want").select("bundle"),
        ]
    )
    counted = found.drop_nulls().group_by("bundle").agg(found=pl.len().cast(pl.Int64))
    bundles = economy.bundles.select("rows").with_row_index("bundle")
    return (
        bundles.with_columns(pl.col("bundle").cast(pl.Int64))
        .join(counted, on="bundle", how="left", maintain_order="left")
        .select("bundle", complete=pl.col("found").fill_null(0) == pl.col("rows"))
    )


def _full(economy: Economy, found: RoundTerms, allocation: Allocation) -> Truths:
    """Return of each alternative whether a quota that counts it is used up."""
    price = found.terms.gather(economy.alternatives["market"]).cast(pl.Float64).to_numpy()
    value = allocation.alternative_value.astype(np.float64)
    full = np.zeros(len(value), bool)
    for position, quota in enumerate(economy.quotas.iter_rows(named=True)):
        counted = economy.quota_uses.filter(pl.col("quota") == position)["alternative"].to_numpy()
        by_value = quota["quantity"] is None
        used = value[counted].sum() if by_value else (value[counted] * VALUE_DIVISOR / price[counted]).sum()
        if used >= _USED_UP * (quota["value"] if by_value else quota["quantity"]):
            full[counted] = True
    return full
