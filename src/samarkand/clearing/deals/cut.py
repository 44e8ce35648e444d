"""Deals: the allocation taken apart into sets of legs that each balance by themselves."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.apart import set_apart
from samarkand.clearing.deals.flows import flows_of, party_of_rows, pool_balances
from samarkand.clearing.deals.legs_and_rules import Row
from samarkand.clearing.deals.own_legs import through_others
from samarkand.clearing.deals.pairing import few_legs, one_for_each
from samarkand.clearing.deals.quantities import with_quantities
from samarkand.clearing.deals.stages import cut_all
from samarkand.clearing.deals.whole_pieces import in_whole_pieces
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import has_things
from samarkand.solving.arrays import Integers


class Dealt(NamedTuple):
    """The ``legs`` of all deals as `make_legs` tells, and why rows lack some.

    ``in_the_way``: rows that kept others from being whole (see `in_whole_pieces`). ``too_small``: id (of an
    offer or want) and reason, ``leg_too_small`` or ``deal_too_small``, of every row that would carry half or
    more of what is open of it if neither had a least value; None where none was asked for.
    """

    legs: pl.DataFrame
    in_the_way: frozenset[Row] = frozenset()
    too_small: pl.DataFrame | None = None


def make_legs(
    economy: Economy,
    terms: pl.Series,
    full: Callable[[], Capacities],
    rings: pl.DataFrame,
    *,
    merged: bool,
    longest: int | None = None,
) -> Dealt:
    """Return the legs of all deals: deal (number), parties, offer, alternative (positions), value, quantity.

    ``full`` tells what rows may carry, where that matters. ``rings`` are those of `cut_flows`. If
    ``merged``, rings among the same parties are one deal, else each is one by itself. Deals are numbered
    from 1: those of few parties first, then by value.

    Things go in whole pieces (`whole_pieces`), in deals of at most ``longest`` parties; so what is carried
    may be less than in the rings. Else a quantity is the value over the terms, rounded down; where an offer
    has several legs, thousandths lost to rounding go back to its legs, one at most to each, while the want
    has room.
    """
    if rings.is_empty():
        return Dealt(rings.rename({"ring": "deal"}).with_columns(quantity="value", parties="value"))
    in_the_way: frozenset[Row] = frozenset()
    legs = _summed(_dealt(economy, rings, merged=merged))
    whole = in_whole_pieces(economy, terms, full, legs, longest)
    if whole is not None:
        again, in_the_way = whole[0].rename({"deal": "ring"}), whole[1]
        if again.is_empty():
            none = again.rename({"ring": "deal", "pieces": "quantity"}).with_columns(parties="value")
            return Dealt(none, in_the_way)
        legs = _summed(_dealt(economy, again, merged=False))
    return Dealt(with_quantities(economy, terms, _each_one_deal(economy, legs)), in_the_way)


def _summed(legs: pl.DataFrame) -> pl.DataFrame:
    """Return one leg for each deal, offer and alternative, ascending by them."""
    return one_for_each(legs, "deal").with_columns(pl.col("parties").cast(pl.Int64))


def carried(economy: Economy, rings: pl.DataFrame) -> tuple[Integers, Integers]:
    """Return what the rings carry in all: of each offer, and by each alternative."""
    offer = np.zeros(economy.offers.height, np.int64)
    alternative = np.zeros(economy.alternatives.height, np.int64)
    np.add.at(offer, rings["offer"].to_numpy(), rings["value"].to_numpy())
    np.add.at(alternative, rings["alternative"].to_numpy(), rings["value"].to_numpy())
    return offer, alternative


def as_dealt(economy: Economy, allocation: Allocation, legs: pl.DataFrame) -> Allocation:
    """Return the allocation with what the legs of `make_legs` carry; the same where that is all of it."""
    offer, alternative = carried(economy, legs)
    things = has_things(economy)
    same = np.array_equal(offer, allocation.offer_value)
    if not things and same and np.array_equal(alternative, allocation.alternative_value):
        return allocation
    goods = carried(economy, legs.drop("value").rename({"quantity": "value"})) if things else None
    return replace(
        allocation, offer_value=offer, alternative_value=alternative, value=int(offer.sum()), goods=goods
    )


def cut_allocation(economy: Economy, allocation: Allocation) -> pl.DataFrame:
    """Return the rings of an allocation: ring, offer, alternative, value; see `cut_flows`.

    Raises RuntimeError when part of it is in no ring: then it was none that balances.
    """
    rings = cut_flows(economy, allocation.offer_value, allocation.alternative_value)
    if int(rings["value"].sum()) != allocation.value:
        raise RuntimeError("part of the allocation is in no ring")
    return rings


def cut_flows(
    economy: Economy,
    offer_value: Integers,
    alternative_value: Integers,
    longest: int | None = None,
    *,
    swings: bool = True,
) -> pl.DataFrame:
    """Return ring, offer, alternative, value of rings cut from what offers and alternatives may carry.

    Rings have ``longest`` pools at most. Without it, what went round among the same few pools is one
    ring of several ways, and its legs in a market are fewer than its rows. Legs through a swing move no
    goods and are left out; without ``swings`` there are none, though pools may not balance.
    """
    balance = pool_balances(economy, offer_value, alternative_value) * swings
    giver, taker = party_of_rows(economy)
    values = (offer_value, alternative_value)
    gives, takes = flows_of(economy, values, balance, (giver, taker))
    found = cut_all(gives, takes, economy.pools.height, economy.markets.height + 1, longest)
    rings = pl.DataFrame(
        {
            "ring": found[:, 0],
            "offer": gives.row[found[:, 1]],
            "alternative": takes.row[found[:, 2]],
            "value": found[:, 3],
        }
    ).filter(pl.col("offer") >= 0)
    market = economy.offers["market"].to_numpy()
    rings = through_others(rings, giver, taker, market)
    return rings if longest is not None else few_legs(_together(economy, rings), giver, taker, market)


def _together(economy: Economy, rings: pl.DataFrame) -> pl.DataFrame:
    """Return the rings with those among the same parties as one."""
    same = ["parties", "one_sum", "other_sum"]
    if rings.is_empty():
        return rings
    number = parties_of_rings(economy, rings).select("ring", one=pl.col("ring").min().over(same))
    return rings.with_columns(ring=_looked_up(rings["ring"], number["ring"], number["one"]))


def parties_of_rings(economy: Economy, rings: pl.DataFrame) -> pl.DataFrame:
    """Return ring, ``parties`` (how many), and two sums that are the same for rings of the same parties.

    Rings ascend. Sums of two hashes stand for the set of parties: they do not depend on its sequence.
    """
    number = rings["ring"].to_numpy().astype(np.int64)
    ends = _party_numbers(economy, rings)
    most = max((int(end.max()) for end in ends if len(end)), default=0) + 1
    keys = np.sort(np.concatenate([number * most + end for end in ends]))
    ring, party = np.divmod(keys[np.diff(keys, prepend=-1) > 0], most)
    begins = np.flatnonzero(np.diff(ring, prepend=-1))
    return pl.DataFrame(
        {
            "ring": pl.Series(ring[begins], dtype=rings.schema["ring"]),
            "parties": pl.Series(np.diff(begins, append=len(ring)), dtype=pl.UInt32),
            "one_sum": np.add.reduceat(_scattered(party, seed=1), begins),
            "other_sum": np.add.reduceat(_scattered(party, seed=2), begins),
        }
    )


def _looked_up(rings: pl.Series, ring: pl.Series, value: pl.Series) -> pl.Series:
    """Return the value of each ring; ``ring`` are all there are."""
    number = ring.to_numpy()
    by_ring = np.zeros(number.max() + 1, np.int64)
    by_ring[number] = value.to_numpy()
    return pl.Series(by_ring[rings.to_numpy()], dtype=value.dtype)


def _scattered(numbers: Integers, seed: int) -> NDArray[np.uint64]:
    """Return 64 bits for each number that look drawn by chance, the same on every machine.

    Splitmix64's steps (Steele, Lea, Flood, OOPSLA 2014); Polars does not promise that its own hash stays.
    """
    bits: NDArray[np.uint64] = (numbers.astype(np.uint64) + np.uint64(seed << 32)) * np.uint64(
        0x9E3779B97F4A7C15
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return bits ^ (bits >> np.uint64(31))


def _dealt(economy: Economy, rings: pl.DataFrame, *, merged: bool) -> pl.DataFrame:
    """Add the number of the deal to each leg of a ring."""
    members = parties_of_rings(economy, rings).with_row_index("deal")
    if merged:
        members = members.with_columns(pl.col("deal").min().over("parties", "one_sum", "other_sum"))
    deal = members["deal"]
    at = _looked_up(rings["ring"], members["ring"], deal).to_numpy()
    parties = members["parties"].to_numpy().astype(np.int64)
    number = _numbered(rings, at, parties)
    return rings.with_columns(deal=pl.Series(number[at], dtype=pl.UInt32), parties=pl.Series(parties[at]))


def _numbered(legs: pl.DataFrame, at: Integers, parties: Integers) -> Integers:
    """Return the number of each deal: those of few parties first, then by value, then by their first offers.

    ``at`` is the place among ``parties`` of the deal of each leg; places without a leg get no number.
    """
    value, offer = np.zeros(len(parties), np.int64), np.full(len(parties), legs["offer"].max())
    np.add.at(value, at, legs["value"].to_numpy())
    np.minimum.at(offer, at, legs["offer"].to_numpy())
    used = np.unique(at)
    listed = used[np.lexsort((offer[used], -value[used], parties[used]))]
    number = np.zeros(len(parties), np.int64)
    number[listed] = np.arange(1, len(listed) + 1)
    return number


def _each_one_deal(economy: Economy, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with deals that fall apart made several, numbered again like those of `_dealt`."""
    giver, taker = _party_numbers(economy, legs)
    ends = legs.select(
        "deal",
        "value",
        giver=pl.Series(giver),
        taker=pl.Series(taker),
        giver_pool=economy.offers["pool"].gather(legs["offer"]),
        taker_pool=economy.alternatives["pool"].gather(legs["alternative"]),
    )
    part = set_apart(ends)["part"].to_numpy()
    if not part.any():
        return legs
    deal = legs["deal"].to_numpy().astype(np.int64)
    at = np.unique(deal * (part.max() + 1) + part, return_inverse=True)[1]
    torn = np.isin(deal, deal[part > 0])
    most = int(max(giver.max(), taker.max())) + 1
    members = np.unique(np.concatenate([at[torn] * most + end[torn] for end in (giver, taker)]))
    parties = np.zeros(int(at.max()) + 1, np.int64)
    parties[at] = legs["parties"].to_numpy()
    fewer = np.bincount(members // most, minlength=len(parties))
    parties = np.where(fewer > 0, fewer, parties)
    number = _numbered(legs, at, parties)[at]
    renamed = legs.with_columns(deal=pl.Series(number, dtype=pl.UInt32), parties=pl.Series(parties[at]))
    return renamed[np.argsort(number, kind="stable")]


def _party_numbers(economy: Economy, rings: pl.DataFrame) -> tuple[Integers, Integers]:
    """Return the givers and the takers of the legs as numbers."""
    giver, taker = party_of_rows(economy)
    return giver[rings["offer"].to_numpy()], taker[rings["alternative"].to_numpy()]
