"""The outcome's tables, from positions back to names."""

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.bound import Proof, RowPrices
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.outcome import BETWEEN, SCHEMAS


def terms_table(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.terms` table: every market a want reaches, and what was traded there."""
    traded = (
        legs.with_columns(market=pl.lit(economy.offers["market"]).gather(pl.col("offer")))
        .group_by("market")
        .agg(traded_quantity=pl.col("quantity").sum(), traded_value=pl.col("value").sum())
    )
    numbered = economy.markets.rename({"market": "label"}).with_row_index("market")
    reached = economy.alternatives["market"].unique().implode()
    return (
        numbered.with_columns(pl.Series("value_per_unit", terms))
        .filter(pl.col("market").is_in(reached))
        .join(traded, on="market", how="left", maintain_order="left")
        .with_columns(pl.col("traded_quantity", "traded_value").fill_null(0), market=pl.col("label"))
        .select(SCHEMAS["terms"].keys())
    )


def legs_table(book: Book, economy: Economy, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.legs` table in the sequence of the deals."""
    offers = economy.offers.select("offer", "party", "market").join(
        book.offers.select("offer", "place"), on="offer", how="left", maintain_order="left"
    )
    wants = economy.wants.select("want", "party").join(
        book.wants.select("want", "place"), on="want", how="left", maintain_order="left"
    )
    want = economy.alternatives["want"].gather(legs["alternative"])
    giving, taking = offers[legs["offer"]], wants[want]
    market = economy.markets[giving["market"]]
    return pl.DataFrame(
        {
            "deal": _deal_names(legs["deal"]),
            "offer": giving["offer"],
            "want": taking["want"],
            "from_party": giving["party"],
            "to_party": taking["party"],
            "commodity": market["commodity"],
            "from_place": giving["place"],
            "to_place": taking["place"],
            "quantity": legs["quantity"],
            "unit": market["unit"],
            "value": legs["value"],
            "market": market["market"],
        },
        schema=SCHEMAS["legs"],
    )


def deals_table(legs: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.deals` table; ``parties`` counts all who give or take in the deal."""
    counted = legs.group_by("deal", maintain_order=True).agg(
        pl.col("parties").first(), legs=pl.len().cast(pl.Int64), value=pl.col("value").sum()
    )
    return counted.with_columns(deal=_deal_names(counted["deal"])).select(SCHEMAS["deals"].keys())


def _deal_names(deals: pl.Series) -> pl.Series:
    """Return deal numbers as text of one width, so that they sort as they count."""
    return deals.cast(pl.String).str.zfill(len(str(deals.n_unique())))


def potentials_table(economy: Economy, rates: pl.DataFrame, proof: Proof | RowPrices) -> pl.DataFrame:
    """Return the `Outcome.potentials` table: the certificate and the rates rows were admitted at."""
    pools = economy.pools.select(
        kind=pl.lit("pool"), name="pool", potential=pl.Series(proof.pools, dtype=pl.Int64)
    ).hstack(rates)
    quotas = economy.quotas.with_row_index("quota").select(
        kind=pl.lit("quota"),
        name=pl.col("quota").cast(pl.String),
        potential=pl.Series(proof.quotas, dtype=pl.Int64),
    )
    first = (
        _row_prices(economy, proof) if isinstance(proof, RowPrices) else _market_potentials(economy, proof)
    )
    table = pl.concat([*first, pools.sort("name"), quotas], how="diagonal")
    return table.select(pl.col(name).cast(dtype) for name, dtype in SCHEMAS["potentials"].items())


def _market_potentials(economy: Economy, proof: Proof) -> list[pl.DataFrame]:
    """Return a row for every market some want reaches, and for each price in ``own``."""
    markets = economy.markets.select(
        kind=pl.lit("market"), name="market", potential=pl.Series(proof.markets, dtype=pl.Int64)
    )
    own = proof.own.select(
        kind=pl.lit("own"),
        name=pl.concat_str(
            pl.lit(economy.markets["market"]).gather(pl.col("market")), "party", separator=BETWEEN
        ),
        potential=pl.col("potential").cast(pl.Int64),
    )
    return [markets[economy.alternatives["market"].unique().sort()], own.sort("name")]


def _row_prices(economy: Economy, proof: RowPrices) -> list[pl.DataFrame]:
    """Return a row for every offer and every want that has a price."""
    sides = (("offer", economy.offers, proof.offers), ("want", economy.wants, proof.wants))
    return [
        rows.select(kind=pl.lit(side), name=side, potential=pl.Series(prices, dtype=pl.Int64))
        .filter(pl.col("potential") != 0)
        .sort("name")
        for side, rows, prices in sides
    ]
