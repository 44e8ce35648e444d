"""A round of deals of few parties: rings chosen outright, their proof, and what shortness costs.

Rings of at most so many parties are chosen for several limits in turn, each starting from the rings
of the limit before, so that what is cleared never falls as deals may grow longer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.bound import Proof, RowPrices
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.division import capacities_around
from samarkand.clearing.allocation.whole_lots import without_broken
from samarkand.clearing.deals.cut import carried
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.short_rings.cutting import cut_short
from samarkand.clearing.short_rings.every_ring import rings_for_wholes
from samarkand.clearing.short_rings.generation import Generated, Market, generate
from samarkand.clearing.short_rings.legs import Legs, count_legs, legs_of
from samarkand.clearing.short_rings.limits import limits_of
from samarkand.clearing.short_rings.proof import bound_of, row_prices
from samarkand.clearing.short_rings.ring_program import priced
from samarkand.clearing.short_rings.rings import Rings, moves_goods, rings_of
from samarkand.clearing.short_rings.whole_program import has_wholes, whole_amounts_of
from samarkand.clearing.short_rings.whole_units import in_minor_units
from samarkand.solving.arrays import Integers

MOST_PARTIES = 3_000
_MOST_LEGS = 2_000_000
_MOST_ROWS = 30_000

_SURELY = 1.0 - 1e-9
_NEARLY = 0.999
"""Parts of the round without a limit at which the search for rings ends: the limit asked for, others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The rings of at most ``longest`` parties: ring, offer, alternative (positions), value.

    ``offer_value`` and ``alternative_value`` have an integer per row of the economy. ``proof`` gives
    ``bound``: minor units of value, or of expected value where legs may fail.
    """

    longest: int
    rings: pl.DataFrame
    offer_value: Integers
    alternative_value: Integers
    proof: RowPrices | Proof
    bound: int


@dataclass(frozen=True, slots=True)
class Place:
    """What rings are chosen at: terms per market, what every row may carry, the round without a limit.

    ``failing`` is how likely a leg of each offer is to fail, in millionths; None where that does not
    count.
    """

    economy: Economy
    terms: pl.Series
    full: Capacities
    unlimited: Allocation
    failing: Integers | None


def choices(place: Place, limits: Iterable[int], asked: int) -> Iterator[Choice]:
    """Yield the rings chosen for each limit on the parties of a deal, ascending.

    In books of up to 3,000 parties those of the limit asked for are the best there are, as far as
    whole minor units, lots and bundles let them be; the others may stop a thousandth before the round
    without a limit. Larger books get the rings that are found by cutting; their bound is that of the
    round without a limit.
    """
    if not _fits(place):
        for longest in sorted(limits):
            yield _cut(place, longest)
        return
    market = Market(
        legs_of(place.economy, place.full), limits_of(place.economy, place.terms, place.full), place.failing
    )
    known = np.empty((0, 2), np.int64)
    for longest in sorted(limits):
        part = _SURELY if longest == asked else _NEARLY
        enough = part * place.unlimited.value if place.failing is None else np.inf
        found = generate(market, longest, known, enough)
        known = found.rings.steps[found.best.amounts > 0]
        yield _best(place, market, found, longest)


def _fits(place: Place) -> bool:
    """Tell whether the book is of a size for which rings can be chosen with proof."""
    full = place.full
    rows = np.count_nonzero(full.offer) + np.count_nonzero(full.alternative)
    parties = pl.concat([place.economy.offers["party"], place.economy.wants["party"]]).n_unique()
    few = parties <= MOST_PARTIES and rows <= _MOST_ROWS
    return bool(few and count_legs(place.economy, full) <= _MOST_LEGS)


def _cut(place: Place, longest: int) -> Choice:
    rings = cut_short(place.economy, place.terms, place.full, place.unlimited, longest)
    offer, alternative = carried(place.economy, rings)
    return Choice(longest, rings, offer, alternative, place.unlimited.proof, place.unlimited.bound)


def _best(place: Place, market: Market, found: Generated, longest: int) -> Choice:
    economy, terms, full = place.economy, place.terms, place.full
    rings = _in_whole_units(place, market, found, longest)
    offer, alternative = carried(economy, rings)
    proof = row_prices(economy, terms, full, market, found.best.prices, longest)
    bound = bound_of(economy, full, proof)
    if bound <= place.unlimited.bound:
        return Choice(longest, rings, offer, alternative, proof, bound)
    return Choice(longest, rings, offer, alternative, place.unlimited.proof, place.unlimited.bound)


def _in_whole_units(place: Place, market: Market, found: Generated, longest: int) -> pl.DataFrame:
    """Return ring, offer, alternative, value; what breaks a lot, a minimum or a bundle is taken out."""
    economy, full, limits, rings = place.economy, place.full, market.limits, found.rings
    amounts = found.best.amounts
    wholes = has_wholes(economy)
    if wholes:
        rings = rings_for_wholes(market, longest, found)
    while True:
        if wholes:
            amounts = whole_amounts_of(economy, place.terms, full, limits, rings)
        used = rings.used @ amounts
        offers = limits.offers
        caps = capacities_around(
            economy, place.terms, full, used[:offers], used[offers : offers + limits.alternatives]
        )
        swing = economy.pools["swing"].to_numpy()
        whole = in_minor_units(rings, amounts, np.concatenate([caps.offer, caps.alternative, swing]))
        table = _table(market.legs, rings, whole)
        kept = without_broken(economy, place.terms, full, caps, *carried(economy, table))
        if kept is None:
            return table
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
