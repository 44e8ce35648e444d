"""The book and the outcome side by side, numbers in place of names: what every question of the check reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.classes import Side, numbered_classes, relevance, with_class_keys
from samarkand.clearing.checking.law import barred_parties
from samarkand.clearing.checking.market_list import market_of_classes
from samarkand.clearing.checking.measures import measures
from samarkand.clearing.checking.numbers import ceil_divide, wide
from samarkand.clearing.checking.reach import reachable
from samarkand.clearing.checking.ways import open_ways, own_ways, stated_rates, with_admission
from samarkand.clearing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Evidence:
    """The prepared frames. Caps, limits and leasts count in the market's unit, as legs do.

    ``parties``: party, party_no, pool_no. ``pools``: pool, pool_no, swing, currency,
    members, and the rate its rows were admitted at.
    ``markets``: a row per market of the book: market_no, label, commodity, grade, place, period,
    unit, and ``terms`` (null: not in the terms table).
    ``offers``, ``wants``: the book's rows that may trade (not expired, nobody barred): offer_no or
    want_no, party_no, pool_no, cap, limit, least, own quantity, price, unit, times, over, own_place,
    the class; offers also lot, market_no, terms, admitted.
    ``pairs``: goods and want classes of the same goods (`reach.reachable`); ``reach``: the same by
    market: want_class, market_no, freight, closed. ``own``: party_no, market_no: what a party offers
    itself. ``ways``: who may take from where (`ways.open_ways`); ``own_ways``: want_no, market_no of
    what only stands open to the party's own goods.
    ``legs``: the outcome's rows with the numbers of what they name (null: unknown).
    ``stakes``: what each party gives and takes in each deal: deal_no, party_no, pool_no, value_out,
    value_in; every question of balance is a sum of these.
    """

    book: Book
    outcome: Outcome
    measures: pl.DataFrame
    parties: pl.DataFrame
    pools: pl.DataFrame
    markets: pl.DataFrame
    offers: pl.DataFrame
    wants: pl.DataFrame
    pairs: pl.DataFrame
    reach: pl.DataFrame
    own: pl.DataFrame
    ways: pl.DataFrame
    own_ways: pl.DataFrame
    legs: pl.DataFrame
    stakes: pl.DataFrame


def lay_out(book: Book, outcome: Outcome) -> Evidence:
    """Return the evidence for a book and the outcome said to be its."""
    pools, parties = _pools_and_parties(book)
    pools = pools.join(stated_rates(outcome.potentials), on="pool", how="left", maintain_order="left")
    units, matters = measures(book), relevance(book)
    sides: dict[Side, pl.DataFrame] = {"offer": book.offers, "want": book.wants}
    live = {side: _live(table, side, book, outcome.summary) for side, table in sides.items()}
    rows = {side: _prepared(table, side, parties, units) for side, table in live.items()}
    offers, goods = numbered_classes(with_class_keys(rows["offer"], matters, "offer"), "goods_class")
    wants, wanted = numbered_classes(with_class_keys(rows["want"], matters, "want"), "want_class")
    classes, markets = _markets(goods, outcome.terms, book)
    offers = offers.join(classes, on="goods_class", maintain_order="left").join(
        markets.select("market_no", "terms"), on="market_no", maintain_order="left"
    )
    pairs = reachable(goods, wanted, book)
    reach = (
        pairs.join(classes, on="goods_class").select("want_class", "market_no", "freight", "closed").unique()
    )
    own = offers.select("party_no", "market_no").unique()
    legs = _legs(outcome, offers, wants, markets)
    return Evidence(
        book=book,
        outcome=outcome,
        measures=units,
        parties=parties,
        pools=pools,
        markets=markets,
        offers=with_admission(offers, pools),
        wants=wants,
        pairs=pairs,
        reach=reach,
        own=own,
        ways=open_ways(wants, reach, own, markets, pools),
        own_ways=own_ways(wants, reach, own),
        legs=legs,
        stakes=_stakes(legs, parties),
    )


def _pools_and_parties(book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    pools = (
        book.parties.group_by("pool", maintain_order=True)
        .agg(pl.col("swing").first(), pl.col("currency").first(), members=pl.len())
        .with_row_index("pool_no")
    )
    parties = book.parties.select("party", "pool", "country").with_row_index("party_no")
    numbered = parties.join(pools.select("pool", "pool_no"), on="pool", maintain_order="left")
    return pools, numbered.drop("pool")


def _live(table: pl.DataFrame, side: Side, book: Book, summary: Mapping[str, Any]) -> pl.DataFrame:
    """Return the rows that may trade: not past their last day, of no party barred altogether."""
    as_of = summary["settings"].get("as_of")
    day = pl.lit(date.fromisoformat(as_of)) if as_of else pl.lit(None, dtype=pl.Date)
    expired = (pl.col("until") < day).fill_null(value=False)
    barred = pl.col("party").is_in(barred_parties(book.restrictions))
    return table.with_row_index(f"{side}_no").filter(~expired & ~barred)


def _prepared(table: pl.DataFrame, side: Side, parties: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    joined = table.join(parties, on="party", maintain_order="left").join(
        units, on="unit", maintain_order="left"
    )
    scaled = wide("price") * pl.col("over")
    limit = ceil_divide(scaled, wide("times")) if side == "offer" else scaled // wide("times")
    counted = {"quantity": "cap", "min_quantity": "least"} | ({"lot": "lot"} if side == "offer" else {})
    return joined.with_columns(
        limit.cast(pl.Int64).alias("limit"),
        *(
            (wide(own) * pl.col("times") // wide("over")).cast(pl.Int64).alias(name)
            for own, name in counted.items()
        ),
    ).drop("note", "min_quantity")


def _markets(goods: pl.DataFrame, terms: pl.DataFrame, book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the market of each class of goods, and the markets with their terms."""
    described = market_of_classes(goods, book)
    columns = ["label", "commodity", "grade", "place", "period", "unit"]
    markets = described.select(columns).unique().sort("label").with_row_index("market_no")
    stated = terms.select(label="market", terms="value_per_unit").unique("label", keep="first")
    classes = described.select("goods_class", "label").join(markets, on="label")
    return classes.select("goods_class", "market_no"), markets.join(
        stated, on="label", how="left", maintain_order="left"
    )


