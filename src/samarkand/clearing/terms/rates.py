"""The rate of each pool: how many units of account one unit of its own money is worth.

At given terms the rate decides which rows of a pool may trade: an offer with limit a is admitted
when ``terms / a >= rate``, a want with bid b when ``terms / b <= rate``. Every executed want then
costs the pool no more than any executed offer earns it, so every limit is honoured. The rate is
kept as the exact ratio of one row's terms and limit, and compared in whole numbers.
"""

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.walk import crossing
from samarkand.solving.compiled import compiled

_NOTHING = np.iinfo(np.int64).max


def choose_rates(economy: Economy, rows: Rows, terms: pl.Series, tolerance: float) -> pl.DataFrame:
    """Return rate_terms and rate_limit, a row per pool; null where the pool trades nothing.

    ``terms`` are integers per market. ``tolerance`` is how far beyond the last row reached, as a
    difference of logarithms, rows of the other side are admitted when one side of a pool runs out.
    """
    decider = np.empty(rows.pools, np.int64)
    log_terms = np.log(terms.to_numpy().astype(np.float64))
    compiled(crossing, len(rows))(rows.pools, rows.offers, rows.alternatives, log_terms, tolerance, decider)
    is_offer = (decider >= 0) & (decider != _NOTHING)
    is_bid = decider < 0
    priced = [
        frame.select(
            pl.lit(terms).gather(pl.col("market")).alias("rate_terms"), pl.col("limit").alias("rate_limit")
        )
        for frame in (economy.offers, economy.alternatives)
    ]
    none = pl.lit(None, dtype=pl.Int64)
    picked = pl.DataFrame(
        {
            "offer": pl.Series(np.where(is_offer, decider, 0), dtype=pl.Int64),
            "bid": pl.Series(np.where(is_bid, -1 - decider, 0), dtype=pl.Int64),
            "from_offer": is_offer,
            "from_bid": is_bid,
        }
    )
    return picked.select(
        pl.when("from_offer")
        .then(_gathered(priced[0][name], "offer"))
        .when("from_bid")
        .then(_gathered(priced[1][name], "bid"))
        .otherwise(none)
        .alias(name)
        for name in ("rate_terms", "rate_limit")
    )


def admitted(rows: pl.DataFrame, terms: pl.Series, rates: pl.DataFrame, *, is_offer: bool) -> pl.Series:
    """Return for each offer, or alternative, whether its pool's rate admits it, decided exactly."""
    value = pl.lit(terms).gather(pl.col("market")).cast(pl.Int128) * pl.lit(rates["rate_limit"]).gather(
        "pool"
    )
    worth = pl.lit(rates["rate_terms"]).gather("pool").cast(pl.Int128) * pl.col("limit")
    admits = value >= worth if is_offer else value <= worth
    return rows.select(admits.fill_null(value=False).alias("admitted"))["admitted"]


def _gathered(values: pl.Series, by: str) -> pl.Expr:
    if values.is_empty():
        return pl.lit(None, dtype=pl.Int64)
    return pl.lit(values).gather(pl.col(by))
