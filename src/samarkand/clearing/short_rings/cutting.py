"""Short rings where there are too many to choose among: cut from the round without a limit, then the rest.

The round without a limit is taken apart, the shortest rings first, and what is in no ring short enough
is left. Then the same cutting goes over all that every row still may carry.
"""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.division import capacities_around
from samarkand.clearing.allocation.whole_lots import without_broken
from samarkand.clearing.deals.cut import carried, cut_flows, parties_of_rings
from samarkand.clearing.economy.economy import Economy


def cut_short(
    economy: Economy, terms: pl.Series, full: Capacities, unlimited: Allocation, longest: int
) -> pl.DataFrame:
    """Return ring, offer, alternative, value of rings of at most ``longest`` parties."""
    caps = capacities_around(
        economy,
        terms,
        full,
        unlimited.offer_value.astype(np.float64),
        unlimited.alternative_value.astype(np.float64),
    )
    while True:
        rings = _cut(economy, caps, unlimited, longest)
        offer, alternative = carried(economy, rings)
        kept = without_broken(economy, terms, full, caps, offer, alternative)
        if kept is None:
            return rings
        caps = kept


def _cut(economy: Economy, caps: Capacities, unlimited: Allocation, longest: int) -> pl.DataFrame:
    offer = np.minimum(unlimited.offer_value, caps.offer)
    alternative = np.minimum(unlimited.alternative_value, caps.alternative)
    first = _short(economy, cut_flows(economy, offer, alternative, longest), longest)
    used_offer, used_alternative = carried(economy, first)
    second = cut_flows(
        economy, caps.offer - used_offer, caps.alternative - used_alternative, longest, swings=False
    )
    further_on = int(first["ring"].to_numpy().max(initial=-1)) + 1
    further = _short(economy, second, longest).with_columns(pl.col("ring") + further_on)
    return pl.concat([first, further])


def _short(economy: Economy, rings: pl.DataFrame, longest: int) -> pl.DataFrame:
    """Leave out rings of too many parties, for a ring of few pools may have many."""
    sizes = parties_of_rings(economy, rings)
    return rings.join(
        sizes.filter(pl.col("parties") <= longest), on="ring", how="semi", maintain_order="left"
    )
