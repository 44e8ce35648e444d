"""From amounts to whole minor units: down first, then up again wherever there is room."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.division import capacities_around
from samarkand.clearing.allocation.whole_lots import without_broken
from samarkand.clearing.deals.cut import carried
from samarkand.clearing.short_rings.every_ring import rings_for_wholes
from samarkand.clearing.short_rings.generation import Generated, Market
from samarkand.clearing.short_rings.legs import Legs
from samarkand.clearing.short_rings.limits import limits_of
from samarkand.clearing.short_rings.place import Place
from samarkand.clearing.short_rings.ring_program import priced
from samarkand.clearing.short_rings.rings import Rings, moves_goods, rings_of
from samarkand.clearing.short_rings.whole_program import has_wholes, whole_amounts_of
from samarkand.solving.arrays import Floats, Integers

_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class InWholeUnits:
    """Rings that carry something: their steps, and their legs as ring, offer, alternative, value."""

    steps: Integers
    legs: pl.DataFrame

    @property
    def value(self) -> int:
        """Return the value of all legs."""
        return int(self.legs["value"].sum())


def rings_in_whole_units(
    place: Place, market: Market, found: Generated, longest: int, also: Integers
) -> InWholeUnits:
    """Return the rings in whole minor units; what breaks a lot, a minimum or a bundle is taken out.

    ``also`` are steps of rings that whole numbers may choose among beside those found.
    """
    economy, full, limits, rings = place.economy, place.full, market.limits, found.rings
    amounts = found.best.amounts
    wholes = has_wholes(economy)
    if wholes:
        rings = rings_for_wholes(market, longest, found, also)
    while True:
        if wholes:
            amounts = whole_amounts_of(economy, place.terms, full, limits, rings)
        used = rings.used @ amounts
        offers = limits.offers
        caps = capacities_around(
            economy, place.terms, full, used[:offers], used[offers : offers + limits.alternatives]
        )
        swing = economy.pools["swing"].to_numpy()
        whole = _in_minor_units(rings, amounts, np.concatenate([caps.offer, caps.alternative, swing]))
        table = _table(market.legs, rings, whole)
        kept = without_broken(economy, place.terms, full, caps, *carried(economy, table))
        if kept is None:
            return InWholeUnits(rings.steps[whole > 0], table)
        full = Capacities(
            np.where(kept.offer > 0, full.offer, 0),
            np.where(kept.alternative > 0, full.alternative, 0),
            full.offer_must,
            full.alternative_must,
        )
        limits = limits_of(economy, place.terms, full)
        rings = _open(market, rings, full)
        amounts = priced(limits, rings).amounts


def _open(market: Market, rings: Rings, full: Capacities) -> Rings:
    """Return the rings without those that use a row that is closed."""
    is_closed = np.concatenate([full.offer == 0, full.alternative == 0, np.zeros(market.legs.pools, bool)])
    closed = rings.used.T @ is_closed.astype(np.float64) > 0
    return rings_of(market.limits, market.legs, market.success, rings.steps[~closed])


def _table(legs: Legs, rings: Rings, whole: Integers) -> pl.DataFrame:
    used = np.flatnonzero(whole > 0)
    at, place = np.nonzero(moves_goods(legs, rings.steps[used]))
    leg = rings.steps[used][at, place]
    return pl.DataFrame(
        {
            "ring": used[at],
            "offer": legs.offer[leg],
            "alternative": legs.alternative[leg],
            "value": whole[used][at],
        }
    )


def _in_minor_units(rings: Rings, amounts: Floats, capacity: Integers) -> Integers:
    """Return whole amounts near these that keep every end's capacity, to which no ring in use could add."""
    whole: Integers = np.floor(np.maximum(amounts, 0.0) + _NEARLY).astype(np.int64)
    used = rings.used.astype(np.int64)
    left: Integers = capacity - used @ whole
    begins, ends, times = used.indptr, used.indices, used.data
    largest_first = np.argsort(-amounts, kind="stable")
    in_use = largest_first[amounts[largest_first] > 0]
    for may_grow, sequence in ((False, in_use[::-1]), (True, in_use)):
        for ring in sequence:
            part = slice(begins[ring], begins[ring + 1])
            # A ring may pass the swing of a pool twice.
            room = (left[ends[part]] // times[part]).min()
            change = max(0, room) if may_grow else max(-whole[ring], min(0, room))
            whole[ring] += change
            left[ends[part]] -= change * times[part]
    return whole
