"""Rows left open because all that is left on the other side of their market is of the same party."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import full_capacities
from samarkand.clearing.economy.company import with_company
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.terms_of_round import RoundTerms

_SPENT = 1.0 - 1e-6
"""A row of which less than a millionth is left has traded all of it."""


def with_own_goods(
    judged: pl.DataFrame, economy: Economy, found: RoundTerms, allocation: Allocation
) -> pl.DataFrame:
    """Return the judged rows (id, reason), those that only their own party's rows could still meet told so.

    What a party might exchange with itself at home is no trade, and left to it.
    """
    offers, ways = _open_rows(economy, found, allocation)
    left_to_it = pl.concat(
        [
            with_company(offers, ways).filter("only_own")["id"],
            _all_ways_own(with_company(ways, offers)),
        ]
    )
    if left_to_it.is_empty():
        return judged
    own = pl.col("reason").is_in(["rationed", "nobody_at_terms"]) & pl.col("id").is_in(left_to_it.implode())
    return judged.with_columns(reason=pl.when(own).then(pl.lit("own_goods")).otherwise("reason"))


def _all_ways_own(ways: pl.DataFrame) -> pl.Series:
    """Return the wants with a way to their own party's goods, and none to anybody else's."""
    wants = ways.group_by("id").agg(pl.col("met").any(), pl.col("only_own").any())
    return wants.filter(pl.col("only_own") & ~pl.col("met"))["id"]


def _open_rows(
    economy: Economy, found: RoundTerms, allocation: Allocation
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return id, party (a number) and market of the admitted offers and ways with something left."""
    full = full_capacities(economy, found.terms, found.rates)
    want = economy.alternatives["want"]
    part = allocation.alternative_value / np.maximum(full.alternative, 1)
    filled = np.bincount(want.to_numpy(), part, minlength=economy.wants.height)[want.to_numpy()]
    offers = economy.offers.select("market", party="party_number", id="offer")
    ways = economy.alternatives.select(
        "market", party=economy.wants["party_number"].gather(want), id=economy.wants["want"].gather(want)
    )
    open_offers = (full.offer > 0) & (allocation.offer_value < _SPENT * full.offer)
    open_ways = (full.alternative > 0) & (filled < _SPENT)
    return offers.filter(pl.Series(open_offers)), ways.filter(pl.Series(open_ways))
