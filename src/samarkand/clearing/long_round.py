"""A round whose deals have as many parties as they need."""

from dataclasses import replace
from functools import cache, partial

import polars as pl

from samarkand.clearing.allocation.allocate import Allocation, flows_within, shared_fairly
from samarkand.clearing.allocation.capacities import Capacities, full_capacities
from samarkand.clearing.deals.cut import Dealt, cut_allocation, make_legs
from samarkand.clearing.deals.made_again import best_dealt
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.terms_of_round import RoundTerms


def long_round(economy: Economy, found: RoundTerms, allocation: Allocation) -> pl.DataFrame:
    """Return the legs of the deals an allocation is cut into; see `make_legs`.

    Where things or lots could not come out whole, it is allocated again without them, if that moves more.
    """
    full = cache(partial(full_capacities, economy, found.terms, found.rates))

    def make(caps: Capacities) -> Dealt:
        flows = shared_fairly(economy, flows_within(economy, found.terms, found.rates, caps))
        without = replace(
            allocation, offer_value=flows.offer, alternative_value=flows.alternative, value=flows.value
        )
        rings = cut_allocation(economy, without)
        return make_legs(economy, found.terms, lambda: caps, rings, merged=True)

    first = make_legs(economy, found.terms, full, cut_allocation(economy, allocation), merged=True)
    return best_dealt(economy, full, allocation.value, make, first)
