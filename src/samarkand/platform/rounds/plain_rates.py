"""The rates at which those of a pool pay each other: plain numbers between the limits, not made of them.

The rate of a pool is the middle of what its executed limits leave open. Who pays at home reads it out of
amount and value, and with his own limit the other end of the interval. So payments are reckoned at the
shortest number near the middle that honours the same limits.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

import polars as pl

FEWEST_DIGITS = 2
_DIGITS = 12
"""Rates are stated in so many; a shorter number between two that differ is always there."""

_EXACTLY = Context(prec=40)


def with_plain_rates(balances: pl.DataFrame) -> pl.DataFrame:
    """Return an outcome's ``balances`` with plain numbers for its rates.

    The rate of the pool whose money is the unit of account, 1, stays as it is.
    """
    rates = [
        plain_rate(low, high) if rate is not None and rate != 1.0 else rate
        for rate, low, high in balances.select("rate", "rate_low", "rate_high").iter_rows()
    ]
    return balances.with_columns(rate=pl.Series(rates, dtype=pl.Float64))


def plain_rate(low: float | None, high: float | None) -> float:
    """Return a rate of few digits from ``low`` to ``high``, near their middle.

    Two digits are enough in most pools; where the limits leave less room it has as many as it takes, and
    where they leave none it is theirs. Where one end is open the rate lies beyond the other. Raises
    ValueError where both are.
    """
    if low is None or high is None:
        return _beyond(low, high)
    ends = _decimal(low), _decimal(high)
    middle = _EXACTLY.sqrt(_EXACTLY.multiply(*ends))
    rates = (_short(middle, digits, ROUND_HALF_EVEN) for digits in range(FEWEST_DIGITS, _DIGITS + 1))
    inside = (float(rate) for rate in rates if ends[0] < rate < ends[1])
    return next(inside, low)


def _beyond(low: float | None, high: float | None) -> float:
    if low is not None:
        return float(_short(_decimal(low), FEWEST_DIGITS, ROUND_CEILING))
    if high is not None:
        return float(_short(_decimal(high), FEWEST_DIGITS, ROUND_FLOOR))
    raise ValueError("a pool that trades nothing has no rate")


def _decimal(rate: float) -> Decimal:
    return Decimal(f"{rate:.{_DIGITS}g}")


def _short(rate: Decimal, digits: int, rounding: str) -> Decimal:
    return Context(prec=digits, rounding=rounding).plus(rate)
