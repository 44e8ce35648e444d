"""From a book to an economy: every offer gets its market, every want its alternatives."""

from datetime import date

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.economy import restrictions as law
from samarkand.clearing.economy.alternatives import find_alternatives
from samarkand.clearing.economy.bundles import number_bundles, with_whole_minimum
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import in_pieces
from samarkand.clearing.economy.quotas import number_quotas
from samarkand.clearing.economy.units import countable, in_market_units, round_units

MARKET_KEY = ("hs", "grade", "place", "from", "until", "market_unit", "restriction_class")

_OFFER_COLUMNS = (
    "offer",
    "party",
    "party_number",
    "pool",
    "market",
    "quantity",
    "limit",
    "lot",
    "min_quantity",
    "bundle",
    "piece",
)
_WANT_COLUMNS = (
    "want",
    "party",
    "party_number",
    "pool",
    "quantity",
    "min_quantity",
    "priority",
    "bundle",
    "piece",
)


def build_economy(book: Book, as_of: date | None) -> Economy:
    """Return the economy of a validated book, without the rows that expired before ``as_of``."""
    units = round_units(book)
    partial = law.partial_restrictions(book.restrictions)
    offers = _entering(in_market_units(book.offers, units, price_up=True), book)
    wants = _entering(in_market_units(book.wants, units, price_up=False), book)
    offers, offers_out = _may_enter(offers, "offer", book, as_of)
    wants, wants_out = _may_enter(wants, "want", book, as_of)
    offers = _in_market_place(law.with_offer_class(offers, partial), book)
    wants = law.with_want_class(wants, partial)
    markets = _markets(offers)
    pools = _pools(book, offers, wants)
    offers = _numbered_offers(offers, markets, pools)
    wants = _numbered_wants(wants, pools)
    found = find_alternatives(wants, offers, markets, book.lanes, partial, as_of)
    # Goods nobody can reach have no market, and must not count as something to pay with.
    offers = offers.join(found.left_out, left_on="offer", right_on="id", how="anti", maintain_order="left")
    bundled = number_bundles(book, offers, wants)
    quotas, uses = number_quotas(book.quotas, found.alternatives, markets, wants)
    return Economy(
        markets=_labelled(markets),
        pools=pools,
        offers=bundled.offers.select(_OFFER_COLUMNS),
        wants=bundled.wants.select(_WANT_COLUMNS),
        bundles=bundled.bundles,
        alternatives=found.alternatives,
        quotas=quotas,
        quota_uses=uses,
        left_out=pl.concat([offers_out, wants_out, found.left_out]),
    )


