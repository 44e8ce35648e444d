"""Deals: the allocation taken apart into sets of legs that each balance by themselves."""

from functools import partial

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.deals.own_legs import through_others
from samarkand.clearing.deals.rings import Board, Flows, Trail, cut_inside, cut_rest, cut_rings, cut_swaps
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

_LONGEST_SEARCHED = 8
"""Rings of up to this many pools are searched for size by size."""

_MOST_WAYS = 1_000


def make_legs(economy: Economy, terms: pl.Series, rings: pl.DataFrame, *, merged: bool) -> pl.DataFrame:
    """Return the legs of all deals: deal (number), parties, offer, alternative (positions), value, quantity.

    ``rings`` are those of `cut_flows`. If ``merged``, rings among the same parties are one deal, else
    each is one by itself. Deals are numbered from 1: those of few parties first, then by value. A
    quantity is the value over the terms, rounded down; where an offer has several legs, thousandths
    lost to rounding go back to its legs, one at most to each, while the want has room.
    """
    if rings.is_empty():
        return rings.rename({"ring": "deal"}).with_columns(quantity="value", parties="value")
    legs = (
        _dealt(economy, rings, merged=merged)
        .group_by("deal", "offer", "alternative")
        .agg(pl.col("value").sum(), pl.col("parties").first().cast(pl.Int64))
        .sort("deal", "offer", "alternative")
    )
    return _with_quantities(economy, terms, legs)


