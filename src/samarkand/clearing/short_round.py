"""A round of deals of at most so many parties, beside rounds with other limits."""

from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import Capacities, full_capacities
from samarkand.clearing.deals.cut import Dealt, as_dealt
from samarkand.clearing.deals.large_enough import Smallest, make_large_legs, smallest_of
from samarkand.clearing.deals.made_again import best_dealt, value_of
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.failures import leg_failures
from samarkand.clearing.long_round import long_round
from samarkand.clearing.results.expected import expected_value
from samarkand.clearing.results.price_of_shortness import AtLimit
from samarkand.clearing.settings import Settings
from samarkand.clearing.short_rings.choice import Choice, choices
from samarkand.clearing.short_rings.place import Place
from samarkand.clearing.terms_of_round import RoundTerms

_COMPARED = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class ShortRound:
    """The round at the limit asked for, and what every limit comes to; see `AtLimit`.

    ``too_small`` is what rows of the round lost because legs or deals would have been too small.
    """

    allocation: Allocation
    legs: pl.DataFrame
    too_small: pl.DataFrame | None
    expected: int | None
    rounds: list[AtLimit]


def short_round(
    book: Book, economy: Economy, found: RoundTerms, unlimited: Allocation, settings: Settings
) -> ShortRound:
    """Return the round whose deals have at most ``settings.max_parties`` parties.

    A longer limit never clears less: what shorter deals clear better is kept.
    """
    asked = settings.max_parties or 0
    failing = None
    if settings.leg_failure is not None:
        failing = leg_failures(book, economy, settings.leg_failure)
    place = Place(
        economy, found.terms, full_capacities(economy, found.terms, found.rates), unlimited, failing
    )
    rounds: list[AtLimit] = []
    smallest = smallest_of(settings)
    for choice in choices(place, {*_COMPARED, asked}, asked):
        here = _at_limit(place, choice, smallest)
        if rounds and here.value < rounds[-1].value:
            here = replace(rounds[-1], max_parties=choice.longest, bound=here.bound)
        rounds.append(here)
        if choice.longest == asked:
            chosen, proof = here, choice.proof
    if failing is None:
        rounds.append(_without_limit(place, found, rounds[-1], smallest))
    allocation = as_dealt(economy, replace(unlimited, bound=chosen.bound, proof=proof), chosen.legs)
    expected = None if failing is None else chosen.value
    return ShortRound(allocation, chosen.legs, chosen.too_small, expected, rounds)


def _at_limit(place: Place, choice: Choice, smallest: Smallest) -> AtLimit:
    worth = value_of if place.failing is None else partial(expected_value, failing=place.failing)
    again = partial(_chosen_again, place, choice.longest, smallest)
    most = int(choice.rings["value"].sum())
    made = best_dealt(place.economy, lambda: place.full, most, again, _dealt(place, choice, smallest), worth)
    if worth(made.legs) > choice.bound:
        raise RuntimeError("the rings break their own proof")
    return AtLimit(choice.longest, made.legs, worth(made.legs), choice.bound, made.too_small)


def _chosen_again(place: Place, longest: int, smallest: Smallest, caps: Capacities) -> Dealt:
    (choice,) = choices(replace(place, full=caps), {longest}, longest)
    return _dealt(place, choice, smallest)


def _dealt(place: Place, choice: Choice, smallest: Smallest) -> Dealt:
    return make_large_legs(
        place.economy,
        place.terms,
        lambda: place.full,
        choice.rings,
        smallest,
        merged=place.failing is None,
        longest=choice.longest,
    )


def _without_limit(place: Place, found: RoundTerms, longest: AtLimit, smallest: Smallest) -> AtLimit:
    made = long_round(place.economy, found, place.unlimited, smallest)
    here = AtLimit(None, made.legs, value_of(made.legs), place.unlimited.bound, made.too_small)
    return here if here.value >= longest.value else replace(longest, max_parties=None, bound=here.bound)
