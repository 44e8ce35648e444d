"""By how much one side of a market is longer than the other: what those who are rationed are told."""

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.results.openness import Openness


def longer_by(economy: Economy, rows: Openness, given: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Return id and ``longer_by`` of every admitted row: what its side of its market has open in all.

    In the market's unit, and only what is more than the rounding of legs, a thousandth for each. A want
    of several markets is told the least of theirs. ``given`` and ``taken`` are those of `traded_rows`.
    """
    offers = rows.offers.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    open_offers = offers.join(given, on="row", how="left").select("market", "live", "row", rest=_rest())
    open_ways = rows.ways.join(taken, left_on="want", right_on="row", how="left").select(
        "market", "live", row="want", rest=_rest()
    )
    sides = ((open_offers, economy.offers["offer"]), (open_ways, economy.wants["want"]))
    return pl.concat(
        _longer(side).select("longer_by", id=pl.lit(names).gather(pl.col("row"))) for side, names in sides
    )


def traded_rows(economy: Economy, legs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return of each offer, and of each want, that trades: its position as ``row``, traded (quantity), legs.

    ``legs`` are those of `deals.cut.make_legs`.
    """
    want = economy.alternatives["want"].gather(legs["alternative"])
    return _sums(legs["offer"], legs["quantity"]), _sums(want, legs["quantity"])


def _sums(rows: pl.Series, quantity: pl.Series) -> pl.DataFrame:
    row = rows.to_numpy().astype(np.int64)
    legs = np.bincount(row)
    traded = np.zeros(len(legs), np.int64)
    np.add.at(traded, row, quantity.to_numpy())
    some = np.flatnonzero(legs)
    return pl.DataFrame({"row": some, "traded": traded[some], "legs": legs[some]})


def _rest() -> pl.Expr:
    rest = pl.col("quantity") - pl.col("traded").fill_null(0)
    return pl.when(rest > pl.col("legs").fill_null(0)).then(rest).otherwise(0)


def _longer(rows: pl.DataFrame) -> pl.DataFrame:
    """Return per row the least, over its markets, of what all admitted rows there have open."""
    live = rows.filter("live")
    sums = live.group_by("market").agg(longer_by=pl.col("rest").sum())
    return live.join(sums, on="market").group_by("row").agg(pl.col("longer_by").min())
