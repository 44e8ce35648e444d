"""Who stands across from each row at the terms of the round, and whether they could still trade.

A row's partners are the admitted rows of its market's other side, of other parties. Its exchange is
what its pool has on its own other side: what it would give for what it takes.
"""

import polars as pl

from samarkand.clearing.results.openness import Openness

_COUNTED = ("any", "open", "free", "barred")


def offers_with_partners(rows: Openness) -> pl.DataFrame:
    """Return the offers with what stands across from each.

    Added: ``partner_any`` (somebody's limit is good), ``partner_open`` (somebody has something open),
    ``partner_free`` (and takes any quantity of it), ``partner_barred`` (only a full quota is between).
    """
    ways = rows.ways.with_columns(_counts(pl.col("quota_full")))
    return _across(rows.offers, ways)


def ways_with_partners(rows: Openness) -> pl.DataFrame:
    """Return the alternatives with the same, a full quota on the alternative considered."""
    met = _across(rows.ways, rows.offers.with_columns(_counts(pl.lit(value=False))))
    full, is_open = pl.col("quota_full"), pl.col("partner_open")
    return met.with_columns(
        partner_open=is_open & ~full,
        partner_free=pl.col("partner_free") & ~full,
        partner_barred=is_open & full,
    )


def exchange(rows: pl.DataFrame) -> pl.DataFrame:
    """Return per pool what its rows of one side could do for the other: pool, and three truths.

    ``spent``: nothing admitted is open. ``met``: something open has a partner with something open.
    ``freely``: so that both may trade any quantity. ``rows`` are those of `offers_with_partners` or of
    `ways_with_partners`.
    """
    is_open, free = pl.col("is_open"), ~pl.col("whole") & pl.col("partner_free")
    return (
        rows.filter("live")
        .group_by("pool")
        .agg(
            spent=~is_open.any(),
            met=(is_open & pl.col("partner_open")).any(),
            freely=(is_open & free).any(),
        )
    )


def _counts(full: pl.Expr) -> list[pl.Expr]:
    live, is_open = pl.col("live"), pl.col("is_open")
    flags = (live, is_open & ~full, is_open & ~full & ~pl.col("whole"), is_open & full)
    return [flag.cast(pl.Int64).alias(f"counts_{name}") for name, flag in zip(_COUNTED, flags, strict=True)]


def _across(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a truth for each count: does any row of the market's other side have it."""
    sums = [pl.col(f"counts_{name}").sum() for name in _COUNTED]
    here = others.group_by("market").agg(sums)
    # A party on both sides has one pool there; numbers find the few such rows.
    both = others.join(rows.select("pool", "market"), on=["pool", "market"], how="semi")
    own = both.group_by("market", "party").agg(sums)
    met = rows.join(here, on="market", how="left", maintain_order="left").join(
        own, on=["market", "party"], how="left", maintain_order="left", suffix="_own"
    )
    return met.with_columns(
        (pl.col(f"counts_{name}").fill_null(0) > pl.col(f"counts_{name}_own").fill_null(0)).alias(
            f"partner_{name}"
        )
        for name in _COUNTED
    ).select(pl.exclude("^counts_.*$"))
