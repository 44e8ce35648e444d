"""Which rows the stated rates admit: each offer, and each want in each market it may take from."""

import polars as pl

from samarkand.clearing.checking.numbers import wide


def stated_rates(potentials: pl.DataFrame) -> pl.DataFrame:
    """Return the rates of the certificate: ``pool``, ``rate_terms``, ``rate_limit``."""
    pools = potentials.filter(pl.col("kind") == "pool", pl.col("case") == 1)
    return pools.select("rate_terms", "rate_limit", pool="name").unique("pool", keep="first")


def with_admission(offers: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """Return the offers with ``admitted``: terms over limit reach the pool's rate, compared exactly."""
    rated = offers.join(_rates(pools), on="pool_no", how="left", maintain_order="left")
    admitted = wide("terms") * wide("rate_limit") >= wide("rate_terms") * wide("limit")
    return rated.with_columns(admitted=admitted.fill_null(value=False))


def open_ways(
    wants: pl.DataFrame, reach: pl.DataFrame, own: pl.DataFrame, markets: pl.DataFrame, pools: pl.DataFrame
) -> pl.DataFrame:
    """Return a row per want and market it may take from, its bid there, and whether it is admitted.

    Columns: want_no, pool_no, bundle_no, cap, own_place, market_no, freight, ``net`` (the limit less
    freight), terms, rate_terms, rate_limit, admitted.
    """
    free = _free(reach)
    rows = wants.select(
        "want_no", "want_class", "party_no", "pool_no", "bundle_no", "cap", "limit", "own_place"
    )
    pairs = rows.join(free, on="want_class")
    bids = pairs.with_columns(net=pl.col("limit") - pl.col("freight")).filter(pl.col("net") > 0)
    others = bids.join(own, on=["party_no", "market_no"], how="anti").drop("party_no", "limit")
    priced = others.join(markets.select("market_no", "terms"), on="market_no", how="left")
    rated = priced.join(_rates(pools), on="pool_no", how="left")
    admitted = wide("terms") * wide("rate_limit") <= wide("rate_terms") * wide("net")
    return rated.with_columns(admitted=admitted.fill_null(value=False))


def own_ways(wants: pl.DataFrame, reach: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return want_no and market_no where a want's bid would do, but its own party offers the goods."""
    rows = wants.select("want_no", "want_class", "party_no", "limit").join(own, on="party_no")
    met = rows.join(_free(reach), on=["want_class", "market_no"])
    return met.filter(pl.col("limit") > pl.col("freight")).select("want_no", "market_no")


def _free(reach: pl.DataFrame) -> pl.DataFrame:
    free = reach.filter(~pl.col("closed"), pl.col("freight").is_not_null())
    return free.select("want_class", "market_no", "freight")


def _rates(pools: pl.DataFrame) -> pl.DataFrame:
    return pools.select("pool_no", "rate_terms", "rate_limit")