def _legs(outcome: Outcome, offers: pl.DataFrame, wants: pl.DataFrame, markets: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with their line in the file and the numbers of what they name."""
    giving = offers.select(
        "offer", "offer_no", giver_no="party_no", from_pool="pool_no", offered_in="market_no"
    )
    taking = wants.select("want", "want_no", "want_class", taker_no="party_no", to_pool="pool_no")
    there = markets.select("market_no", "terms", market="label")
    deals = outcome.deals.select("deal").unique("deal", maintain_order=True).with_row_index("deal_no")
    numbered = outcome.legs.with_row_index("line", offset=2)
    for named, on in ((giving, "offer"), (taking, "want"), (there, "market"), (deals, "deal")):
        numbered = numbered.join(named, on=on, how="left", maintain_order="left")
    return numbered


def _stakes(legs: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Return the sums per deal and party; one number for the pair, since grouping by it is fastest."""
    width = max(parties.height, 1)
    nothing = pl.lit(0, dtype=pl.Int64)
    pair = pl.col("deal_no").cast(pl.UInt64) * width
    out = legs.select(pair=pair + pl.col("giver_no"), value_out="value", value_in=nothing)
    back = legs.select(pair=pair + pl.col("taker_no"), value_out=nothing, value_in="value")
    sums = (
        pl.concat([out, back]).drop_nulls("pair").group_by("pair").agg(pl.col("value_out", "value_in").sum())
    )
    stakes = sums.select(
        (pl.col("pair") // width).cast(pl.UInt32).alias("deal_no"),
        (pl.col("pair") % width).cast(pl.UInt32).alias("party_no"),
        "value_out",
        "value_in",
    )
    return stakes.join(parties.select("party_no", "pool_no"), on="party_no", how="left")
