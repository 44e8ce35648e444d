"""Which pools are better off by what is traded: a figure anyone can work out from legs and limits."""

from fractions import Fraction

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, VALUE_DECIMALS

_PER_MILLE = 1000
"""A pool gains where it is better off by more than this part of what it trades, at its own limits."""

_RATE_DIGITS = 12
_TO_VALUE = 10 ** (PRICE_DECIMALS + QUANTITY_DECIMALS - VALUE_DECIMALS)


def pools_gaining(economy: Economy, legs: pl.DataFrame, balances: pl.DataFrame) -> dict[str, int]:
    """Return how many pools trade, and how many of them gain: ``pools_trading``, ``pools_gaining``.

    A pool gains what its limits would have paid for what it takes, less what they ask for what it gives,
    in its own money; what it is left to claim, or to owe, counts at its rate. ``legs`` are those of
    `make_legs`, ``balances`` the outcome's table.
    """
    offer, bid = legs["offer"], legs["alternative"]
    gives = _at_limits(economy.offers, offer, legs["quantity"]).rename({"worth": "asked"})
    takes = _at_limits(economy.alternatives, bid, legs["quantity"]).rename({"worth": "paid"})
    names = (
        economy.pools.select("pool").with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    )
    pools = gives.join(takes, on="number", how="full", coalesce=True).join(names, on="number")
    judged = pools.join(balances.select("pool", "balance", "rate"), on="pool").fill_null(0)
    plain, open_ended = judged.filter(pl.col("balance") == 0), judged.filter(pl.col("balance") != 0)
    gain, least = pl.col("paid") - pl.col("asked"), pl.max_horizontal("asked", "paid") // _PER_MILLE
    gaining = plain.filter(gain > least).height
    gaining += sum(_gains(*row) for row in open_ended.select("asked", "paid", "balance", "rate").iter_rows())
    return {"pools_trading": judged.height, "pools_gaining": gaining}


def _at_limits(rows: pl.DataFrame, positions: pl.Series, quantity: pl.Series) -> pl.DataFrame:
    """Return number (of the pool) and ``worth``: what its rows' limits make of the quantities."""
    executed = rows.select("pool", "limit")[positions].with_columns(quantity)
    worth = (pl.col("limit").cast(pl.Int128) * pl.col("quantity")).sum()
    return executed.group_by(number=pl.col("pool").cast(pl.Int64)).agg(worth=worth)


def _gains(asked: int, paid: int, balance: int, rate: float) -> bool:
    left = Fraction(balance * _TO_VALUE) / Fraction(f"{rate:.{_RATE_DIGITS}g}") if balance and rate else 0
    return (paid - asked + left) * _PER_MILLE > max(asked, paid)
