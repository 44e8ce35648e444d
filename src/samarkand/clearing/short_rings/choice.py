"""A round of deals of few parties: rings chosen outright, their proof, and what shortness costs.

Rings of at most so many parties are chosen for several limits in turn, each starting from the rings
of the limit before, so that what is cleared never falls as deals may grow longer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.proof import Proof, RowPrices
from samarkand.clearing.short_rings.cutting import cut_short
from samarkand.clearing.short_rings.generation import Generated, Market, generate
from samarkand.clearing.short_rings.legs import count_legs, legs_of
from samarkand.clearing.short_rings.limits import limits_of
from samarkand.clearing.short_rings.place import Place
from samarkand.clearing.short_rings.proof import bound_of, row_prices
from samarkand.clearing.short_rings.whole_program import has_wholes
from samarkand.clearing.short_rings.whole_units import InWholeUnits, rings_in_whole_units

MOST_PARTIES = 3_000
_MOST_LEGS = 2_000_000
_MOST_ROWS = 30_000

_SURELY = 1.0 - 1e-9
_NEARLY = 0.999
"""Parts of the round without a limit at which the search for rings ends: the limit asked for, others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The rings of at most ``longest`` parties: ring, offer, alternative (positions), value.

    ``proof`` gives ``bound``: minor units of value, or of expected value where legs may fail.
    """

    longest: int
    rings: pl.DataFrame
    proof: RowPrices | Proof
    bound: int


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
    known = taken = np.empty((0, 2), np.int64)
    last: InWholeUnits | None = None
    for longest in sorted(limits):
        part = _SURELY if longest == asked else _NEARLY
        enough = np.inf if place.failing is not None else part * place.unlimited.value
        if longest != asked and last is not None and last.value >= enough:
            yield Choice(longest, last.legs, place.unlimited.proof, place.unlimited.bound)
            continue
        # What trades whole needs more rings than those that reach the value without it.
        found = generate(market, longest, known, np.inf if has_wholes(place.economy) else enough)
        known = found.rings.steps[found.best.amounts > 0]
        last = rings_in_whole_units(place, market, found, longest, taken)
        taken = last.steps
        yield _proven(place, market, found, longest, last.legs)


def _fits(place: Place) -> bool:
    """Tell whether the book is of a size for which rings can be chosen with proof."""
    full = place.full
    rows = np.count_nonzero(full.offer) + np.count_nonzero(full.alternative)
    parties = pl.concat([place.economy.offers["party"], place.economy.wants["party"]]).n_unique()
    few = parties <= MOST_PARTIES and rows <= _MOST_ROWS
    return bool(few and count_legs(place.economy, full) <= _MOST_LEGS)


def _cut(place: Place, longest: int) -> Choice:
    rings = cut_short(place.economy, place.terms, place.full, place.unlimited, longest)
    return Choice(longest, rings, place.unlimited.proof, place.unlimited.bound)


def _proven(place: Place, market: Market, found: Generated, longest: int, rings: pl.DataFrame) -> Choice:
    economy, terms, full = place.economy, place.terms, place.full
    proof = row_prices(economy, terms, full, market, found.best.prices, longest)
    bound = bound_of(economy, full, proof)
    if bound <= place.unlimited.bound:
        return Choice(longest, rings, proof, bound)
    return Choice(longest, rings, place.unlimited.proof, place.unlimited.bound)
