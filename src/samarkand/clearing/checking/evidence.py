"""The book and the outcome side by side, with numbers for names: what every question of the check reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import lcm
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.bundles import (
    numbered_bundles,
    with_bundle,
    with_completeness,
    without_incomplete,
)
from samarkand.clearing.checking.classes import Side, numbered_classes, relevance, with_class_keys
from samarkand.clearing.checking.law import barred_parties
from samarkand.clearing.checking.market_list import market_of_classes
from samarkand.clearing.checking.measures import measures
from samarkand.clearing.checking.numbers import ceil_divide, wide
from samarkand.clearing.checking.reach import reachable
from samarkand.clearing.checking.ways import bids_of, open_ways, stated_rates, with_admission, with_company
from samarkand.clearing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Evidence:
    """The prepared frames. Caps, limits and leasts count in the market's unit, as legs do.

    ``parties``: party, party_no, pool_no. ``pools``: pool, pool_no, swing, currency,
    members, and the rate its rows were admitted at.
    ``markets``: a row per market of the book: market_no, label, commodity, grade, place, period,
    unit, and ``terms`` (null: not in the terms table).
    ``offers``, ``wants``: the book's rows that may trade (not expired, nobody barred): offer_no or
    want_no, party_no, pool_no, cap, limit, least, bundle_no, own quantity, price, unit, times, over,
    thing (thousandths it moves whole multiples of), own_place, the class; offers also lot, market_no, terms,
    met, only_own (`ways.with_company`), good, admitted. ``bundles``: bundle_no, party, code, side, rows (how
    many in the book), whole, ``complete`` (every row may trade at the rates).
    ``pairs``: goods and want classes of the same goods (`reach.reachable`); ``reach``: the same by
    market: want_class, market_no, freight, closed. ``ways``: who may take from where (`ways.open_ways`);
    ``own_ways``: want_no, market_no where nobody but the want's own party gives. ``good`` is that the rate
    admits a row; it is ``admitted`` when its bundle is complete as well.
    ``legs``: the outcome's rows with the numbers of what they name (null: unknown), and ``piece``
    (thousandths they move whole multiples of), without words (`with_words`). ``given``, ``taken``: what
    each traded offer or want trades: traded, value, legs.
    ``takings``: want_no, market_no, value.
    ``stakes``: what each party gives and takes in each deal: deal_no, party_no, pool_no, value_out,
    value_in, legs given; every question of balance is a sum of these. ``deals``: deal_no, parties,
    legs, value. ``uncountable``: ``number`` of the rows that come to nothing in their market's unit, or to
    more than can be counted.
    """

    book: Book
    outcome: Outcome
    measures: pl.DataFrame
    parties: pl.DataFrame
    pools: pl.DataFrame
    markets: pl.DataFrame
    offers: pl.DataFrame
    wants: pl.DataFrame
    bundles: pl.DataFrame
    pairs: pl.DataFrame
    reach: pl.DataFrame
    ways: pl.DataFrame
    own_ways: pl.DataFrame
    legs: pl.DataFrame
    given: pl.DataFrame
    taken: pl.DataFrame
    takings: pl.DataFrame
    stakes: pl.DataFrame
    deals: pl.DataFrame
    uncountable: Mapping[Side, pl.DataFrame]


def lay_out(book: Book, outcome: Outcome) -> Evidence:
    """Return the evidence for a book and the outcome said to be its."""
    pools, parties = _pools_and_parties(book)
    pools = pools.join(stated_rates(outcome.potentials), on="pool", how="left", maintain_order="left")
    units, matters = measures(book), relevance(book)
    sides: dict[Side, pl.DataFrame] = {"offer": book.offers, "want": book.wants}
    live = {side: _live(table, side, book, outcome.summary) for side, table in sides.items()}
    entered = {side: _prepared(table, side, parties, units) for side, table in live.items()}
    prepared = {side: table.filter(_is_countable()) for side, table in entered.items()}
    bundles = numbered_bundles(book)
    rows = {side: with_bundle(table, side, bundles) for side, table in prepared.items()}
    offers, goods = numbered_classes(with_class_keys(rows["offer"], matters, "offer"), "goods_class")
    wants, wanted = numbered_classes(with_class_keys(rows["want"], matters, "want"), "want_class")
    classes, markets = _markets(goods, outcome.terms, book)
    priced = classes.join(markets.select("market_no", "terms"), on="market_no")
    offers = offers.join(priced, on="goods_class", maintain_order="left")
    pairs = reachable(goods, wanted, book, _day_number(outcome.summary))
    reach = (
        pairs.join(classes, on="goods_class").select("want_class", "market_no", "freight", "closed").unique()
    )
    legs = _legs(outcome, offers, wants, markets)
    stakes = _stakes(legs, parties)
    bids = bids_of(wants, reach)
    offers, bids = with_company(offers, bids), with_company(bids, offers)
    offers = with_admission(offers, pools)
    ways = open_ways(bids, markets, pools)
    bundles = with_completeness(bundles, offers, wants, ways)
    return Evidence(
        book=book,
        outcome=outcome,
        measures=units,
        parties=parties,
        pools=pools,
        markets=markets,
        offers=without_incomplete(offers, bundles),
        wants=wants,
        bundles=bundles,
        pairs=pairs,
        reach=reach,
        ways=without_incomplete(ways, bundles),
        own_ways=bids.filter("only_own").select("want_no", "market_no"),
        legs=legs,
        given=_traded(legs, "offer_no"),
        taken=_traded(legs, "want_no"),
        takings=_takings(legs, markets.height),
        stakes=stakes,
        deals=_deal_sums(stakes),
        uncountable={
            side: table.filter(~_is_countable()).select(number=f"{side}_no")
            for side, table in entered.items()
        },
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


def _day_number(summary: Mapping[str, Any]) -> int | None:
    """Return the day the round is held as of, counted as the classes count days."""
    as_of = summary["settings"].get("as_of")
    return (date.fromisoformat(as_of) - date(1970, 1, 1)).days if as_of else None


def _prepared(table: pl.DataFrame, side: Side, parties: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    numbers = (
        table.select("party").join(parties, on="party", how="left", maintain_order="left").drop("party"),
        table.select("hs", "unit")
        .join(units, on=["hs", "unit"], how="left", maintain_order="left")
        .drop("hs", "unit"),
    )
    joined = pl.concat([table.drop("note"), *numbers], how="horizontal")
    scaled = wide("price") * pl.col("over")
    limit = ceil_divide(scaled, wide("times")) if side == "offer" else scaled // wide("times")
    counted = {"quantity": "cap", "min_quantity": "least"} | ({"lot": "lot"} if side == "offer" else {})
    joined = joined.with_columns(
        # What does not fit is blank here, and named by `magnitudes`.
        limit.cast(pl.Int64, strict=False).alias("limit"),
        *(_counted(own).cast(pl.Int64, strict=False).alias(name) for own, name in counted.items()),
    )
    alone = pl.col("all_or_nothing") & (pl.col("bundle") == "")
    whole = joined.with_columns(least=pl.when(alone).then("cap").otherwise("least"))
    return whole.drop("min_quantity", "all_or_nothing").with_columns(thing=_thing(side))


def _thing(side: Side) -> pl.Expr:
    """Return what a row moves whole multiples of: not in a bundle, nor where its own lot divides things."""
    divides = pl.col("bundle") != ""
    if side == "offer":
        divides |= (pl.col("lot") % pl.col("thing") != 0).fill_null(value=False)
    return pl.when(~divides).then("thing")


def _is_countable() -> pl.Expr:
    return (pl.col("cap") > 0).fill_null(value=False) & (pl.col("limit") > 0).fill_null(value=False)


def _counted(quantity: str) -> pl.Expr:
    in_market_unit: pl.Expr = wide(quantity) * pl.col("times") // wide("over")
    return in_market_unit


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


def deal_names(outcome: Outcome) -> pl.DataFrame:
    """Return deal_no and deal: what each deal is called, numbered as they are listed."""
    return outcome.deals.select("deal").unique("deal", maintain_order=True).with_row_index("deal_no")


def _legs(outcome: Outcome, offers: pl.DataFrame, wants: pl.DataFrame, markets: pl.DataFrame) -> pl.DataFrame:
    """Return the legs as numbers; names are looked up once, each in a column of its own."""
    named = {
        "offer": offers.select("offer", "offer_no"),
        "want": wants.select("want", "want_no"),
        "market": markets.select("market_no", market="label"),
        "deal": deal_names(outcome),
    }
    numbers = [
        outcome.legs.select(column).join(names, on=column, how="left", maintain_order="left").drop(column)
        for column, names in named.items()
    ]
    legs = outcome.legs.select("quantity", "value").with_row_index("line", offset=2)
    legs = pl.concat([legs, *numbers], how="horizontal")
    giving = offers.select(
        "offer_no", "thing", giver_no="party_no", from_pool="pool_no", offered_in="market_no"
    )
    taking = wants.select(
        "want_no", "want_class", thing_taken="thing", taker_no="party_no", to_pool="pool_no"
    )
    known = (
        _looked_up(giving, "offer_no", legs["offer_no"]),
        _looked_up(taking, "want_no", legs["want_no"]),
        _looked_up(markets.select("market_no", "terms"), "market_no", legs["market_no"]),
    )
    return _with_piece(pl.concat([legs, *known], how="horizontal"))


def _with_piece(legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with ``piece``, what both rows of one move whole multiples of; null where none."""
    both = ["thing", "thing_taken"]
    known = legs.select(both).unique().drop_nulls("thing")
    rows = [(given, taken, lcm(given, taken or given)) for given, taken in known.iter_rows()]
    if not rows:
        return legs.drop(both).with_columns(piece=pl.lit(None, dtype=pl.Int64))
    pieces = pl.DataFrame(rows, schema=dict.fromkeys((*both, "piece"), pl.Int64()), orient="row")
    return legs.join(pieces, on=both, how="left", maintain_order="left", nulls_equal=True).drop(both)


