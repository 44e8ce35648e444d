"""The rate of every pool, as exact decimals: what its executed rows leave open, and the middle of that.

Decimals of twelve digits, by arithmetic that is specified to the last digit (Cowlishaw, General Decimal
Arithmetic), so that a rate is the same text on every machine. Floats find them where they leave no doubt
about the last digit, decimals everywhere else.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal

import numpy as np
import polars as pl

from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS
from samarkand.solving.arrays import Floats

DIGITS = 12
_STATED, _EXACTLY = Context(prec=DIGITS), Context(prec=4 * DIGITS)
_NEAR = 1e-9

_POWERS = np.array([float(10**power) for power in range(DIGITS + TERMS_DECIMALS)])
_DOUBT = 0.01
"""Nearer than that to a half of the last digit floats, off by less than a thousandth of it, do not decide."""

NEAR_ONE = 1e-7
"""How far from 1 the middle of a rate may be that is stated as 1: terms are whole numbers."""

Ratio = tuple[int, int]
"""Terms over limit, both at their scales."""


def executed(rows: pl.DataFrame, terms: pl.Series, value: np.ndarray) -> pl.DataFrame:
    """Return pool, terms, limit and value of the offers or alternatives that carry any value."""
    at = pl.lit(terms).gather(pl.col("market"))
    return rows.select("pool", "limit", at.alias("terms"), value=pl.Series(value)).filter(pl.col("value") > 0)


def extreme_ratios(rows: pl.DataFrame, *, highest: bool) -> dict[int, Ratio]:
    """Return for each pool of executed rows the highest, or lowest, ratio of terms to limit.

    Floats find the rows within a part in a billion of it; whole numbers decide among those.
    """
    rated = rows.with_columns(ratio=pl.col("terms") / pl.col("limit"))
    ends = pl.col("ratio").max() * (1 - _NEAR) if highest else pl.col("ratio").min() * (1 + _NEAR)
    tied = rated.join(rated.group_by("pool").agg(end=ends), on="pool")
    near = tied.filter(pl.col("ratio") >= pl.col("end") if highest else pl.col("ratio") <= pl.col("end"))
    found: dict[int, Ratio] = {}
    for pool, terms, limit in near.select("pool", "terms", "limit").unique().iter_rows():
        best = found.setdefault(pool, (terms, limit))
        ahead = terms * best[1] - best[0] * limit
        if ahead > 0 if highest else ahead < 0:
            found[pool] = (terms, limit)
    return found


def rates_table(low: Mapping[int, Ratio], high: Mapping[int, Ratio], unit_pool: int | None) -> pl.DataFrame:
    """Return number (of the pool), rate, rate_low and rate_high; null where a side executed nothing.

    The rate is the geometric mean of the two ends, or the one there is; that of the unit's pool is stated
    as 1 where it is as near to it as whole terms allow.
    """
    numbers = sorted({*low, *high})
    lows = [low.get(number) or high[number] for number in numbers]
    highs = [high.get(number) or low[number] for number in numbers]
    low_ratio, high_ratio = _divided(lows), _divided(highs)
    rate = _stated(np.sqrt(low_ratio * high_ratio), lambda at: _middle(lows[at], highs[at]))
    number = np.array(numbers, np.int64)
    rate[(number == unit_pool) & (np.abs(rate - 1.0) <= NEAR_ONE)] = 1.0
    ends = pl.DataFrame(
        {
            "number": number,
            "rate": rate,
            "rate_low": _stated(low_ratio, lambda at: _quotient(lows[at])),
            "rate_high": _stated(high_ratio, lambda at: _quotient(highs[at])),
        }
    )
    return ends.with_columns(
        pl.when(pl.Series([number in side for number in numbers], dtype=pl.Boolean)).then(name).alias(name)
        for name, side in (("rate_low", low), ("rate_high", high))
    )


def _divided(ratios: list[Ratio]) -> Floats:
    parts = np.array(ratios, np.float64).reshape(-1, 2)
    divided: Floats = parts[:, 0] / parts[:, 1]
    return divided


def _stated(ratio: Floats, exactly: Callable[[int], float]) -> Floats:
    """Return what ratios are stated as; ``exactly`` tells it of the one at a place.

    Whole numbers below 10**12 over a power of ten that is a float divide to the float nearest their decimal.
    """
    shift = DIGITS - np.searchsorted(_POWERS, ratio, side="right")
    able = (shift >= 0) & (shift < DIGITS)
    shift = np.where(able, shift, 0)
    digits = ratio * _POWERS[shift]
    stated: Floats = np.rint(digits) / _POWERS[shift + TERMS_DECIMALS - PRICE_DECIMALS]
    doubtful = ~able | (np.abs(digits - np.floor(digits) - 0.5) < _DOUBT)
    for at in np.flatnonzero(doubtful).tolist():
        stated[at] = exactly(at)
    return stated


def _quotient(ratio: Ratio) -> float:
    return _as_float(_STATED.divide(*map(Decimal, ratio)))


def _middle(low: Ratio, high: Ratio) -> float:
    squared = _EXACTLY.divide(Decimal(low[0] * high[0]), Decimal(low[1] * high[1]))
    return _as_float(_STATED.sqrt(squared))


def _as_float(ratio: Decimal) -> float:
    """Return the float whose twelve digits are the ratio's, in units of account per unit of own money."""
    return float(_STATED.scaleb(ratio, PRICE_DECIMALS - TERMS_DECIMALS))
