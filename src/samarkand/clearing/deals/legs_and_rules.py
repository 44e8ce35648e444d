"""What legs are made whole from: the legs themselves, what their rows must carry, and the room they have."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf, lcm, sqrt
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.flows import party_of_rows, pool_balances
from samarkand.clearing.deals.residual import Leg, Room
from samarkand.clearing.economy.economy import Economy

Row = tuple[bool, int]
"""Whether it is a want, and its position in the economy."""


class Rule(NamedTuple):
    """What a row must carry: whole lots, a least quantity (both in thousandths), its bundle's share."""

    lot: int | None
    least: int | None
    bundle: int | None

    def allows(self, goods: int) -> bool:
        """Tell whether so many pieces, if any, keep the rule."""
        return not goods or (goods % (self.lot or 1) == 0 and goods >= (self.least or 0))


def rules_of(economy: Economy) -> dict[Row, Rule]:
    """Return the rules of the rows that have one; lots of a single piece are none."""
    found: dict[Row, Rule] = {}
    no_lot = pl.lit(None, dtype=pl.Int64).alias("lot")
    lot = pl.when(pl.col("lot") != pl.col("piece").fill_null(0)).then("lot")
    for is_want, rows, lots in ((False, economy.offers, lot), (True, economy.wants, no_lot)):
        rules = rows.select(lots, "min_quantity", "bundle").with_row_index("row")
        bound = rules.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
        found |= {(is_want, row): Rule(*rule) for row, *rule in bound.iter_rows()}
    return found


