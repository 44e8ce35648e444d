"""The exact allocation: at the round's terms and rates, the most value that balances to the minor unit."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from samarkand.clearing.allocation.both_sides import market_prices
from samarkand.clearing.allocation.bound import value_bound
from samarkand.clearing.allocation.bundles import in_equal_shares, uneven_bundles
from samarkand.clearing.allocation.capacities import Capacities, full_capacities, has_shared_capacity
from samarkand.clearing.allocation.certificate import potentials
from samarkand.clearing.allocation.division import ROWS_FOR_A_PROGRAM, capacities_around, divide_by_program
from samarkand.clearing.allocation.fair_shares import in_fair_shares
from samarkand.clearing.allocation.network import Network, build_network
from samarkand.clearing.allocation.preferences import arc_gains
from samarkand.clearing.allocation.proof import Proof, RowPrices
from samarkand.clearing.allocation.whole_lots import without_broken
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.solver import maximum_circulation

_CUTS = 6


@dataclass(frozen=True, slots=True)
class Allocation:
    """What every offer gives and every alternative takes, in minor units, and the proof.

    ``offer_value`` and ``alternative_value`` have one integer per row of the economy; ``bound`` is
    in minor units, rounded down. ``goods`` are the thousandths of goods each side moves, where deals were
    made in whole pieces.
    """

    offer_value: Integers
    alternative_value: Integers
    value: int
    bound: int
    proof: Proof | RowPrices
    goods: tuple[Integers, Integers] | None = None


@dataclass(frozen=True, slots=True)
class Flows:
    """What every offer gives and every alternative takes, in minor units.

    ``network`` with its gains and flow is what they were made by.
    """

    offer: Integers
    alternative: Integers
    network: Network
    gain: Integers
    flow: Integers

    @property
    def value(self) -> int:
        """Return the value allocated: what the offers give."""
        return int(self.offer.sum())

    def market_prices(self) -> tuple[Integers, pl.DataFrame]:
        """Return the potentials of the markets that prove the circulation's value largest, and own prices."""
        network = self.network
        found = potentials(network, self.flow)
        markets = found[network.pools : network.swings_meet]
        return market_prices(network.pairs, network.ways, found, markets)

    def as_floats(self) -> tuple[Floats, Floats]:
        """Return both sides as floats."""
        return self.offer.astype(np.float64), self.alternative.astype(np.float64)


def flows_at(economy: Economy, terms: pl.Series, rates: pl.DataFrame) -> Flows:
    """Return the flows of largest value at the terms (integers per market) and rates (per pool).

    Among flows of equal value, books of a moderate size get those that serve wants of
    higher priority, then rows that gain most, first.
    """
    return flows_within(economy, terms, rates, full_capacities(economy, terms, rates))


def flows_within(economy: Economy, terms: pl.Series, rates: pl.DataFrame, full: Capacities) -> Flows:
    """Return the flows of largest value of rows that may carry ``full``; see `flows_at`."""
    flows = _circulate(economy, terms, rates, full)
    if not has_shared_capacity(economy, full):
        return flows
    if np.count_nonzero(full.offer) + np.count_nonzero(full.alternative) <= ROWS_FOR_A_PROGRAM:
        divided = divide_by_program(economy, terms, full)
        flows = _circulate(economy, terms, rates, divided)
    else:
        for _ in range(_CUTS):
            divided = capacities_around(economy, terms, full, *flows.as_floats())
            flows = _circulate(economy, terms, rates, divided)
    for _ in range(_CUTS):
        if not len(uneven_bundles(economy, full, flows.offer, flows.alternative)):
            break
        divided = in_equal_shares(economy, full, divided, *flows.as_floats())
        flows = _circulate(economy, terms, rates, divided)
    while (kept := without_broken(economy, terms, full, divided, flows.offer, flows.alternative)) is not None:
        divided = kept
        flows = _circulate(economy, terms, rates, divided)
    return flows


def proven(economy: Economy, full: Capacities, flows: Flows, proofs: list[Proof]) -> Allocation:
    """Return the allocation with the proof of the least bound; ``full`` is what rows could carry, admitted.

    Raises RuntimeError when a bound is below the value.
    """
    bounds = [value_bound(economy, full, proof) // proof.scale for proof in proofs]
    best = int(np.argmin(bounds))
    # Swings shift value between pools, never into or out of markets: both sides are equal always.
    if flows.value != int(flows.alternative.sum()) or flows.value > bounds[best]:
        raise RuntimeError("the allocation breaks its own proof")
    return Allocation(flows.offer, flows.alternative, flows.value, bounds[best], proofs[best])


def shared_fairly(economy: Economy, flows: Flows) -> Flows:
    """Return the flows of the same value and preference in which equal rows get equal shares."""
    fair = in_fair_shares(flows.network, flows.gain, flows.flow)
    offer, alternative = _by_row(economy, flows.network, fair)
    return replace(flows, offer=offer, alternative=alternative, flow=fair)


def _circulate(economy: Economy, terms: pl.Series, rates: pl.DataFrame, caps: Capacities) -> Flows:
    network = build_network(economy, (caps.offer, caps.offer_must), (caps.alternative, caps.alternative_must))
    gain = arc_gains(economy, terms, rates, network)
    flow = maximum_circulation(network.tail, network.head, network.capacity, gain)
    offer, alternative = _by_row(economy, network, flow)
    return Flows(offer, alternative, network, gain, flow)


def _by_row(economy: Economy, network: Network, flow: Integers) -> tuple[Integers, Integers]:
    """Return what the arcs of each offer and of each alternative carry together."""
    offer = np.zeros(economy.offers.height, np.int64)
    alternative = np.zeros(economy.alternatives.height, np.int64)
    np.add.at(offer, network.offer, flow[network.offer_arcs()])
    np.add.at(alternative, network.alternative, flow[network.alternative_arcs()])
    return offer, alternative
