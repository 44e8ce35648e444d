"""The rate of every pool, as exact decimals: what its executed rows leave open, and the middle of that.

Decimals of twelve digits, by arithmetic that is specified to the last digit (Cowlishaw, General Decimal
Arithmetic), so that a rate is the same text on every machine.
"""

from collections.abc import Mapping
from decimal import Context, Decimal

import numpy as np
import polars as pl

from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS

DIGITS = 12
_STATED, _EXACTLY = Context(prec=DIGITS), Context(prec=4 * DIGITS)
_NEAR = 1e-9

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
    rows = []
    for number in sorted({*low, *high}):
        ends = (low.get(number) or high[number], high.get(number) or low[number])
        rate = _middle(*ends)
        if number == unit_pool and abs(rate - 1.0) <= NEAR_ONE:
            rate = 1.0
        rows.append((number, rate, _stated(low.get(number)), _stated(high.get(number))))
    schema = {"number": pl.Int64(), "rate": pl.Float64(), "rate_low": pl.Float64(), "rate_high": pl.Float64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _stated(ratio: Ratio | None) -> float | None:
    return None if ratio is None else _as_float(_STATED.divide(*map(Decimal, ratio)))


def _middle(low: Ratio, high: Ratio) -> float:
    squared = _EXACTLY.divide(Decimal(low[0] * high[0]), Decimal(low[1] * high[1]))
    return _as_float(_STATED.sqrt(squared))


def _as_float(ratio: Decimal) -> float:
    """Return the float whose twelve digits are the ratio's, in units of account per unit of own money."""
    return float(_STATED.scaleb(ratio, PRICE_DECIMALS - TERMS_DECIMALS))