def _entering(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    numbered = book.parties.sort("party").with_row_index("party_number")
    parties = numbered.select("party", pl.col("party_number").cast(pl.Int64), "country", "pool")
    return with_whole_minimum(in_pieces(rows)).join(parties, on="party", how="left", maintain_order="left")


def _may_enter(
    rows: pl.DataFrame, side: str, book: Book, as_of: date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    closed = law.closed_parties(book.restrictions)
    judged = rows.join(closed, on="party", how="left", maintain_order="left")
    expired = (pl.col("until") < as_of).fill_null(value=False) if as_of else pl.lit(value=False)
    judged = judged.with_columns(
        reason=pl.when(pl.col("closed_by").is_not_null())
        .then(pl.lit("closed_by_restriction"))
        .when(expired)
        .then(pl.lit("expired"))
        .when(~countable())
        .then(pl.lit("not_countable"))
    )
    out = judged.filter(pl.col("reason").is_not_null()).select(
        pl.col(side).alias("id"), "reason", pl.col("closed_by").fill_null("")
    )
    return judged.filter(pl.col("reason").is_null()).drop("reason", "closed_by"), out


def _in_market_place(offers: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Blank the place where nothing can tell places apart: no lane, no quota, no value of the price list."""
    if book.lanes is not None:
        return offers
    own, country = pl.col("place"), pl.col("place").str.slice(0, 2)
    counts_country = not book.quotas.filter(pl.col("from") != "").is_empty()
    place = (
        pl.when(_is_listed(book.listed, own))
        .then(own)
        .when(_is_listed(book.listed, country) | counts_country)
        .then(country)
        .otherwise(pl.lit(""))
    )
    return offers.with_columns(place.alias("place"))


def _is_listed(listed: pl.DataFrame | None, place: pl.Expr) -> pl.Expr:
    """Return an expression: the price list has a value for goods of this code at this very place."""
    by_length: dict[int, list[str]] = {}
    for hs, name in () if listed is None else listed.select("hs", "place").rows():
        by_length.setdefault(len(hs), []).extend([f"{hs} {name}"] if name else [])
    fits = [
        pl.concat_str(pl.col("hs").str.slice(0, length), place, separator=" ").is_in(known)
        for length, known in by_length.items()
    ]
    return pl.any_horizontal(pl.lit(value=False), *fits)


def _markets(offers: pl.DataFrame) -> pl.DataFrame:
    return (
        offers.select(*MARKET_KEY, "dimension", "tonnes_numerator", "tonnes_denominator")
        .unique()
        .sort(*MARKET_KEY)
    )


def _labelled(markets: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("from").cast(pl.String).fill_null("")
    end = pl.col("until").cast(pl.String).fill_null("")
    period = pl.when((start != "") | (end != "")).then(start + ".." + end).otherwise(pl.lit(""))
    parts = pl.concat_str("hs", "grade", "place", period, separator="|").str.strip_chars_end("|")
    named = markets.with_columns(period=period, market=parts)
    twin = pl.int_range(pl.len()).over("market")
    label = pl.when(twin > 0).then(pl.col("market") + "#" + (twin + 1).cast(pl.String)).otherwise("market")
    return named.select(
        label.alias("market"),
        pl.col("hs").alias("commodity"),
        "grade",
        "place",
        "period",
        pl.col("market_unit").alias("unit"),
    )


def _pools(book: Book, offers: pl.DataFrame, wants: pl.DataFrame) -> pl.DataFrame:
    """Return the pools in an order that depends on what they trade, not on names, rows or money."""
    return (
        book.parties.group_by("pool", maintain_order=True)
        .agg(pl.col("currency").first(), pl.col("swing").first(), parties=pl.len().cast(pl.Int64))
        .join(_profile(offers, "gives"), on="pool", how="left")
        .join(_profile(wants, "takes"), on="pool", how="left")
        .sort(
            *(
                f"{verb}_{what}"
                for what in ("first", "last", "quantity", "rows")
                for verb in ("gives", "takes")
            ),
            "pool",
            nulls_last=True,
        )
        .select("pool", "currency", "swing", "parties")
    )


def _profile(rows: pl.DataFrame, verb: str) -> pl.DataFrame:
    return rows.group_by("pool").agg(
        pl.col("hs").min().alias(f"{verb}_first"),
        pl.col("hs").max().alias(f"{verb}_last"),
        pl.col("quantity").sum().alias(f"{verb}_quantity"),
        pl.len().alias(f"{verb}_rows"),
    )


def _numbered_offers(offers: pl.DataFrame, markets: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    numbered = offers.rename({"pool": "pool_name"}).join(
        markets.select(MARKET_KEY).with_row_index("market"), on=MARKET_KEY, how="left", nulls_equal=True
    )
    return _by_pool(numbered, pools, ("market", "quantity", "limit", "offer"))


def _numbered_wants(wants: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    by = ("hs", "grade", "place", "quantity", "limit", "want")
    return _by_pool(wants.rename({"pool": "pool_name"}), pools, by)


def _by_pool(rows: pl.DataFrame, pools: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    numbers = pools.select(pl.col("pool").alias("pool_name")).with_row_index("pool")
    return (
        rows.join(numbers, on="pool_name", how="left")
        .sort("pool", *by)
        .with_columns(pl.col("pool").cast(pl.Int64))
    )
