"""How many pools trade, and how many are better off by more than a thousandth of it, by legs and limits."""

from fractions import Fraction

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.numbers import wide

_THOUSANDTH = Fraction(1, 1000)
_RATE_DIGITS = 12
_TO_HUNDREDTHS = 10**7
"""Limits count millionths and quantities thousandths, money hundredths."""


def true_gains(evidence: Evidence) -> dict[str, int]:
    """Return ``pools_trading`` and ``pools_gaining``.

    A pool gains its limits' worth of what it takes, less freight, less that of what it gives, in its own
    money; what it may claim or owes counts at its stated rate.
    """
    freight = evidence.reach.select("want_class", "market_no", "freight")
    legs = evidence.legs.drop_nulls(["offer_no", "want_no", "market_no"])
    legs = legs.join(freight, on=["want_class", "market_no"], how="left")
    given = legs.join(evidence.offers.select("offer_no", "limit"), on="offer_no")
    taken = legs.join(evidence.wants.select("want_no", "limit"), on="want_no")
    taken = taken.with_columns(pl.col("limit") - pl.col("freight").fill_null(0))
    gave, took = _worth(given, "from_pool"), _worth(taken, "to_pool")
    rates = _rates(evidence)
    gaining = 0
    trading = sorted(gave.keys() | took.keys())
    for pool in trading:
        asked, out = gave.get(pool, (0, 0))
        paid, back = took.get(pool, (0, 0))
        rate = rates.get(pool)
        claim = Fraction((out - back) * _TO_HUNDREDTHS) / rate if out != back and rate else Fraction(0)
        gaining += paid - asked + claim > max(asked, paid) * _THOUSANDTH
    return {"pools_trading": len(trading), "pools_gaining": gaining}


def _worth(legs: pl.DataFrame, pool: str) -> dict[int, tuple[int, int]]:
    """Return by pool what limits make of the quantities, and the value of them."""
    worth = (wide("limit") * wide("quantity")).sum()
    sums = legs.group_by(pool).agg(worth.alias("worth"), wide("value").sum())
    return {number: (worth, value) for number, worth, value in sums.iter_rows()}


def _rates(evidence: Evidence) -> dict[int, Fraction]:
    numbers = evidence.pools.select("pool", "pool_no")
    stated = evidence.outcome.balances.filter(pl.col("rate") > 0, pl.col("rate").is_finite())
    rows = stated.unique("pool", keep="first", maintain_order=True).join(numbers, on="pool")
    return {
        number: Fraction(f"{rate:.{_RATE_DIGITS}g}")
        for number, rate in rows.select("pool_no", "rate").iter_rows()
    }
