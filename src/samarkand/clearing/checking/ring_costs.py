"""Whether any ring of at most K parties gains more than the prices of rows make it cost.

A ring is a closed walk over parties. Its steps are legs, moves between parties of one pool, who settle
at home, and moves by the swings of two pools. All is exact: a ring that gains by one millionth of a
millionth is found.
"""

import numpy as np
import polars as pl

from samarkand.clearing.checking.closed_walks import (
    NO_STEP,
    NOWHERE,
    Integers,
    Walk,
    best_walk,
    best_walk_of_legs,
)
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.failure import chances, leg_failure
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.risky_walks import best_risky_walk, can_follow
from samarkand.clearing.checking.row_prices import MOST, RowPrices
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.core.finding import Finding
from samarkand.core.scale import CERTAIN

_FEWEST = 2
"""Nobody is in a ring alone."""

_FOLLOWED = 5_000
"""Rings among more parties would take hours to follow."""

_LARGEST_SUM = 2**60
"""Above this a walk's gains might not be counted in 64 bits."""


def check_rings(evidence: Evidence, rows: RowPrices, scale: int) -> list[Finding]:
    """Return a finding if the prices leave a ring that gains, of as many parties as a deal may have."""
    most = most_parties(evidence) or 0
    parties = _who_may_be_in_rings(evidence, rows)
    longest = min(most, parties.height)
    if longest < _FEWEST:
        return []
    if parties.height > _FOLLOWED:
        message = (
            f"prices of rows are no proof among {parties.height:,} parties: nobody can follow all rings."
        )
        return [fault("prices_too_low", message, file="potentials")]
    if not _is_countable(rows, scale, longest):
        message = "the prices are too large, or too far below zero, to be counted."
        return [fault("prices_too_low", message, file="potentials")]
    walk = _best(evidence, rows, parties, scale, longest)
    if walk.gain <= 0:
        return []
    names = evidence.parties["party"].gather(parties["party_no"].gather(list(walk.parties))).to_list()
    among = " and ".join(dict.fromkeys(names))
    message = (
        f"a deal of at most {most} parties with {among} in it gains {walk.gain:,} of {scale:,} "
        "a unit more than its rows cost: the prices prove nothing."
    )
    return [fault("prices_too_low", message, file="potentials")]


def _is_countable(rows: RowPrices, scale: int, longest: int) -> bool:
    lowest = [rows.offers["price"].min(), rows.ways["cost"].min()]
    below = sum(max(-price, 0) for price in lowest if isinstance(price, int))
    return below < MOST and (scale + below) * longest**2 < _LARGEST_SUM


def _who_may_be_in_rings(evidence: Evidence, rows: RowPrices) -> pl.DataFrame:
    """Return the parties that value can reach and leave: party_no, pool_no, swing, potential, at."""
    pools = evidence.outcome.potentials.filter(kind="pool").select(pool="name", of_pool="potential")
    parties = evidence.parties.select("party_no", "pool_no").join(
        evidence.pools.select("pool_no", "pool", "swing"), on="pool_no", maintain_order="left"
    )
    gives = pl.col("party_no").is_in(rows.offers["party_no"].unique().implode())
    takes = pl.col("party_no").is_in(rows.ways["party_no"].unique().implode())
    trading = parties.with_columns(gives=gives, takes=takes).filter(pl.col("gives") | pl.col("takes"))
    moves = (pl.len().over("pool_no") > 1) | (pl.col("swing") > 0)
    kept = trading.filter((pl.col("gives") & pl.col("takes")) | moves)
    return kept.join(pools.unique("pool"), on="pool", how="left", maintain_order="left").with_row_index("at")


def _best(evidence: Evidence, rows: RowPrices, parties: pl.DataFrame, scale: int, longest: int) -> Walk:
    moves = _moves(parties)
    otherwise = leg_failure(evidence)
    if otherwise is None:
        gains = rows.offers.with_columns(gain=scale - pl.col("price").clip(upper_bound=MOST))
        return best_walk(_legs(gains, rows.ways, parties), moves, longest)
    known = rows.offers.join(chances(evidence, otherwise), on="offer_no", maintain_order="left")
    at_home = bool((moves > NO_STEP).sum() > len(moves))
    walks = [NOWHERE]
    for count in range(1, longest + 1):
        by_means = _legs(_gains(known, scale, count), rows.ways, parties)
        most_moves = min(count, longest - count) if at_home else 0
        walks.append(best_walk_of_legs(by_means, moves, count, most_moves))
    walk = max(walks, key=lambda walk: walk.gain)
    kinds = known["chance"].unique().sort().to_list()
    if walk.gain <= 0 or not can_follow(len(kinds), parties.height, longest, moves=at_home):
        # The means of numbers say enough, or nothing closer can be said.
        return walk
    costs = known.with_columns(gain=-pl.col("price").clip(upper_bound=MOST))
    legs = [_legs(costs.filter(chance=chance), rows.ways, parties) for chance in kinds]
    return best_risky_walk(legs, kinds, moves if at_home else None, longest, scale)


def _gains(offers: pl.DataFrame, scale: int, count: int) -> pl.DataFrame:
    """Return the offers with ``gain``: what a leg of theirs in a deal of so many brings over its price.

    The value expected of a deal is a product of chances; by the means of numbers, arithmetic over
    geometric, it is no more than the sum over its legs of each one's chance to the power of their count.
    """
    distinct = offers["chance"].unique().sort()
    expected = [-(-scale * chance**count // CERTAIN**count) for chance in distinct]
    by_chance = pl.DataFrame({"chance": distinct, "expected": pl.Series(expected, dtype=pl.Int64)})
    known = offers.join(by_chance, on="chance", how="left", maintain_order="left")
    return known.with_columns(gain=pl.col("expected") - pl.col("price").clip(upper_bound=MOST))


def _legs(offers: pl.DataFrame, ways: pl.DataFrame, parties: pl.DataFrame) -> Integers:
    """Return the best gain of a leg from each party to each, over its way's cost; `NO_STEP` without."""
    at = parties.select("party_no", "at")
    keys = ["market_no", "at"]
    giving = offers.join(at, on="party_no").group_by(keys).agg(pl.col("gain").max())
    taking = ways.join(at, on="party_no").group_by(keys).agg(pl.col("cost").min())
    takers = taking.partition_by("market_no", as_dict=True)
    legs = np.full((parties.height, parties.height), NO_STEP, np.int64)
    for market, givers in giving.partition_by("market_no", as_dict=True).items():
        if market in takers:
            here = np.ix_(givers["at"].to_numpy(), takers[market]["at"].to_numpy())
            gains = givers["gain"].to_numpy()[:, None] - takers[market]["cost"].to_numpy()
            legs[here] = np.maximum(legs[here], gains)
    np.fill_diagonal(legs, NO_STEP)
    return legs


def _moves(parties: pl.DataFrame) -> Integers:
    """Return what moving value between parties brings: nothing at home, a cost by the swings of two pools."""
    pools = parties["pool_no"].to_numpy()
    price = parties["of_pool"].clip(upper_bound=MOST).to_numpy()
    swings = parties["swing"].to_numpy() > 0
    by_swing = np.where(swings[:, None] & swings, -(price[:, None] + price), NO_STEP)
    return np.where(pools[:, None] == pools, 0, by_swing)
