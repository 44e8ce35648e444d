"""Deals: the allocation taken apart into sets of legs that each balance by themselves."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.deals.apart import set_apart
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
    return _with_quantities(economy, terms, _each_one_deal(economy, legs))


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
    gives, offer = _flows(economy.offers, offer_value, np.maximum(-balance, 0), markets)
    takes, alternative = _flows(economy.alternatives, alternative_value, np.maximum(balance, 0), markets)
    flows = len(offer) + len(alternative)
    board = Board(gives, takes, _trail(economy.pools.height, markets + 1), np.zeros((0, 4), np.int64))
    board = _with_room(board, 0, 4)
    written = compiled(cut_inside, flows)(board)
    pairs, crowded = _swap_pairs(gives, takes)
    written = compiled(cut_swaps, flows)(pairs, board, written)
    for size in range(2, min(_LONGEST_SEARCHED, longest or _LONGEST_SEARCHED) + 1):
        starts = crowded if size == 2 else np.unique(gives.pool[gives.left > 0])  # noqa: PLR2004 - swaps
        board = _with_room(board, written, size)
        written = compiled(cut_rings, flows)(starts, board, size, written)
    if longest is None:
        board = _with_room(board, written, economy.pools.height + 1)
        written = compiled(cut_rest, flows)(board, written)
    found = board.legs[:written]
    return pl.DataFrame(
        {
            "ring": found[:, 0],
            "offer": offer[found[:, 1]],
            "alternative": alternative[found[:, 2]],
            "value": found[:, 3],
        }
    ).filter(pl.col("offer") >= 0)


def parties_of_rings(economy: Economy, rings: pl.DataFrame) -> pl.DataFrame:
    """Return ring, ``parties`` (how many), and two sums that are the same for rings of the same parties.

    Sums of two hashes stand for the set of parties: they do not depend on its sequence.
    """
    giver, taker = _party_numbers(economy, rings)
    ends = pl.concat([rings.select("ring", party=giver), rings.select("ring", party=taker)], rechunk=False)
    return (
        ends.unique()
        .group_by("ring")
        .agg(
            pl.len().alias("parties"),
            pl.col("party").hash(seed=1).sum().alias("one_sum"),
            pl.col("party").hash(seed=2).sum().alias("other_sum"),
        )
    )


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

    Those are the pools with so many rows that listing every pair would not pay.
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
    )
    in_sequence = pairs.sort("lower", "higher", "takes_lower", maintain_order=True)
    return np.ascontiguousarray(in_sequence.to_numpy()).astype(np.int64), np.flatnonzero(crowded)


def _pool_balances(economy: Economy, offer_value: Integers, alternative_value: Integers) -> Integers:
    """Return what each pool gives more than it takes."""
    balance = np.zeros(economy.pools.height, np.int64)
    np.add.at(balance, economy.offers["pool"].to_numpy(), offer_value)
    np.subtract.at(balance, economy.alternatives["pool"].to_numpy(), alternative_value)
    return balance


def _flows(rows: pl.DataFrame, value: Integers, swing: Integers, markets: int) -> tuple[Flows, Integers]:
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
    left = np.concatenate([value[used], swing[swinging]])
    by_pool = np.argsort(pool, kind="stable")
    pool, market, position, left = pool[by_pool], market[by_pool], position[by_pool], left[by_pool]
    listed = np.argsort(market, kind="stable")
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    bounds = np.searchsorted(market[listed], np.arange(markets + 2))
    flows = Flows(
        start=np.searchsorted(pool, np.arange(len(swing) + 1)),
        pool=pool,
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


def _each_one_deal(economy: Economy, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with deals that fall apart made several, numbered again like those of `_dealt`."""
    giver, taker = _party_numbers(economy, legs)
    ends = legs.select(
        "deal",
        "value",
        giver=giver.cast(pl.Int64),
        taker=taker.cast(pl.Int64),
        giver_pool=economy.offers["pool"].gather(legs["offer"]),
        taker_pool=economy.alternatives["pool"].gather(legs["alternative"]),
    )
    parted = set_apart(ends)
    if not bool((parted["part"] != 0).any()):
        return legs
    own = legs.with_columns(parted["part"])
    members = pl.concat([own.select("deal", "part", party=parted[end]) for end in ("giver", "taker")])
    sizes = members.group_by("deal", "part").agg(parties=pl.col("party").n_unique().cast(pl.Int64))
    deals = (
        own.group_by("deal", "part")
        .agg(pl.col("value").sum(), pl.col("offer").min())
        .join(sizes, on=["deal", "part"])
        .sort("parties", "value", "offer", "deal", "part", descending=[False, True, False, False, False])
        .with_row_index("number", offset=1)
        .select("deal", "part", "parties", pl.col("number").cast(legs.schema["deal"]))
    )
    numbered = own.drop("parties").join(deals, on=["deal", "part"], how="left", maintain_order="left")
    renamed = numbered.drop("deal", "part").rename({"number": "deal"}).select(legs.columns)
    return renamed.sort("deal", "offer", "alternative")


def _party_numbers(economy: Economy, rings: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Return the givers and the takers of the legs as numbers."""
    named = pl.concat([economy.offers["party"], economy.wants["party"]]).rank("dense")
    want = economy.alternatives["want"].gather(rings["alternative"])
    return named.gather(rings["offer"]), named.gather(want + economy.offers.height)


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
