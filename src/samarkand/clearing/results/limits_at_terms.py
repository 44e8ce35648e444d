"""The limit each row would have needed at the terms of the round: the one its pool's rate admits."""

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.terms.rates import admitted
from samarkand.clearing.terms_of_round import RoundTerms


def judged_offers(economy: Economy, found: RoundTerms) -> pl.DataFrame:
    """Return the offers with ``good``, ``needed`` (the highest limit that is good) and ``price``, the terms.

    A limit is good that its pool's rate admits; of a pool that trades nothing, that the best of its wants
    would bear.
    """
    return _judged(economy, economy.offers, found, is_offer=True)


def judged_ways(economy: Economy, found: RoundTerms) -> pl.DataFrame:
    """Return the alternatives with the same; ``needed`` is the least bid that is good, net of freight."""
    return _judged(economy, economy.alternatives, found, is_offer=False)


def _judged(economy: Economy, rows: pl.DataFrame, found: RoundTerms, *, is_offer: bool) -> pl.DataFrame:
    rates = _rates_to_judge_by(economy, found, is_offer=is_offer)
    price = pl.lit(found.terms).gather(pl.col("market"))
    worth = price.cast(pl.Int128) * pl.lit(rates["rate_limit"]).gather(pl.col("pool"))
    rate = pl.lit(rates["rate_terms"]).gather(pl.col("pool")).cast(pl.Int128)
    needed = worth // rate if is_offer else (worth + rate - 1) // rate
    admits = admitted(rows, found.terms, found.rates, is_offer=is_offer)
    within = pl.col("limit") <= pl.col("needed") if is_offer else pl.col("limit") >= pl.col("needed")
    idle = pl.lit(found.rates["rate_terms"].is_null()).gather(pl.col("pool"))
    judged = rows.with_columns(needed=needed.cast(pl.Int64), price=price)
    return judged.with_columns(good=pl.lit(admits) | (idle & within.fill_null(value=False)))


def _rates_to_judge_by(economy: Economy, found: RoundTerms, *, is_offer: bool) -> pl.DataFrame:
    """Return each pool's rate; for one that trades nothing, the best its other side would bear."""
    others = economy.alternatives if is_offer else economy.offers
    is_idle = pl.lit(found.rates["rate_terms"].is_null()).gather(pl.col("pool"))
    ratios = (
        others.filter(is_idle)
        .select(
            "pool",
            rate_terms=pl.lit(found.terms).gather(pl.col("market")),
            rate_limit=pl.col("limit"),
        )
        .with_columns(ratio=pl.col("rate_terms") / pl.col("rate_limit"))
    )
    best = ratios.sort("pool", "ratio", descending=[False, not is_offer]).unique("pool", keep="first")
    pools = found.rates.with_row_index("pool").with_columns(pl.col("pool").cast(pl.Int64))
    return pools.join(best, on="pool", how="left", maintain_order="left", suffix="_best").select(
        pl.coalesce("rate_terms", "rate_terms_best").alias("rate_terms"),
        pl.coalesce("rate_limit", "rate_limit_best").alias("rate_limit"),
    )