def placed_legs(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with the price of their market and the piece they move whole multiples of."""
    offers = economy.offers.select("piece", "market")[legs["offer"]]
    want = economy.alternatives["want"].gather(legs["alternative"])
    given, taken = offers["piece"], economy.wants["piece"].gather(want)
    piece = pl.zeros(legs.height, dtype=pl.Int64, eager=True)
    if given.null_count() < len(given):
        pairs = zip(given.to_list(), taken.to_list(), strict=True)
        piece = pl.Series([_common(*pair) for pair in pairs], dtype=pl.Int64)
    return legs.with_columns(piece=piece, price=terms.gather(offers["market"]))


def _common(given: int | None, taken: int | None) -> int:
    """Return what a leg moves whole multiples of; nothing where the offer may be divided."""
    return 0 if given is None else lcm(given, taken or given)


def sharing_pools(economy: Economy, placed: pl.DataFrame, deals: pl.Series) -> pl.Series:
    """Return the deals that share a pool with these, and these."""
    ends = pl.concat(
        [
            placed.select("deal", pool=economy.offers["pool"].gather(placed["offer"])),
            placed.select("deal", pool=economy.alternatives["pool"].gather(placed["alternative"])),
        ]
    )
    pools = ends.filter(pl.col("deal").is_in(deals.implode()))["pool"].unique()
    return ends.filter(pl.col("pool").is_in(pools.implode()))["deal"].unique().sort()


def room_of(economy: Economy, full: Capacities, placed: pl.DataFrame) -> Room:
    """Return what rows and swings have left beside the deals.

    A way of a want that has several, or that a quota counts, has no more than it carries.
    """
    value = placed["value"].to_numpy()
    given, taken = np.zeros(len(full.offer), np.int64), np.zeros(len(full.alternative), np.int64)
    np.add.at(given, placed["offer"].to_numpy(), value)
    np.add.at(taken, placed["alternative"].to_numpy(), value)
    want = economy.alternatives["want"].to_numpy()
    shared = np.bincount(want[full.alternative > 0], minlength=economy.wants.height)[want] > 1
    shared[economy.quota_uses["alternative"].to_numpy()] = True
    return Room(
        offer=(full.offer - given).tolist(),
        alternative=np.where(shared, 0, full.alternative - taken).tolist(),
        goods=economy.offers["quantity"].to_list(),
        wanted=economy.wants["quantity"].to_list(),
        balance=pool_balances(economy, given, taken).tolist(),
        swing=economy.pools["swing"].to_list(),
    )


def legs_by_deal(economy: Economy, placed: pl.DataFrame, rules: dict[Row, Rule]) -> dict[int, list[Leg]]:
    """Return the legs of each deal; ``placed`` has deal, offer, alternative, value, price and piece."""
    giver, taker = party_of_rows(economy)
    offer, alternative = placed["offer"], placed["alternative"]
    want = economy.alternatives["want"].gather(alternative)
    columns = (
        placed["deal"],
        offer,
        alternative,
        want,
        pl.Series(giver[offer.to_numpy()]),
        pl.Series(taker[alternative.to_numpy()]),
        economy.offers["pool"].gather(offer),
        economy.alternatives["pool"].gather(alternative),
        placed["price"],
        placed["piece"],
        placed["value"],
    )
    counted = set(economy.quota_uses["alternative"].to_list())
    deals: dict[int, list[Leg]] = {}
    for deal, gives, takes, asks, gives_it, takes_it, from_pool, to_pool, price, piece, value in zip(
        *(column.to_list() for column in columns), strict=True
    ):
        leg = Leg(
            offer=gives,
            alternative=takes,
            want=asks,
            parties=(gives_it, takes_it),
            giver=from_pool,
            taker=to_pool,
            price=price,
            piece=piece,
            tied=(False, gives) in rules or (True, asks) in rules,
            counted=takes in counted,
            value=value,
            wished=value,
        )
        deals.setdefault(deal, []).append(leg)
    return deals


def swings_left(economy: Economy, placed: pl.DataFrame) -> dict[int, int]:
    """Return the swing of each pool that has one, less what it leaves open in deals, whichever way."""
    ends = [
        placed.select("deal", pool=rows["pool"].gather(placed[name]), value=pl.col("value") * sign)
        for rows, name, sign in ((economy.offers, "offer", 1), (economy.alternatives, "alternative", -1))
    ]
    still = pl.concat(ends).group_by("deal", "pool").agg(pl.col("value").sum())
    swing = economy.pools["swing"].to_numpy().copy()
    np.subtract.at(swing, still["pool"].to_numpy(), still["value"].abs().to_numpy())
    return {pool: int(swing[pool]) for pool in np.flatnonzero(economy.pools["swing"].to_numpy()).tolist()}


Ends = tuple[dict[int, float], dict[int, float]]
"""The lowest and the highest rate that honour what each pool executes."""


def extreme_rates(economy: Economy, placed: pl.DataFrame) -> Ends:
    """Return the ends of the rates of the pools that have legs."""
    offers, ways = economy.offers[placed["offer"]], economy.alternatives[placed["alternative"]]
    pools = economy.pools.height
    low, high = np.zeros(pools), np.full(pools, inf)
    limit = offers["limit"].to_numpy()
    ratio = np.divide(placed["price"].to_numpy(), limit, out=np.full(len(limit), inf), where=limit > 0)
    np.minimum.at(high, offers["pool"].to_numpy(), ratio)
    np.maximum.at(low, ways["pool"].to_numpy(), placed["price"].to_numpy() / ways["limit"].to_numpy())
    return (
        {pool: float(low[pool]) for pool in np.flatnonzero(low > 0.0).tolist()},
        {pool: float(high[pool]) for pool in np.flatnonzero(high < inf).tolist()},
    )


def middle_rates(
    legs: Iterable[Leg], offers: Sequence[int], ways: Sequence[int], others: Ends
) -> dict[int, float]:
    """Return the middle of the rates that honour what each pool executes at the terms; see `rates_table`."""
    low, high = dict(others[0]), dict(others[1])
    for leg in legs:
        if offers[leg.offer] > 0:
            high[leg.giver] = min(high.get(leg.giver, inf), leg.price / offers[leg.offer])
        low[leg.taker] = max(low.get(leg.taker, 0.0), leg.price / ways[leg.alternative])
    return {pool: sqrt(low[pool] * high[pool]) for pool in sorted(low.keys() & high.keys())}


def rows_of(leg: Leg) -> tuple[Row, Row]:
    """Return the offer and the want of a leg."""
    return (False, leg.offer), (True, leg.want)


def together(one: Iterable[Leg], other: Iterable[Leg]) -> list[Leg]:
    """Return the legs of two deals as those of one; where both have a leg between two rows, it is one."""
    found: dict[tuple[int, int], Leg] = {}
    for leg in (*one, *other):
        rows = ends_of(leg)
        known = found.get(rows)
        found[rows] = replace(leg) if known is None else _sum(known, leg)
    return list(found.values())


def _sum(one: Leg, other: Leg) -> Leg:
    return replace(
        one,
        value=one.value + other.value,
        wished=one.wished + other.wished,
        pieces=one.pieces + other.pieces,
    )


def open_in(legs: Iterable[Leg], pool: int) -> int:
    """Return what a pool gives more than it takes."""
    return sum(leg.value * ((leg.giver == pool) - (leg.taker == pool)) for leg in legs)


def ends_of(leg: Leg) -> tuple[int, int]:
    """Return the offer and the alternative of a leg: no deal has two legs between the same."""
    return leg.offer, leg.alternative
