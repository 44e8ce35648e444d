"""Which goods can reach which wants, worked out anew from the book: goods, lanes, days, restrictions."""

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.law import closed_pairs
from samarkand.clearing.checking.numbers import ceil_divide, wide
from samarkand.core.scale import LARGEST


def same_goods(goods: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of classes whose commodity, grade and kind of unit agree.

    Columns of ``goods`` by name, those of ``wanted`` with ``_want``; a row per pair.
    """
    lengths = wanted["hs"].str.len_chars().unique().sort().to_list()
    pairs = [_same_prefix(goods, wanted, length) for length in lengths]
    if not pairs:
        return _same_prefix(goods, wanted, 1)
    agree = (pl.col("grade_want") == "") | (pl.col("grade_want") == pl.col("grade"))
    return pl.concat(pairs).filter(agree)


def _same_prefix(goods: pl.DataFrame, wanted: pl.DataFrame, length: int) -> pl.DataFrame:
    wanted = wanted.filter(pl.col("hs").str.len_chars() == length).rename(
        {column: f"{column}_want" for column in wanted.columns if column != "want_class"}
    )
    prefixed = goods.with_columns(prefix=pl.col("hs").str.slice(0, length))
    return prefixed.join(
        wanted, left_on=["prefix", "dimension"], right_on=["hs_want", "dimension_want"], coalesce=False
    ).drop("prefix")


def with_lane(pairs: pl.DataFrame, lanes: pl.DataFrame | None, as_of: int | None) -> pl.DataFrame:
    """Return the pairs with ``freight``, per tonne in the taker's money; null where none is in time.

    Of the lanes that fit, the most closely described ones count; of those in time the cheapest. Nothing
    leaves before the day ``as_of``.
    """
    routes = _routes(pairs, lanes)
    ways = pairs.select("goods_class", "want_class", "place", "place_want", *_DAYS).join(
        routes, on=["place", "place_want"]
    )
    today = pl.lit(as_of, dtype=pl.Int64)
    earliest = pl.max_horizontal("first_day", today, pl.col("first_day_want") - pl.col("days"))
    latest = pl.min_horizontal("last_day", pl.col("last_day_want") - pl.col("days"))
    cheapest = (
        ways.filter(earliest <= latest).group_by("goods_class", "want_class").agg(pl.col("freight").min())
    )
    return pairs.join(cheapest, on=["goods_class", "want_class"], how="left")


_DAYS = ("first_day", "last_day", "first_day_want", "last_day_want")


def _routes(pairs: pl.DataFrame, lanes: pl.DataFrame | None) -> pl.DataFrame:
    """Return the ways between the places of the pairs: ``place``, ``place_want``, days, freight."""
    ends = pairs.select("place", "place_want").unique()
    free = pl.lit(0, dtype=pl.Int64)
    if lanes is None:
        return ends.with_columns(days=free, freight=free)
    described = _described(ends, lanes)
    closest = described.filter(pl.col("distance") == pl.col("distance").min().over("place", "place_want"))
    silent = ends.filter(pl.col("place") == pl.col("place_want")).join(
        described, on=["place", "place_want"], how="anti"
    )
    at_home = silent.with_columns(days=free, freight=free)
    return pl.concat([closest.select(at_home.columns), at_home])


def _described(ends: pl.DataFrame, lanes: pl.DataFrame) -> pl.DataFrame:
    """Return every lane that describes a pair of places, and how loosely: 0 is place to place."""
    ends = ends.with_columns(
        land=pl.col("place").str.slice(0, 2), land_want=pl.col("place_want").str.slice(0, 2)
    )
    lanes = lanes.select("from", "to", "days", "freight")
    levels = [("place", "place_want"), ("place", "land_want"), ("land", "place_want"), ("land", "land_want")]
    found = [
        ends.join(lanes, left_on=list(level), right_on=["from", "to"], coalesce=False).select(
            "place", "place_want", "days", "freight", distance=pl.lit(distance)
        )
        for distance, level in enumerate(levels)
    ]
    return pl.concat(found)


def reachable(goods: pl.DataFrame, wanted: pl.DataFrame, book: Book, as_of: int | None) -> pl.DataFrame:
    """Return every pair of classes with the same goods, and what stands between them.

    Adds ``freight`` (millionths of the taker's money per unit of the market, rounded up; null: no
    lane in time) and ``closed`` (a restriction forbids it) to the columns of both classes.
    """
    pairs = with_lane(same_goods(goods, wanted), book.lanes, as_of)
    closed = closed_pairs(pairs, book.restrictions).select("goods_class", "want_class").unique()
    judged = pairs.join(
        closed.with_columns(closed=pl.lit(value=True)), on=["goods_class", "want_class"], how="left"
    )
    # Freight beyond all numbers is more than any limit pays.
    weight = ceil_divide(wide("freight") * pl.col("tonnes"), wide("per")).clip(upper_bound=LARGEST)
    weightless = pl.col("tonnes").is_null() & pl.col("freight").is_not_null()
    per_unit = pl.when(weightless).then(0).otherwise(weight).cast(pl.Int64)
    return judged.with_columns(per_unit.alias("freight"), pl.col("closed").fill_null(value=False))
