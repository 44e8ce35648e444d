"""What stands across from each row in its markets, and what its pool has in exchange, by the legs."""

import polars as pl

from samarkand.clearing.checking.openness import Judged

_LIVE, _OPEN, _FREE = pl.col("live"), pl.col("is_open"), ~pl.col("whole")


def offers_met(rows: Judged) -> pl.DataFrame:
    """Return the offers with what wants of other parties stand across.

    ``somebody``: a live one; ``open_one``: one with something open and no full quota between;
    ``open_freely``: one that takes any quantity; ``kept_apart``: one behind a full quota.
    """
    flags = {
        "somebody": _LIVE,
        "open_one": _OPEN & ~pl.col("full"),
        "open_freely": _OPEN & ~pl.col("full") & _FREE,
        "kept_apart": _OPEN & pl.col("full"),
    }
    return _facing(rows.offers, rows.ways, flags)


def ways_met(rows: Judged) -> pl.DataFrame:
    """Return the ways with what offers of other parties stand across: the same of each way."""
    flags = {"somebody": _LIVE, "open_one": _OPEN, "open_freely": _OPEN & _FREE}
    met = _facing(rows.ways, rows.offers, flags)
    return met.with_columns(
        kept_apart=pl.col("open_one") & pl.col("full"),
        open_one=pl.col("open_one") & ~pl.col("full"),
        open_freely=pl.col("open_freely") & ~pl.col("full"),
    )


def in_exchange(rows: pl.DataFrame) -> pl.DataFrame:
    """Return per pool whether its rows of a side are all spent, whether any can meet, and any freely."""
    return (
        rows.filter(_LIVE)
        .group_by("pool_no")
        .agg(
            spent=(~_OPEN).all(),
            meets=(_OPEN & pl.col("open_one")).any(),
            meets_freely=(_OPEN & _FREE & pl.col("open_freely")).any(),
        )
    )


def _facing(rows: pl.DataFrame, others: pl.DataFrame, flags: dict[str, pl.Expr]) -> pl.DataFrame:
    """Return rows with a truth for each flag that a row of another party in the same market has it.

    Enough is known of a market when two parties are: if one of them is the row's own, the other is not.
    """
    for name, flag in flags.items():
        first, last = pl.col("party_no").min(), pl.col("party_no").max()
        ends = others.filter(flag).group_by("market_no").agg(first.alias("first"), last.alias("last"))
        joined = rows.join(ends, on="market_no", how="left", maintain_order="left")
        other = (pl.col("first") != pl.col("party_no")) | (pl.col("last") != pl.col("party_no"))
        rows = joined.with_columns(other.fill_null(value=False).alias(name)).drop("first", "last")
    return rows
