"""The outcome's tables, from positions back to names."""

import numpy as np
import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.bound import stretches_of
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.allocation.proof import Branch, Case, Proof, RowPrices
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.outcome import BETWEEN, SCHEMAS
from samarkand.solving.arrays import Integers


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
    if isinstance(proof, RowPrices):
        pools = _named_pools(economy).with_columns(potential=pl.Series(proof.pools)).hstack(rates)
        quotas = _quotas(economy, proof.quotas)
        tables = [*_row_prices(economy, proof), pools.sort("name"), quotas]
        table = pl.concat(tables, how="diagonal").with_columns(case=pl.lit(1))
    else:
        table = _by_cases(economy, rates, proof)
    return table.select(pl.col(name).cast(dtype) for name, dtype in SCHEMAS["potentials"].items())


def _by_cases(economy: Economy, rates: pl.DataFrame, proof: Proof) -> pl.DataFrame:
    """Return the rows of every case: markets, pools, their steps, quotas, and what bounds the case."""
    stretches = stretches_of(proof, economy.pools["swing"])
    tables = []
    for number, case in enumerate(proof.cases):
        own = stretches.filter(case=number)
        lowest = own.unique("pool", keep="first", maintain_order=True)
        at_lowest = np.zeros(economy.pools.height, np.int64)
        at_lowest[lowest["pool"].to_numpy()] = lowest["potential"].to_numpy()
        pools = _named_pools(economy).with_columns(potential=pl.Series(at_lowest))
        if number == 0:
            pools = pools.hstack(rates)
        rest = own.join(lowest, on="stretch", how="anti")
        rows = [
            *_market_potentials(economy, case),
            pools.sort("name"),
            _steps(economy, proof.ladder, "pool_from", rest),
            _quotas(economy, case.quotas),
            *(_branch(economy, proof.ladder, branch) for branch in case.branches),
        ]
        tables.append(pl.concat(rows, how="diagonal").with_columns(case=pl.lit(number + 1)))
    return pl.concat(tables, how="diagonal")


def _named_pools(economy: Economy) -> pl.DataFrame:
    return economy.pools.select(kind=pl.lit("pool"), name="pool")


def _steps(economy: Economy, ladder: Ladder, kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows (pool, first, potential) as steps of the ladder: a pool's name and a ratio of its own."""
    first = rows["first"].to_numpy()
    found = pl.DataFrame(
        {
            "name": economy.pools["pool"].gather(rows["pool"]),
            "potential": rows["potential"],
            "rate_terms": ladder.terms[first],
            "rate_limit": ladder.limit[first],
        }
    )
    return found.select(pl.lit(kind).alias("kind"), pl.all()).sort("name", maintain_order=True)


def _branch(economy: Economy, ladder: Ladder, branch: Branch) -> pl.DataFrame:
    rows = pl.DataFrame({"pool": [branch.pool], "first": [branch.step], "potential": [0]})
    return _steps(economy, ladder, "rate_from" if branch.above else "rate_below", rows)


def _quotas(economy: Economy, prices: Integers) -> pl.DataFrame:
    return economy.quotas.with_row_index("quota").select(
        kind=pl.lit("quota"),
        name=pl.col("quota").cast(pl.String),
        potential=pl.Series(prices, dtype=pl.Int64),
    )


def _market_potentials(economy: Economy, case: Case) -> list[pl.DataFrame]:
    """Return a row for every market some want reaches, and for each price that keeps a party from itself."""
    markets = economy.markets.select(
        kind=pl.lit("market"), name="market", potential=pl.Series(case.markets, dtype=pl.Int64)
    )
    own = case.own.select(
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