def carried(economy: Economy, rings: pl.DataFrame) -> tuple[Integers, Integers]:
    """Return what the rings carry in all: of each offer, and by each alternative."""
    offer = np.zeros(economy.offers.height, np.int64)
    alternative = np.zeros(economy.alternatives.height, np.int64)
    np.add.at(offer, rings["offer"].to_numpy(), rings["value"].to_numpy())
    np.add.at(alternative, rings["alternative"].to_numpy(), rings["value"].to_numpy())
    return offer, alternative


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

    Rings have ``longest`` pools at most, or any number. Legs through a swing move no goods and are
    left out; without ``swings`` there are none, though pools may not balance.
    """
    markets = economy.markets.height
    balance = _pool_balances(economy, offer_value, alternative_value) * swings
    giver, taker = _party_of_rows(economy)
    gives, offer = _flows(economy.offers, giver, offer_value, np.maximum(-balance, 0), markets)
    takes, alternative = _flows(
        economy.alternatives, taker, alternative_value, np.maximum(balance, 0), markets
    )
    flows = len(offer) + len(alternative)
    board = Board(gives, takes, _trail(economy.pools.height, markets + 1), np.zeros((0, 4), np.int64))
    board = _with_room(board, 0, 4)
    written = compiled(cut_inside, flows)(board)
    pairs, unlisted = _swap_pairs(gives, takes)
    written = compiled(cut_swaps, flows)(pairs, board, written)
    for size in range(2, min(_LONGEST_SEARCHED, longest or _LONGEST_SEARCHED) + 1):
        starts = unlisted if size == 2 else np.unique(gives.pool[gives.left > 0])  # noqa: PLR2004 - swaps
        board = _with_room(board, written, size)
        written = compiled(cut_rings, flows)(starts, board, size, written)
    if longest is None:
        board = _with_room(board, written, economy.pools.height + 1)
        written = compiled(cut_rest, flows)(board, written)
    found = board.legs[:written]
    rings = pl.DataFrame(
        {
            "ring": found[:, 0],
            "offer": offer[found[:, 1]],
            "alternative": alternative[found[:, 2]],
            "value": found[:, 3],
        }
    ).filter(pl.col("offer") >= 0)
    return through_others(rings, giver, taker, economy.offers["market"].to_numpy())


def parties_of_rings(economy: Economy, rings: pl.DataFrame) -> pl.DataFrame:
    """Return ring, ``parties`` (how many), and two sums that are the same for rings of the same parties.

    Sums of two hashes stand for the set of parties: they do not depend on its sequence.
    """
    giver, taker = _party_numbers(economy, rings)
    ends = pl.concat([rings.select("ring", party=giver), rings.select("ring", party=taker)], rechunk=False)
    return (
        ends.unique()
        .with_columns(
            one=pl.col("party").map_batches(partial(_scattered, seed=1), return_dtype=pl.UInt64()),
            other=pl.col("party").map_batches(partial(_scattered, seed=2), return_dtype=pl.UInt64()),
        )
        .group_by("ring")
        .agg(
            pl.len().alias("parties"),
            pl.col("one").sum().alias("one_sum"),
            pl.col("other").sum().alias("other_sum"),
        )
    )


def _scattered(numbers: pl.Series, seed: int) -> pl.Series:
    """Return 64 bits for each number that look drawn by chance, the same on every machine.

    Splitmix64's steps (Steele, Lea, Flood, OOPSLA 2014); Polars does not promise that its own hash stays.
    """
    bits = (numbers.to_numpy().astype(np.uint64) + np.uint64(seed << 32)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return pl.Series(bits ^ (bits >> np.uint64(31)))


def _left(gives: Flows, takes: Flows) -> int:
    return int(np.count_nonzero(gives.left)) + int(np.count_nonzero(takes.left))


def _with_room(board: Board, written: int, pools: int) -> Board:
    """Return the board with room for the legs of all rings of so many pools that may be left."""
    needed = written + pools * _left(board.gives, board.takes)
    if needed <= len(board.legs):
        return board
    grown = np.zeros((needed, 4), np.int64)
    grown[:written] = board.legs[:written]
    return board._replace(legs=grown)


def _swap_pairs(gives: Flows, takes: Flows) -> tuple[Integers, Integers]:
    """Return every way a pool could swap, sorted for `rings.cut_swaps`, and the pools left out.

    Those are the pools with so many rows that listing every pair would not pay, and those that give and
    take in one market.
    """
    ways = np.diff(gives.start) * np.diff(takes.start)
    crowded = ways > _MOST_WAYS
    giving, taking = (
        pl.DataFrame({"pool": side.pool, "market": side.market, "flow": np.arange(len(side.pool))}).filter(
            pl.Series(~crowded[side.pool] & (side.left > 0))
        )
        for side in (gives, takes)
    )
    first, second = pl.col("market"), pl.col("market_taken")
    pairs = giving.join(taking, on="pool", how="inner", suffix="_taken", maintain_order="left_right").select(
        pl.min_horizontal(first, second).alias("lower"),
        pl.max_horizontal(first, second).alias("higher"),
        (first > second).cast(pl.Int64).alias("takes_lower"),
        "flow",
        "flow_taken",
        "pool",
    )
    # Who is on both sides of a market could be listed against itself.
    both_sides = pairs.filter(pl.col("lower") == pl.col("higher"))["pool"]
    unlisted = np.union1d(np.flatnonzero(crowded), both_sides.to_numpy())
    pairs = pairs.filter(~pl.col("pool").is_in(both_sides.implode())).drop("pool")
    in_sequence = pairs.sort("lower", "higher", "takes_lower", maintain_order=True)
    return np.ascontiguousarray(in_sequence.to_numpy()).astype(np.int64), unlisted.astype(np.int64)


def _pool_balances(economy: Economy, offer_value: Integers, alternative_value: Integers) -> Integers:
    """Return what each pool gives more than it takes."""
    balance = np.zeros(economy.pools.height, np.int64)
    np.add.at(balance, economy.offers["pool"].to_numpy(), offer_value)
    np.subtract.at(balance, economy.alternatives["pool"].to_numpy(), alternative_value)
    return balance


def _flows(
    rows: pl.DataFrame, party: Integers, value: Integers, swing: Integers, markets: int
) -> tuple[Flows, Integers]:
    """Return the rows that carry something, and their positions (-1 for a swing).

    A pool that is given more than it gives owes the rest: it gives that into a market of its own
    kind, after the markets of goods, from which those who gave more than they got take it.
    """
    used, swinging = np.flatnonzero(value), np.flatnonzero(swing)
    pool = np.concatenate([rows["pool"].to_numpy()[used].astype(np.int64), swinging])
    market = np.concatenate(
        [rows["market"].to_numpy()[used].astype(np.int64), np.full(len(swinging), markets)]
    )
    position = np.concatenate([used, np.full(len(swinging), -1)])
    owner = np.concatenate([party[used], np.full(len(swinging), -1)])
    left = np.concatenate([value[used], swing[swinging]])
    by_pool = np.argsort(pool, kind="stable")
    pool, market, position, left = pool[by_pool], market[by_pool], position[by_pool], left[by_pool]
    owner = owner[by_pool]
    listed = np.argsort(market, kind="stable")
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    bounds = np.searchsorted(market[listed], np.arange(markets + 2))
    flows = Flows(
        start=np.searchsorted(pool, np.arange(len(swing) + 1)),
        pool=pool,
        party=owner,
        market=market,
        left=left,
        first=bounds[:-1].copy(),
        live=np.diff(bounds),
        listed=listed,
        spot=spot,
    )
    return flows, position


def _trail(pools: int, markets: int) -> Trail:
    return Trail(
        market_mark=np.zeros(markets, np.int64),
        market_by=np.zeros(markets, np.int64),
        pool_mark=np.zeros(pools, np.int64),
        pool_by=np.zeros(pools, np.int64),
        queue=np.zeros(markets + 1, np.int64),
        number=np.zeros(1, np.int64),
    )


def _dealt(economy: Economy, rings: pl.DataFrame, *, merged: bool) -> pl.DataFrame:
    """Add the number of the deal to each leg of a ring."""
    members = parties_of_rings(economy, rings)
    worth = rings.group_by("ring").agg(pl.col("value").sum(), pl.col("offer").min())
    together = ["parties", "one_sum", "other_sum"] if merged else ["parties", "ring"]
    deals = (
        members.join(worth, on="ring")
        .group_by(together)
        .agg(pl.col("ring").alias("rings"), pl.col("value").sum(), pl.col("offer").min())
        .with_columns(first=pl.col("rings").list.min())
        .sort("parties", "value", "offer", "first", descending=[False, True, False, False])
        .with_row_index("deal", offset=1)
        .select("deal", "parties", ring="rings")
        .explode("ring")
    )
    return rings.join(deals, on="ring", how="left")


def _party_numbers(economy: Economy, rings: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return the givers and the takers of the legs as numbers."""
    giver, taker = _party_of_rows(economy)
    return pl.Series(giver[rings["offer"].to_numpy()]), pl.Series(taker[rings["alternative"].to_numpy()])


