"""Rates and allocation chosen together: the most value at the terms, over all rates, and its proof.

Where a pool's own walk stops says what it would like to trade, not what is there to be had. Books of
a person's size get the rates of a mixed-integer program and a proof by cases; those a few times as
large the rates that a linear program prefers, and its prices as proof. Larger books keep the rates
they come with: near terms that clear the markets little is to be gained, and the bound says how little.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation, Flows, flows_at, proven, shared_fairly
from samarkand.clearing.allocation.both_sides import no_own_prices
from samarkand.clearing.allocation.capacities import Capacities, without_incomplete
from samarkand.clearing.allocation.countable import counted
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

ROWS_FOR_A_PROGRAM = 1_000
VARIABLES_FOR_CASES = 6_000
VARIABLES_FOR_PRICES = 4_000
"""Sizes up to which rates are chosen in whole numbers, proven by cases, and by a linear program at all."""

_ROWS_WITH_PRICES = 20_000
_FAR = 1e18


@dataclass(frozen=True, slots=True)
class _Place:
    """What rates are chosen at: ``everything`` is what rows could carry, were they admitted."""

    economy: Economy
    terms: pl.Series
    everything: Capacities
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Rates per pool, and the flows at them."""

    rates: pl.DataFrame
    flows: Flows


def choose_rates_and_allocate(
    economy: Economy, terms: pl.Series, start: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, Allocation, str]:
    """Return rate_terms and rate_limit per pool, the allocation at them, and how they were chosen.

    ``terms`` are integers per market, null where there are none. ``start`` are rates to begin with and
    to keep where no others clear more; without them each pool's walk gives them.
    """
    walked = choose_rates(economy, rows_of(economy), terms, _FAR) if start is None else start
    place = _Place(economy, terms, could_carry(economy, terms), ladder_of(economy, terms))
    begun = _Chosen(walked, flows_at(economy, terms, walked))
    rows = np.count_nonzero(place.everything.offer) + np.count_nonzero(place.everything.alternative)
    variables = master_size(economy, place.everything, place.ladder) if rows <= _ROWS_WITH_PRICES else rows
    if rows <= ROWS_FOR_A_PROGRAM and variables <= VARIABLES_FOR_CASES:
        chosen, proofs = _proven_by_cases(place, begun)
    elif variables <= VARIABLES_FOR_PRICES:
        chosen, search = _preferred(place, begun)
        proofs = [search.proof(), *_plain_proofs(place, chosen.flows)]
    else:
        chosen, proofs = begun, _plain_proofs(place, begun.flows if rows <= _ROWS_WITH_PRICES else None)
    allocation = proven(economy, place.everything, shared_fairly(economy, chosen.flows), proofs)
    return chosen.rates, allocation, _said(allocation)


def could_carry(economy: Economy, terms: pl.Series) -> Capacities:
    """Return what every row could carry, were it admitted.

    Raises `Refusal` where that comes to more than can be counted.
    """
    names = economy.offers["offer"], economy.wants["want"].gather(economy.alternatives["want"])
    offer, alternative = (
        counted(caps, pl.repeat(value=True, n=len(caps), eager=True, dtype=pl.Boolean()), name).to_numpy()
        for caps, name in zip(
            (value_caps(economy.offers, terms), value_caps(economy.alternatives, terms)), names, strict=True
        )
    )
    return without_incomplete(economy, offer, alternative)


def _proven_by_cases(place: _Place, begun: _Chosen) -> tuple[_Chosen, list[Proof]]:
    """Return the best choice, and the proof by cases that none is better."""
    chosen, search = _preferred(place, begun)
    if int(search.bound) > chosen.flows.value:
        steps = place.ladder.steps_of(chosen.rates)
        best = rates_by_program(place.economy, place.terms, place.everything, place.ladder, steps)
        chosen = chosen if best is None else _better(place, chosen, best)
        search.close(chosen.flows.value)
    return chosen, [search.proof()]


def _preferred(place: _Place, begun: _Chosen) -> tuple[_Chosen, Search]:
    """Return the better of the rates to begin with and those a linear program gives most to."""
    search = Search(place.economy, place.terms, place.everything, place.ladder)
    if int(search.bound) <= begun.flows.value:
        return begun, search
    return _better(place, begun, search.preferred(place.ladder.steps_of(begun.rates))), search


def _better(place: _Place, chosen: _Chosen, steps: Integers) -> _Chosen:
    """Return the choice, or that of these steps if more is cleared at them."""
    rates = place.ladder.rates(steps)
    flows = flows_at(place.economy, place.terms, rates)
    return _Chosen(rates, flows) if flows.value > chosen.flows.value else chosen


def _plain_proofs(place: _Place, flows: Flows | None) -> list[Proof]:
    """Return the proofs by one price for all markets, and by the prices of the flows."""
    prices = [(np.zeros(place.economy.markets.height, np.int64), no_own_prices())]
    if flows is not None:
        prices.append(flows.market_prices())
    quotas = np.zeros(place.economy.quotas.height, np.int64)
    cases = (Case(markets, own, quotas, place.ladder.terms) for markets, own in prices)
    return [
        Proof((priced_case(place.economy, place.everything, place.ladder, case, 1),), 1, place.ladder)
        for case in cases
    ]


def _said(allocation: Allocation) -> str:
    if allocation.value == allocation.bound:
        return "proven best"
    return f"best found, at most {allocation.bound / max(allocation.value, 1) - 1:.2%} below the best"
