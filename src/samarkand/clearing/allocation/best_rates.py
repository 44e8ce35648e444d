"""Rates and allocation chosen together: the most value at the terms, over all rates, and its proof.

Where a pool's own walk stops says what it would like to trade, not what is there to be had. Books of
a person's size get the rates of a mixed-integer program and a proof by cases; larger ones move pools
to the rates at which they earn most at the prices of the last circulation, while that clears more.
"""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation, Flows, flows_at, proven
from samarkand.clearing.allocation.capacities import Capacities, without_incomplete
from samarkand.clearing.allocation.ladder import Ladder, ladder_of
from samarkand.clearing.allocation.network import value_caps
from samarkand.clearing.allocation.pool_prices import priced_case
from samarkand.clearing.allocation.proof import Case, Proof
from samarkand.clearing.allocation.rate_cases import Search
from samarkand.clearing.allocation.rate_master import master_size
from samarkand.clearing.allocation.rate_program import rates_by_program
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import rows_of
from samarkand.clearing.terms.rates import choose_rates
from samarkand.solving.arrays import Integers

ROWS_FOR_A_PROGRAM = 600
_VARIABLES_FOR_A_PROGRAM = 6_000
_FAR = 1e18


def choose_rates_and_allocate(
    economy: Economy, terms: pl.Series, start: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, Allocation, str]:
    """Return rate_terms and rate_limit per pool, the allocation at them, and how they were chosen.

    ``terms`` are integers per market, null where there are none. ``start`` are rates to begin with and
    to keep where no others clear more; without them each pool's walk gives them.
    """
    walked = choose_rates(economy, rows_of(economy), terms, _FAR) if start is None else start
    everything = could_carry(economy, terms)
    ladder = ladder_of(economy, terms)
    flows = flows_at(economy, terms, walked)
    rows = np.count_nonzero(everything.offer) + np.count_nonzero(everything.alternative)
    if rows > ROWS_FOR_A_PROGRAM or master_size(economy, everything, ladder) > _VARIABLES_FOR_A_PROGRAM:
        proofs = _plain_proofs(economy, everything, ladder, flows)
        return walked, proven(economy, everything, flows, proofs), "walked"
    search = Search(economy, terms, everything, ladder)
    rates = walked
    if int(search.bound) > flows.value:
        steps = rates_by_program(economy, terms, everything, ladder, ladder.steps_of(walked))
        if steps is not None:
            others = ladder.rates(steps)
            better = flows_at(economy, terms, others)
            if better.value > flows.value:
                rates, flows = others, better
    search.close(flows.value)
    allocation = proven(economy, everything, flows, [search.proof()])
    return rates, allocation, _said(allocation)


def could_carry(economy: Economy, terms: pl.Series) -> Capacities:
    """Return what every row could carry, were it admitted."""
    offer = value_caps(economy.offers, terms).fill_null(0).to_numpy()
    alternative = value_caps(economy.alternatives, terms).fill_null(0).to_numpy()
    return without_incomplete(economy, offer, alternative)


def _plain_proofs(economy: Economy, everything: Capacities, ladder: Ladder, flows: Flows) -> list[Proof]:
    """Return the proofs by the circulation's own prices, and by one price for all markets."""
    nothing = np.zeros_like(flows.markets)
    return [_plain_proof(economy, everything, ladder, prices) for prices in (flows.markets, nothing)]


def _plain_proof(economy: Economy, everything: Capacities, ladder: Ladder, markets: Integers) -> Proof:
    case = Case(markets, np.zeros(economy.quotas.height, np.int64), ladder.terms)
    return Proof((priced_case(economy, everything, ladder, case, 1),), 1, ladder)


def _said(allocation: Allocation) -> str:
    if allocation.value == allocation.bound:
        return "proven best"
    return f"best found, at most {allocation.bound / max(allocation.value, 1) - 1:.2%} below the best"