def _party_of_rows(economy: Economy) -> tuple[Integers, Integers]:
    """Return the party of each offer and of each alternative as a number: of its pool, if it is one."""
    if (economy.pools["parties"] == 1).all():
        giver, taker = economy.offers["pool"].to_numpy(), economy.alternatives["pool"].to_numpy()
        return giver.astype(np.int64), taker.astype(np.int64)
    named = pl.concat([economy.offers["party"], economy.wants["party"]]).rank("dense").to_numpy()
    giver, taker = np.split(named.astype(np.int64), [economy.offers.height])
    return giver, taker[economy.alternatives["want"].to_numpy()]


def _with_quantities(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    market = pl.lit(economy.offers["market"]).gather(pl.col("offer"))
    scaled = pl.col("value").cast(pl.Int128) * VALUE_DIVISOR
    priced = legs.with_columns(
        price=pl.lit(terms).gather(market),
        want=pl.lit(economy.alternatives["want"]).gather(pl.col("alternative")),
    ).with_columns(quantity=(scaled // pl.col("price")).cast(pl.Int64))
    short = (
        priced.group_by("offer", "price")
        .agg(pl.col("quantity").sum(), value=pl.col("value").sum())
        .with_columns(short=_whole_quantity(economy, scaled) - pl.col("quantity"))
        .filter(pl.col("short") > 0)
        .select("offer", "short")
    )
    taken = priced.group_by("want").agg(taken=pl.col("quantity").sum())
    topped = (
        priced.join(short, on="offer", how="inner")
        .join(taken, on="want", how="left")
        .with_columns(
            lost=(scaled % pl.col("price")).cast(pl.Int64),
            room=pl.lit(economy.wants["quantity"]).gather(pl.col("want")) - pl.col("taken"),
        )
        .sort("offer", "lost", "deal", "alternative", descending=[False, True, False, False])
        .filter(pl.int_range(pl.len()).over("offer") < pl.col("short"))
        .filter(pl.int_range(pl.len()).over("want") < pl.col("room"))
        .select("deal", "offer", "alternative", extra=pl.lit(1, dtype=pl.Int64))
    )
    return (
        priced.join(topped, on=["deal", "offer", "alternative"], how="left", maintain_order="left")
        .with_columns(pl.col("quantity") + pl.col("extra").fill_null(0))
        .select("deal", "parties", "offer", "alternative", "value", "quantity")
    )


def _whole_quantity(economy: Economy, scaled_value: pl.Expr) -> pl.Expr:
    """Return the quantity an offer gives in all: its whole quantity where its whole value is given."""
    price = pl.col("price").cast(pl.Int128)
    offered = pl.lit(economy.offers["quantity"]).gather(pl.col("offer"))
    whole_value = offered.cast(pl.Int128) * price // VALUE_DIVISOR * VALUE_DIVISOR
    rounded_down = (scaled_value // price).cast(pl.Int64)
    return pl.when(scaled_value >= whole_value).then(offered).otherwise(rounded_down)
