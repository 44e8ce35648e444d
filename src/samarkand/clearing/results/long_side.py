"""By how much one side of a market is longer than the other: what those who are rationed are told."""

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.results.openness import Openness


def longer_by(economy: Economy, rows: Openness, legs: pl.DataFrame) -> pl.DataFrame:
    """Return id and ``longer_by`` of every admitted row: what its side of its market has open in all.

    In the market's unit, and only what is more than the rounding of legs, a thousandth for each. A want
    of several markets is told the least of theirs. ``legs`` are those of `deals.cut.make_legs`.
    """
    given = _traded(legs, pl.col("offer"))
    want = economy.alternatives["want"]
    taken = _traded(legs, pl.lit(want).gather(pl.col("alternative")))
    offers = rows.offers.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    open_offers = offers.join(given, on="row", how="left").select("market", "live", id="offer", rest=_rest())
    open_ways = rows.ways.join(taken, left_on="want", right_on="row", how="left").select(
        "market", "live", "want", rest=_rest()
    )
    of_wants = _longer(open_ways, "want").with_columns(
        id=pl.lit(economy.wants["want"]).gather(pl.col("want"))
    )
    return pl.concat([_longer(open_offers, "id"), of_wants.select("id", "longer_by")])


def _traded(legs: pl.DataFrame, row: pl.Expr) -> pl.DataFrame:
    return legs.group_by(row=row.cast(pl.Int64)).agg(
        traded=pl.col("quantity").sum(), legs=pl.len().cast(pl.Int64)
    )


def _rest() -> pl.Expr:
    rest = pl.col("quantity") - pl.col("traded").fill_null(0)
    return pl.when(rest > pl.col("legs").fill_null(0)).then(rest).otherwise(0)


def _longer(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return per row the least, over its markets, of what all admitted rows there have open."""
    live = rows.filter("live")
    sums = live.group_by("market").agg(longer_by=pl.col("rest").sum())
    return live.join(sums, on="market").group_by(key).agg(pl.col("longer_by").min())
