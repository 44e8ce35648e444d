"""A round whose deals have as many parties as they need."""

from dataclasses import replace
from functools import cache, partial

from samarkand.clearing.allocation.allocate import Allocation, flows_within, shared_fairly
from samarkand.clearing.allocation.capacities import Capacities, full_capacities
from samarkand.clearing.deals.cut import Dealt, cut_allocation
from samarkand.clearing.deals.large_enough import Smallest, make_large_legs
from samarkand.clearing.deals.made_again import best_dealt
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.terms_of_round import RoundTerms


def long_round(economy: Economy, found: RoundTerms, allocation: Allocation, smallest: Smallest) -> Dealt:
    """Return the deals an allocation is cut into, none with less than the smallest leg, or deal.

    Where things or lots could not come out whole, it is allocated again without them, if that moves more.
    """
    full = cache(partial(full_capacities, economy, found.terms, found.rates))

    def make(caps: Capacities) -> Dealt:
        flows = shared_fairly(economy, flows_within(economy, found.terms, found.rates, caps))
        without = replace(
            allocation, offer_value=flows.offer, alternative_value=flows.alternative, value=flows.value
        )
        rings = cut_allocation(economy, without)
        return make_large_legs(economy, found.terms, lambda: caps, rings, smallest, merged=True)

    rings = cut_allocation(economy, allocation)
    first = make_large_legs(economy, found.terms, full, rings, smallest, merged=True)
    return best_dealt(economy, full, allocation.value, make, first)
