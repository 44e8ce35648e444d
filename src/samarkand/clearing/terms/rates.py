"""The rate of each pool: how many units of account one unit of its own money is worth.

At given terms the rate decides which rows of a pool may trade: an offer with limit a is admitted
when ``terms / a >= rate``, a want with bid b when ``terms / b <= rate``. Every executed want then
costs the pool no more than any executed offer earns it, so every limit is honoured. The rate is
kept as the exact ratio of one row's terms and limit, and compared in whole numbers.
"""

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import Rows, Side
from samarkand.clearing.terms.walk import Terms, crossing
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled
from samarkand.solving.elementary import log

_NOTHING = np.iinfo(np.int64).max
_AT_ITS_LIMIT = 1e-9
"""A margin this little below nought is one of nought: a row at its limit trades."""


def choose_rates(economy: Economy, rows: Rows, terms: pl.Series, tolerance: float) -> pl.DataFrame:
    """Return rate_terms and rate_limit, a row per pool; null where the pool trades nothing.

    ``terms`` are integers per market. ``tolerance`` is how far beyond the last row reached, as a
    difference of logarithms, rows of the other side are admitted when one side of a pool runs out.
    """
    decider = np.empty(rows.pools, np.int64)
    values = terms.to_numpy().astype(np.float64)
    work = compiled(crossing, len(rows))
    work(rows.pools, rows.offers, rows.alternatives, Terms(values, log(values)), tolerance, decider)
    return _ratios(economy, terms, decider)


def graded_rates(
    economy: Economy, rows: Rows, terms: pl.Series, log_terms: Floats, log_rates: Floats
) -> pl.DataFrame:
    """Return the rates that admit what trades at graded terms: see `choose_rates` for the columns.

    ``terms`` are ``log_terms`` as whole numbers. Of a pool's rows with a margin, the one with the smallest
    decides; a pool in which none has one on each side gets the rate of its walk.
    """
    values = terms.to_numpy().astype(np.float64)
    decider = np.empty(rows.pools, np.int64)
    work = compiled(crossing, len(rows))
    work(rows.pools, rows.offers, rows.alternatives, Terms(values, log(values)), 0.0, decider)
    offers, bids = rows.offers, rows.alternatives
    given = log_terms[offers.market] - offers.log_limit - log_rates[offers.pool]
    taken = log_rates[bids.pool] - log_terms[bids.market] + bids.log_limit
    least = [_least_of(side, margin, rows.pools) for side, margin in ((offers, given), (bids, taken))]
    both = (least[0][1] >= 0) & (least[1][1] >= 0)
    is_offer = least[0][0] <= least[1][0]
    decider = np.where(both, np.where(is_offer, least[0][1], -1 - least[1][1]), decider)
    return _ratios(economy, terms, decider)


def _least_of(side: Side, margin: Floats, pools: int) -> tuple[Floats, Integers]:
    """Return for each pool the smallest margin of a row that has one, and that row, -1 where none has."""
    able = np.flatnonzero((margin >= -_AT_ITS_LIMIT) & (side.mate >= 0) & (side.most > 0.0))
    order = able[np.lexsort((margin[able], side.pool[able]))]
    first = order[np.unique(side.pool[order], return_index=True)[1]]
    least, row = np.full(pools, np.inf), np.full(pools, -1)
    least[side.pool[first]], row[side.pool[first]] = margin[first], first
    return least, row


def _ratios(economy: Economy, terms: pl.Series, decider: Integers) -> pl.DataFrame:
    """Return the ratio of the row that decides each pool's rate; see `walk.crossing`."""
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
