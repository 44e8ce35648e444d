"""Deals: the allocation taken apart into sets of legs that each balance by themselves."""

from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.deals.apart import set_apart
from samarkand.clearing.deals.flows import flows_of, party_of_rows, pool_balances
from samarkand.clearing.deals.own_legs import through_others
from samarkand.clearing.deals.pairing import few_legs
from samarkand.clearing.deals.stages import cut_all
from samarkand.clearing.deals.whole_pieces import in_whole_pieces
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers


def make_legs(
    economy: Economy,
    terms: pl.Series,
    full: Capacities,
    rings: pl.DataFrame,
    *,
    merged: bool,
    longest: int | None = None,
) -> pl.DataFrame:
    """Return the legs of all deals: deal (number), parties, offer, alternative (positions), value, quantity.

    ``full`` is what rows may carry. ``rings`` are those of `cut_flows`. If ``merged``, rings among the same
    parties are one deal, else each is one by itself. Deals are numbered from 1: those of few parties first,
    then by value. Things go in whole pieces (`whole_pieces`), in deals of at most ``longest`` parties; so
    what is carried may be less than in the rings. Else a quantity is the value over the terms, rounded
    down; where an offer has several legs, thousandths lost to rounding go back to its legs, one at most to
    each, while the want has room.
    """
    if rings.is_empty():
        return rings.rename({"ring": "deal"}).with_columns(quantity="value", parties="value")
    legs = _summed(_dealt(economy, rings, merged=merged))
    whole = in_whole_pieces(economy, terms, full, legs, longest)
    if whole is not None:
        again = whole.rename({"deal": "ring"})
        if again.is_empty():
            return again.rename({"ring": "deal", "pieces": "quantity"}).with_columns(parties="value")
        legs = _summed(_dealt(economy, again, merged=False))
    return _with_quantities(economy, terms, _each_one_deal(economy, legs))


def _summed(legs: pl.DataFrame) -> pl.DataFrame:
    """Return one leg for each deal, offer and alternative."""
    sums = [pl.col("value").sum(), pl.col("parties").first().cast(pl.Int64)]
    if "pieces" in legs.columns:
        sums.append(
            pl.when(pl.col("pieces").is_not_null().any()).then(pl.col("pieces").sum()).alias("pieces")
        )
    return legs.group_by("deal", "offer", "alternative").agg(sums).sort("deal", "offer", "alternative")


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
    changed = not np.array_equal(offer, allocation.offer_value)
    changed |= not np.array_equal(alternative, allocation.alternative_value)
    if not changed and economy.offers["piece"].null_count() == economy.offers.height:
        return allocation
    goods = carried(economy, legs.drop("value").rename({"quantity": "value"}))
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
    number = parties_of_rings(economy, rings).select("ring", one=pl.col("ring").min().over(same))
    return rings.join(number, on="ring", how="left", maintain_order="left").select(
        pl.col("one").alias("ring"), "offer", "alternative", "value"
    )


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
    giver, taker = party_of_rows(economy)
    return pl.Series(giver[rings["offer"].to_numpy()]), pl.Series(taker[rings["alternative"].to_numpy()])


def _with_quantities(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    market = pl.lit(economy.offers["market"]).gather(pl.col("offer"))
    scaled = pl.col("value").cast(pl.Int128) * VALUE_DIVISOR
    pieces = pl.col("pieces") if "pieces" in legs.columns else pl.lit(None, dtype=pl.Int64)
    priced = legs.with_columns(
        price=pl.lit(terms).gather(market),
        want=pl.lit(economy.alternatives["want"]).gather(pl.col("alternative")),
        pieces=pieces,
    ).with_columns(quantity=pl.coalesce("pieces", (scaled // pl.col("price")).cast(pl.Int64)))
    taken = priced.group_by("want").agg(taken=pl.col("quantity").sum())
    divisible = priced.filter(pl.col("pieces").is_null())
    short = (
        divisible.group_by("offer", "price")
        .agg(pl.col("quantity").sum(), value=pl.col("value").sum())
        .with_columns(short=_whole_quantity(economy, scaled) - pl.col("quantity"))
        .filter(pl.col("short") > 0)
        .select("offer", "short")
    )
    topped = (
        divisible.join(short, on="offer", how="inner")
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
    """Return the quantity an offer gives in all: exact where its value is that of whole lots, or of all."""
    price = pl.col("price").cast(pl.Int128)
    offered, lot = (pl.lit(economy.offers[name]).gather(pl.col("offer")) for name in ("quantity", "lot"))
    whole_value = offered.cast(pl.Int128) * price // VALUE_DIVISOR * VALUE_DIVISOR
    bought = (scaled_value // price).cast(pl.Int64)
    # The most lots whose value, rounded down, is given.
    lots = ((scaled_value + VALUE_DIVISOR - 1) // price).cast(pl.Int64) // lot * lot
    earned = pl.max_horizontal(bought, lots)
    return pl.when(scaled_value >= whole_value).then(offered).otherwise(earned)
