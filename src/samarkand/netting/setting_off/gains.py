"""What setting off one minor unit of an obligation counts, by the objective."""

from datetime import date

import numpy as np
import polars as pl

from samarkand.netting.settings import Settings
from samarkand.solving.arrays import Integers

SHARE = 10**9
"""What closing one obligation of weight 1 counts at most, where obligations are counted."""

_ROOM = 2**61
"""Sums of gains stay below this, so that twice their sum fits 64 bits."""


def gains_of(frame: pl.DataFrame, settings: Settings) -> Integers:
    """Return the gain per minor unit of each obligation, a positive integer.

    Value: its weight. Age: weight times the days it is overdue, and one. Count: weight times the
    share of the obligation that one minor unit is, rounded up, in parts of `share_unit`.
    """
    weight: Integers = frame["weight"].to_numpy()
    if settings.objective == "age":
        return weight * (1 + _days(frame, settings))
    if settings.objective == "count":
        amount: Integers = frame["amount"].to_numpy()
        return weight * -(-share_unit(frame) // amount)
    return weight


def share_unit(frame: pl.DataFrame) -> int:
    """Return what closing an obligation of weight 1 counts, so that all gains together fit 64 bits."""
    weighted = frame.select((pl.col("amount").cast(pl.Int128) * pl.col("weight")).sum()).item()
    weights = int(frame["weight"].sum())
    return max(1, min(SHARE, (_ROOM - int(weighted)) // max(1, weights)))


def as_of(frame: pl.DataFrame, settings: Settings) -> date | None:
    """Return the day ages are counted to: as set, else the latest due day; None where none is due."""
    latest = frame["due"].max()
    return settings.as_of or (latest if isinstance(latest, date) else None)


def _days(frame: pl.DataFrame, settings: Settings) -> Integers:
    day = as_of(frame, settings)
    if day is None:
        return np.zeros(frame.height, np.int64)
    overdue = (pl.lit(day) - pl.col("due")).dt.total_days().clip(0).fill_null(0)
    return frame.select(overdue.cast(pl.Int64)).to_series().to_numpy()
