"""Which rows the stated rates admit: each offer, and each want in each market it may take from."""

import polars as pl

from samarkand.clearing.checking.numbers import wide


def stated_rates(potentials: pl.DataFrame) -> pl.DataFrame:
    """Return the rates of the certificate: ``pool``, ``rate_terms``, ``rate_limit``."""
    pools = potentials.filter(pl.col("kind") == "pool", pl.col("case") == 1)
    return pools.select("rate_terms", "rate_limit", pool="name").unique("pool", keep="first")


def with_admission(offers: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """Return the offers with ``admitted``: terms over limit reach the pool's rate, compared exactly.

    What nobody else could take (`with_company`) is not.
    """
    rated = offers.join(_rates(pools), on="pool_no", how="left", maintain_order="left")
    reaches = wide("terms") * wide("rate_limit") >= wide("rate_terms") * wide("limit")
    return rated.with_columns(admitted=reaches.fill_null(value=False) & pl.col("met"))


def bids_of(wants: pl.DataFrame, reach: pl.DataFrame) -> pl.DataFrame:
    """Return a row per want and market it could take from, whoever gives there, and its bid.

    Columns: want_no, party_no, pool_no, bundle_no, cap, own_place, market_no, freight, ``net`` (the limit
    less freight, always more than nothing).
    """
    rows = wants.select(
        "want_no", "want_class", "party_no", "pool_no", "bundle_no", "cap", "limit", "own_place"
    )
    bids = rows.join(_free(reach), on="want_class").with_columns(net=pl.col("limit") - pl.col("freight"))
    return bids.filter(pl.col("net") > 0).drop("limit")


def with_company(rows: pl.DataFrame, other_side: pl.DataFrame) -> pl.DataFrame:
    """Return offers or bids with ``met`` and ``only_own``: who is on the other side of their market.

    Somebody of another party, or nobody but their own: with itself no party trades.
    """
    ends = other_side.group_by("market_no").agg(
        first_party=pl.col("party_no").min(), last_party=pl.col("party_no").max()
    )
    others = (pl.col("first_party") != pl.col("party_no")) | (pl.col("last_party") != pl.col("party_no"))
    return (
        rows.join(ends, on="market_no", how="left", maintain_order="left")
        .with_columns(met=others.fill_null(value=False), only_own=(~others).fill_null(value=False))
        .drop("first_party", "last_party")
    )


def open_ways(bids: pl.DataFrame, markets: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """Return the bids that somebody else's goods meet, and whether each is admitted.

    Adds terms, rate_terms, rate_limit and admitted to the columns of the bids.
    """
    priced = bids.filter("met").join(markets.select("market_no", "terms"), on="market_no", how="left")
    rated = priced.join(_rates(pools), on="pool_no", how="left")
    admitted = wide("terms") * wide("rate_limit") <= wide("rate_terms") * wide("net")
    return rated.with_columns(admitted=admitted.fill_null(value=False)).drop("met", "only_own")


def _free(reach: pl.DataFrame) -> pl.DataFrame:
    free = reach.filter(~pl.col("closed"), pl.col("freight").is_not_null())
    return free.select("want_class", "market_no", "freight")


def _rates(pools: pl.DataFrame) -> pl.DataFrame:
    return pools.select("pool_no", "rate_terms", "rate_limit")
