"""The exact allocation: at the round's terms and rates, the most value that balances to the minor unit."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.both_sides import market_prices
from samarkand.clearing.allocation.bound import Proof, RowPrices, value_bound
from samarkand.clearing.allocation.bundles import in_equal_shares, uneven_bundles
from samarkand.clearing.allocation.capacities import Capacities, full_capacities, has_shared_capacity
from samarkand.clearing.allocation.certificate import potentials
from samarkand.clearing.allocation.division import ROWS_FOR_A_PROGRAM, capacities_around, divide_by_program
from samarkand.clearing.allocation.network import Network, build_network
from samarkand.clearing.allocation.preferences import arc_gains
from samarkand.clearing.allocation.whole_lots import without_broken
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.solver import maximum_circulation

_CUTS = 6


@dataclass(frozen=True, slots=True)
class Allocation:
    """What every offer gives and every alternative takes, in minor units, and the proof.

    ``offer_value`` and ``alternative_value`` have one integer per row of the economy; ``bound`` is
    in minor units, rounded down.
    """

    offer_value: Integers
    alternative_value: Integers
    value: int
    bound: int
    proof: Proof | RowPrices


def allocate(economy: Economy, terms: pl.Series, rates: pl.DataFrame) -> Allocation:
    """Return the allocation of largest value at the terms (integers per market) and rates (per pool).

    Among allocations of equal value, books of a moderate size get the one that serves wants of
    higher priority, then rows that gain most, first.
    """
    full = full_capacities(economy, terms, rates)
    if not has_shared_capacity(economy, full):
        flows = _circulate(economy, terms, rates, full)
        return _proven(economy, full, flows, [flows.proof])
    relaxed = _circulate(economy, terms, rates, full)
    proofs = [relaxed.proof]
    if np.count_nonzero(full.offer) + np.count_nonzero(full.alternative) <= ROWS_FOR_A_PROGRAM:
        divided, proof = divide_by_program(economy, terms, full)
        proofs += [proof] if proof else []
        flows = _circulate(economy, terms, rates, divided)
    else:
        flows = relaxed
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
    return _proven(economy, full, flows, proofs)


@dataclass(frozen=True, slots=True)
class _Flows:
    offer: Integers
    alternative: Integers
    proof: Proof

    def as_floats(self) -> tuple[Floats, Floats]:
        return self.offer.astype(np.float64), self.alternative.astype(np.float64)


def _circulate(economy: Economy, terms: pl.Series, rates: pl.DataFrame, caps: Capacities) -> _Flows:
    network = build_network(economy, (caps.offer, caps.offer_must), (caps.alternative, caps.alternative_must))
    gain = arc_gains(economy, terms, rates, network)
    flow = maximum_circulation(network.tail, network.head, network.capacity, gain)
    offer = np.zeros(economy.offers.height, np.int64)
    alternative = np.zeros(economy.alternatives.height, np.int64)
    np.add.at(offer, network.offer, flow[network.offer_arcs()])
    np.add.at(alternative, network.alternative, flow[network.alternative_arcs()])
    return _Flows(offer, alternative, _potentials(economy, network, flow))


def _potentials(economy: Economy, network: Network, flow: Integers) -> Proof:
    found = potentials(network, flow)
    pools, markets = np.split(found[: network.swings_meet], [network.pools])
    markets, own = market_prices(network.pairs, network.ways, found, markets)
    return Proof(
        pools=pools,
        markets=markets,
        own=own,
        quotas=np.zeros(economy.quotas.height, np.int64),
        scale=1,
    )


def _proven(economy: Economy, full: Capacities, flows: _Flows, proofs: list[Proof]) -> Allocation:
    bounds = [value_bound(economy, full, proof) // proof.scale for proof in proofs]
    best = int(np.argmin(bounds))
    value = int(flows.offer.sum())
    # Swings shift value between pools, never into or out of markets: both sides are equal always.
    if value != int(flows.alternative.sum()) or value > bounds[best]:
        raise RuntimeError("the allocation breaks its own proof")
    return Allocation(flows.offer, flows.alternative, value, bounds[best], proofs[best])