def _looked_up(rows: pl.DataFrame, number: str, numbers: pl.Series) -> pl.DataFrame:
    """Return the row of each number, found by its position: much faster than a join."""
    last = rows[number].max()
    every = pl.DataFrame(
        {
            number: pl.int_range(
                0, 1 + (int(last) if isinstance(last, int) else -1), dtype=pl.UInt32, eager=True
            )
        }
    )
    placed = (
        rows
        if every.height == rows.height
        else every.join(rows, on=number, how="left", maintain_order="left")
    )
    return placed.drop(number).select(pl.all().gather(numbers))


def with_words(evidence: Evidence, legs: pl.DataFrame) -> pl.DataFrame:
    """Return rows of ``legs`` with the words of the outcome's table, for those who must read them."""
    words = evidence.outcome.legs.select(pl.col(pl.String).gather(legs["line"] - 2))
    return pl.concat([legs, words], how="horizontal")


def _traded(legs: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return what each traded offer or want trades: its number, ``traded``, ``value``, ``legs``."""
    sums = (
        pl.col("quantity").sum().alias("traded"),
        pl.col("value").sum(),
        pl.len().cast(pl.Int64).alias("legs"),
    )
    return legs.drop_nulls(number).group_by(number).agg(*sums)


def _stakes(legs: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Return the sums per deal and party; one number for the pair, since grouping by it is fastest."""
    width = max(parties.height, 1)
    pair = pl.col("deal_no").cast(pl.UInt64) * width
    one, none = pl.lit(1, dtype=pl.Int64), pl.lit(0, dtype=pl.Int64)
    out = legs.select(pair=pair + pl.col("giver_no"), value_out="value", value_in=none, legs=one)
    back = legs.select(pair=pair + pl.col("taker_no"), value_out=none, value_in="value", legs=none)
    both = pl.concat([out, back]).drop_nulls("pair")
    sums = both.group_by("pair").agg(pl.col("value_out", "value_in", "legs").sum())
    stakes = sums.select(
        (pl.col("pair") // width).cast(pl.UInt32).alias("deal_no"),
        (pl.col("pair") % width).cast(pl.UInt32).alias("party_no"),
        "value_out",
        "value_in",
        "legs",
    )
    pools = _looked_up(parties.select("party_no", "pool_no"), "party_no", stakes["party_no"])
    return pl.concat([stakes, pools], how="horizontal")


def _takings(legs: pl.DataFrame, markets: int) -> pl.DataFrame:
    """Return what each want takes from each market: want_no, market_no, value."""
    width = max(markets, 1)
    way = pl.col("want_no").cast(pl.UInt64) * width + pl.col("market_no")
    sums = legs.select("value", way=way).drop_nulls("way").group_by("way").agg(pl.col("value").sum())
    return sums.select(
        (pl.col("way") // width).cast(pl.UInt32).alias("want_no"),
        (pl.col("way") % width).cast(pl.UInt32).alias("market_no"),
        "value",
    )


def _deal_sums(stakes: pl.DataFrame) -> pl.DataFrame:
    """Return per deal its ``parties``, ``legs`` and ``value``."""
    sums = (
        pl.len().cast(pl.Int64).alias("parties"),
        pl.col("legs").sum(),
        pl.col("value_out").sum().alias("value"),
    )
    return stakes.group_by("deal_no").agg(*sums)
