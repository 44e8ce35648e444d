"""Whether what an outcome says would help an open row is so: the limit the terms ask for, the long side."""

import polars as pl

from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import ceil_divide, price_text, quantity_text, wide
from samarkand.core.finding import Finding

_FILE = "unmatched"


def wrong_limits(judged: pl.DataFrame, side: Side) -> list[Finding]:
    """Return the rows whose limit at these terms is wrong: only a limit too far has one."""
    own = pl.col("needed") * pl.col("times")
    in_own_unit = own // pl.col("over") if side == "offer" else ceil_divide(own, wide("over"))
    too_far = (pl.col("due") == "limit_too_far") & pl.col("ways")
    true = judged.with_columns(true_limit=pl.when(too_far).then(in_own_unit))
    wrong = true.filter(wide("limit_to_trade").ne_missing(pl.col("true_limit")))
    return faults(
        "unmatched_differs",
        wrong,
        lambda row: (
            f"{side} {row['id']}: the limit it needs is stated as {price_text(row['limit_to_trade'])}, "
            f"at the pool's rate it is {price_text(row['true_limit'])}."
        ),
        file=_FILE,
        column="limit_to_trade",
    )


def wrong_lengths(judged: pl.DataFrame, side: Side) -> list[Finding]:
    """Return the rows of which it is wrong by how much their side is longer; only the rationed have that."""
    in_own_unit = wide("longer") * pl.col("over") // wide("times")
    rationed = pl.col("reason") == "rationed"
    true = judged.with_columns(true_length=pl.when(rationed).then(in_own_unit))
    wrong = true.filter(wide("longer_by").ne_missing(pl.col("true_length")))
    return faults(
        "unmatched_differs",
        wrong,
        lambda row: (
            f"{side} {row['id']}: its side is stated to be longer by {quantity_text(row['longer_by'])}, "
            f"by the legs it is {quantity_text(row['true_length'])}."
        ),
        file=_FILE,
        column="longer_by",
    )
