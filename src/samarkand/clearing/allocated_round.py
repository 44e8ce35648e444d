"""Rates and allocation of a round, in its unit of account.

Where a pool's currency is the unit, the middle of the rates at which its executed limits are honoured
must be 1; but what is executed is known only after the allocation. So the round is allocated, the
terms are brought to that scale, and it is allocated again.
"""

from dataclasses import replace

import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.best_rates import choose_rates_and_allocate
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.results.rates import NEAR_ONE
from samarkand.clearing.results.settlement import middle_rate
from samarkand.clearing.terms.unit_of_account import whole_terms
from samarkand.clearing.terms_of_round import RoundTerms, on_the_grid
from samarkand.core.scale import TERMS_DECIMALS

_TRIES = 4


def allocated(economy: Economy, found: RoundTerms) -> tuple[RoundTerms, Allocation]:
    """Return the round with its rates, its terms in the unit of account, and the allocation.

    ``found`` has the rates the search ended with.
    """
    rates, allocation, how = choose_rates_and_allocate(economy, found.terms, found.rates)
    here = replace(found, rates=rates)
    for _ in range(_TRIES):
        middle = middle_rate(economy, here, allocation)
        if middle is None or abs(middle - 1.0) <= NEAR_ONE:
            break
        scaled = here.terms.cast(pl.Float64).to_numpy() / middle / 10.0**TERMS_DECIMALS
        terms = whole_terms(economy, on_the_grid(scaled))
        here = replace(here, terms=terms, rates=_at_terms(economy, here, terms))
        rates, allocation, how = choose_rates_and_allocate(economy, here.terms, here.rates)
        here = replace(here, rates=rates)
    return replace(here, about={**here.about, "rates": how}), allocation


def _at_terms(economy: Economy, found: RoundTerms, terms: pl.Series) -> pl.DataFrame:
    """Return the rates of the same rows at other terms."""
    rows = pl.concat(
        frame.select(
            pl.col("pool").cast(pl.Int64),
            pl.lit(found.terms).gather(pl.col("market")).alias("rate_terms"),
            pl.col("limit").alias("rate_limit"),
            pl.lit(terms).gather(pl.col("market")).alias("new_terms"),
        )
        for frame in (economy.offers, economy.alternatives)
    ).unique(["pool", "rate_terms", "rate_limit"], keep="first", maintain_order=True)
    pools = found.rates.with_row_index("pool").with_columns(pl.col("pool").cast(pl.Int64))
    known = pools.join(rows, on=["pool", "rate_terms", "rate_limit"], how="left", maintain_order="left")
    return known.select(pl.col("new_terms").alias("rate_terms"), "rate_limit")
