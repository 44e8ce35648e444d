"""Lanes: whether goods of one place and season reach another in time, and at what freight."""

import polars as pl

_DAY = pl.duration(days=1)


def reach(pairs: pl.DataFrame, lanes: pl.DataFrame | None) -> pl.DataFrame:
    """Add days and freight (per tonne, scaled; null where no lane arrives in time) to pairs.

    ``pairs`` has the columns pair (unique), place, from, until (the goods) and to_place,
    want_from, want_until (the want). Without a lanes table every place reaches every other, free
    and at once. With one, a place reaches itself, and of the lanes that fit, the most specific
    ones count (place to place before country to country); among those in time the cheapest, then
    the quickest.
    """
    if lanes is None:
        joined = pairs.with_columns(
            days=pl.lit(0, dtype=pl.Int64), freight=pl.lit(0, dtype=pl.Int64), specific=pl.lit(0)
        )
    else:
        joined = pl.concat([_by_lane(pairs, lanes), _same_place(pairs)], how="diagonal_relaxed")
    best = (
        joined.filter(pl.col("specific") == pl.col("specific").max().over("pair"))
        .filter(_in_time())
        .sort("pair", "freight", "days")
        .unique("pair", keep="first", maintain_order=True)
        .select("pair", "days", "freight")
    )
    return pairs.join(best, on="pair", how="left", maintain_order="left")


def _by_lane(pairs: pl.DataFrame, lanes: pl.DataFrame) -> pl.DataFrame:
    routes = lanes.select(pl.col("from").alias("lane_from"), pl.col("to").alias("lane_to"), "days", "freight")
    found = []
    for start, start_weight in (("place", 4), ("country", 0)):
        for end, end_weight in (("place", 2), ("country", 0)):
            keyed = pairs.with_columns(lane_from=_end("place", start), lane_to=_end("to_place", end))
            hit = keyed.join(routes, on=["lane_from", "lane_to"], how="inner")
            found.append(hit.with_columns(specific=pl.lit(start_weight + end_weight)))
    return pl.concat(found).unique(["pair", "days", "freight", "specific"], maintain_order=True)


def _end(column: str, kind: str) -> pl.Expr:
    return pl.col(column) if kind == "place" else pl.col(column).str.slice(0, 2)


def _same_place(pairs: pl.DataFrame) -> pl.DataFrame:
    # Only a lane from this very place to itself (4 + 2) overrides staying where one is.
    return pairs.filter(pl.col("place") == pl.col("to_place")).with_columns(
        days=pl.lit(0, dtype=pl.Int64), freight=pl.lit(0, dtype=pl.Int64), specific=pl.lit(5)
    )


def _in_time() -> pl.Expr:
    travel = _DAY * pl.col("days")
    not_late = (pl.col("from") + travel <= pl.col("want_until")).fill_null(value=True)
    not_early = (pl.col("until") + travel >= pl.col("want_from")).fill_null(value=True)
    return not_late & not_early
