"""The terms of a round as they are told to one who does not see everything: his own deals', others' rounded.

In a thin market the terms are the ratio of two limits of one party. So the terms of a market are told as they
are only to those in whose deals they stand, who could divide a leg's value by its quantity. Others are told
them where enough parties trade there, to a few digits: the page "What a round reveals" says why.
"""

from collections.abc import Collection

import polars as pl

ENOUGH_PARTIES = 3
"""So many others must trade in a market before anything of it is told to those who do not trade there."""

ROUNDED_DIGITS = 3

EXACT, ROUNDED = "exact", "rounded"

_KEPT = ("market", "commodity", "grade", "place", "period", "unit", "value_per_unit")


def told_terms(terms: pl.DataFrame, legs: pl.DataFrame, parties: Collection[str]) -> pl.DataFrame:
    """Return what of an outcome's ``terms`` is told to one who speaks for these parties.

    The columns of that table and ``told``: ``exact`` for the markets of the parties' own deals, ``rounded``
    for others in which enough other parties trade. The rest is left out. ``traded_quantity`` is rounded, and
    null where too few others trade; ``traded_value`` is null.
    """
    own = _own_markets(legs, parties)
    counted = pl.col("others").fill_null(0) >= ENOUGH_PARTIES
    is_own = pl.col("market").is_in(own.implode())
    return (
        terms.join(_others(legs, parties), on="market", how="left", maintain_order="left")
        .filter(is_own | counted)
        .select(
            *(name for name in _KEPT if name != "value_per_unit"),
            value_per_unit=pl.when(is_own).then("value_per_unit").otherwise(_rounded("value_per_unit")),
            traded_quantity=pl.when(counted).then(_rounded("traded_quantity")),
            traded_value=pl.lit(None, dtype=pl.Int64),
            told=pl.when(is_own).then(pl.lit(EXACT)).otherwise(pl.lit(ROUNDED)),
        )
    )


def rounded(number: int, digits: int = ROUNDED_DIGITS) -> int:
    """Return a whole number above nothing, rounded to its first digits."""
    step = step_of(number, digits)
    return (number + step // 2) // step * step


def step_of(number: int, digits: int = ROUNDED_DIGITS) -> int:
    """Return the distance from one number of so many digits to the next, about ``number``."""
    return int(10 ** max(len(str(number)) - digits, 0))


def _rounded(column: str) -> pl.Expr:
    return pl.col(column).map_elements(rounded, return_dtype=pl.Int64)


def _own_markets(legs: pl.DataFrame, parties: Collection[str]) -> pl.Series:
    """Return the markets of all legs of the deals in which the parties give or take."""
    given_or_taken = pl.any_horizontal(pl.col("from_party", "to_party").is_in(list(parties)))
    deals = legs.filter(given_or_taken)["deal"].unique()
    return legs.filter(pl.col("deal").is_in(deals.implode()))["market"].unique()


def _others(legs: pl.DataFrame, parties: Collection[str]) -> pl.DataFrame:
    """Return market and ``others``: how many parties besides these give or take there."""
    trading = pl.concat([legs.select("market", party=side) for side in ("from_party", "to_party")]).unique()
    return (
        trading.filter(~pl.col("party").is_in(list(parties)))
        .group_by("market")
        .agg(others=pl.len().cast(pl.Int64))
    )
