"""The legs of a round in which no leg and no deal is worth less than the operator asks for."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.cut import Dealt, carried, make_legs
from samarkand.clearing.deals.smallest import Deals
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.settings import Settings
from samarkand.solving.arrays import Floats

_NOISE = 1e-9
"""So much of a row is nothing: parts are floats."""


class Smallest(NamedTuple):
    """The least value of a leg and of a deal, in minor units of value; 0 is any."""

    leg: int = 0
    deal: int = 0


def smallest_of(settings: Settings) -> Smallest:
    """Return the least values that an operator asks for."""
    return Smallest(settings.smallest_leg or 0, settings.smallest_deal or 0)


def make_large_legs(
    economy: Economy,
    terms: pl.Series,
    full: Callable[[], Capacities],
    rings: pl.DataFrame,
    smallest: Smallest,
    *,
    merged: bool,
    longest: int | None = None,
) -> Dealt:
    """Return the legs of `make_legs`, of which none, and no deal, is worth less than ``smallest``.

    First small legs go round by others (`smallest.Deals`), until there are none; then small deals are joined
    to others once, and left out. Each round has fewer legs, or deals, than the one before.
    """
    make = partial(make_legs, economy, terms, full, merged=merged, longest=longest)
    made = make(rings)
    if smallest == Smallest():
        return made
    legs = made.legs
    most, may_join = full(), merged
    parts = partial(_parts, economy, most)
    lost = dict.fromkeys(("leg_too_small", "deal_too_small"), np.zeros_like(parts(legs)))
    while reason := _what_is_small(legs, smallest):
        deals = Deals(economy, terms, most, legs, merged=merged, longest=longest)
        if reason == "leg_too_small":
            deals.without_small_legs(smallest.leg)
        else:
            deals.without_small_deals(smallest.deal, joining=may_join)
            may_join = False
        before, legs = legs, make(deals.rings()).legs
        lost[reason] = lost[reason] + parts(before) - parts(legs)
    return Dealt(legs, made.in_the_way, _told(economy, lost, 1.0 - parts(legs)))


def _what_is_small(legs: pl.DataFrame, smallest: Smallest) -> str:
    """Return why some rows may not trade as they do; blank where all legs and deals are large enough."""
    if bool((legs["value"] < smallest.leg).any()):
        return "leg_too_small"
    worth = legs.group_by("deal").agg(pl.col("value").sum())["value"]
    return "deal_too_small" if bool((worth < smallest.deal).any()) else ""


def _parts(economy: Economy, most: Capacities, legs: pl.DataFrame) -> Floats:
    """Return the part that each offer, then each want, carries of all it could carry by itself."""
    offer, alternative = carried(economy, legs)
    ways = alternative / np.maximum(most.alternative, 1)
    want = np.bincount(economy.alternatives["want"].to_numpy(), ways, minlength=economy.wants.height)
    return np.concatenate([offer / np.maximum(most.offer, 1), want])


def _told(economy: Economy, lost: dict[str, Floats], left: Floats) -> pl.DataFrame:
    """Return the rows that lost half or more of what is left open, each with the reason that took more."""
    by_leg, by_deal = lost["leg_too_small"], lost["deal_too_small"]
    rows = pl.DataFrame(
        {
            "id": pl.concat([economy.offers["offer"], economy.wants["want"]]),
            "reason": np.where(by_leg >= by_deal, "leg_too_small", "deal_too_small"),
        },
        schema={"id": pl.String(), "reason": pl.String()},
    )
    both = by_leg + by_deal
    return rows.filter(pl.Series((both > _NOISE) & (2.0 * both >= left - _NOISE)))
