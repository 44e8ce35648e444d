"""What setting off one minor unit of an obligation counts, worked out from the objective anew."""

from datetime import date

import polars as pl

from samarkand.netting.obligations import Obligations

_MOST_SHARE = 10**9
_ROOM = 2**61


def gains(obligations: Obligations, objective: str, as_of: date | None) -> pl.Series:
    """Return the gain per minor unit of each obligation.

    Value: its weight. Age: its weight times one and the days from its due day to ``as_of``, no days
    where it is not yet due or never. Count: its weight times `share_unit` over its amount, rounded
    up, so that closing any obligation of weight one gains about the same.
    """
    weight: pl.Expr = pl.col("weight")
    if objective == "age":
        weight = weight * (1 + _days(as_of))
    elif objective == "count":
        amount = pl.col("amount")
        weight = weight * ((share_unit(obligations) + amount - 1) // amount)
    return obligations.frame.select(weight.cast(pl.Int64).alias("gain")).to_series()


def _days(as_of: date | None) -> pl.Expr:
    if as_of is None:
        return pl.lit(0, dtype=pl.Int64)
    days = pl.lit(as_of).cast(pl.Int32).cast(pl.Int64) - pl.col("due").cast(pl.Int32).cast(pl.Int64)
    return pl.max_horizontal(days, 0).fill_null(0)


def share_unit(obligations: Obligations) -> int:
    """Return what closing an obligation of weight one gains at least, under the objective of counting."""
    weight = pl.col("weight").cast(pl.Int128)
    weighted, weights = obligations.frame.select(
        (weight * pl.col("amount").cast(pl.Int128)).sum().alias("weighted"), weight.sum()
    ).row(0)
    return max(1, min(_MOST_SHARE, (_ROOM - int(weighted)) // max(1, int(weights))))


def is_plain(obligations: Obligations, objective: str) -> bool:
    """Tell whether every minor unit counts one: the objective is value and there are no weights."""
    return objective == "value" and bool((obligations.frame["weight"] == 1).all())
