"""What deals are worth on average when their legs may fail, and a failed leg undoes its deal."""

import math

import polars as pl

from samarkand.core.scale import CERTAIN
from samarkand.solving.arrays import Integers


def expected_value(legs: pl.DataFrame, failing: Integers) -> int:
    """Return the expected value in minor units, each deal's rounded down, in exact whole numbers.

    ``legs`` has deal, offer (position) and value; ``failing`` the probability of each offer's legs to
    fail, in millionths.
    """
    deals = (
        legs.with_columns(chance=CERTAIN - pl.lit(pl.Series(failing)).gather(pl.col("offer")))
        .group_by("deal")
        .agg("chance", pl.col("value").sum())
    )
    return sum(
        value * math.prod(chances) // CERTAIN ** len(chances)
        for chances, value in zip(deals["chance"].to_list(), deals["value"].to_list(), strict=True)
    )
