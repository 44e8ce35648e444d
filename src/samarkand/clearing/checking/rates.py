"""Whether every executed limit is honoured: some rate of each pool pleases all its offers and wants."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import price_text, terms_text, wide
from samarkand.core.finding import Finding
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS

_NEAR = 1e-9
_NEAR_ONE = 1e-7
_DIGITS = 1e-11
"""Rates are stated to twelve digits; this is how far one may be off."""


def check_rates(evidence: Evidence) -> list[Finding]:
    """Return the broken limits, and the pools whose stated rate or interval is not that of their legs."""
    dearest, cheapest = dearest_wants(evidence), cheapest_offers(evidence)
    return [*_limits(evidence, dearest, cheapest), *_stated_rates(evidence, dearest, cheapest)]


def _limits(evidence: Evidence, dearest: pl.DataFrame, cheapest: pl.DataFrame) -> list[Finding]:
    """Return the pools of which a want pays a higher ratio of terms to limit than an offer earns.

    Cross products of whole numbers decide, so nothing is rounded.
    """
    both = dearest.join(cheapest, on="pool_no", suffix="_offer")
    crossed = wide("terms") * wide("limit_offer") > wide("terms_offer") * wide("limit")
    broken = both.filter(crossed).unique("pool_no", keep="first", maintain_order=True)
    return _worthless(evidence) + faults(
        "limit_broken",
        _named(evidence, broken),
        lambda row: (
            f"pool {row['pool']}: want {row['want']} pays terms of {terms_text(row['terms'])} against "
            f"{price_text(row['limit'])} of its own money, offer {row['offer']} earns only "
            f"{terms_text(row['terms_offer'])} against {price_text(row['limit_offer'])}."
        ),
        file="legs",
    )


def _named(evidence: Evidence, broken: pl.DataFrame) -> pl.DataFrame:
    return (
        broken.join(evidence.pools, on="pool_no", maintain_order="left")
        .join(evidence.wants.select("want_no", "want"), on="want_no", maintain_order="left")
        .join(evidence.offers.select("offer_no", "offer"), on="offer_no", maintain_order="left")
    )


def _worthless(evidence: Evidence) -> list[Finding]:
    """Return the executed wants whose freight eats up their whole limit."""
    return faults(
        "limit_broken",
        _executed_wants(evidence)
        .filter(pl.col("limit") <= 0)
        .join(evidence.wants.select("want_no", "want"), on="want_no"),
        lambda row: f"want {row['want']} has nothing left of its limit after freight.",
        file="legs",
    )


def dearest_wants(evidence: Evidence) -> pl.DataFrame:
    """Return per pool its executed wants of the highest ratio: pool_no, name, terms, limit (net)."""
    return extreme_rows(_executed_wants(evidence), highest=True)


def cheapest_offers(evidence: Evidence) -> pl.DataFrame:
    """Return per pool its executed offers of the lowest ratio; an offer at no limit is never one."""
    offers = evidence.offers.join(evidence.given, on="offer_no", how="semi")
    return extreme_rows(offers.select("pool_no", "terms", "limit", "offer_no"), highest=False)


def _executed_wants(evidence: Evidence) -> pl.DataFrame:
    """Return what wants bid where they take; ways that are not open are another question's fault."""
    freights = evidence.reach.select("want_class", "market_no", "freight")
    wants = evidence.wants.select("want_no", "pool_no", "want_class", "limit")
    rows = evidence.takings.join(wants, on="want_no").join(
        freights, on=["want_class", "market_no"], how="left"
    )
    priced = rows.join(evidence.markets.select("market_no", "terms"), on="market_no")
    net = pl.col("limit") - pl.col("freight").fill_null(0)
    return priced.select("pool_no", "terms", "want_no", limit=net)


def extreme_rows(rows: pl.DataFrame, *, highest: bool) -> pl.DataFrame:
    """Return per pool the rows that may have the extreme ratio of terms to limit, alike ones once.

    Ratios are compared as floats, but a part in a billion is left to be decided exactly.
    """
    ratio = pl.col("terms").cast(pl.Float64) / pl.col("limit").cast(pl.Float64)
    rated = rows.filter(pl.col("limit") > 0).drop_nulls("terms").with_columns(ratio=ratio)
    ends = pl.col("ratio").max() * (1 - _NEAR) if highest else pl.col("ratio").min() * (1 + _NEAR)
    tied = rated.join(rated.group_by("pool_no").agg(end=ends), on="pool_no")
    kept = tied.filter(pl.col("ratio") >= pl.col("end") if highest else pl.col("ratio") <= pl.col("end"))
    best = kept.unique(["pool_no", "terms", "limit"]).drop("end")
    return best.sort("pool_no", "ratio", "terms", descending=[False, highest, False])


def _stated_rates(evidence: Evidence, dearest: pl.DataFrame, cheapest: pl.DataFrame) -> list[Finding]:
    low = dearest.group_by("pool_no").agg(true_low=_ratio().max())
    high = cheapest.group_by("pool_no").agg(true_high=_ratio().min())
    pools = evidence.pools.select("pool", "pool_no").join(low, on="pool_no", how="left")
    pools = pools.join(high, on="pool_no", how="left")
    stated = evidence.outcome.balances.join(pools, on="pool", maintain_order="left")
    unit = str(evidence.outcome.summary["settings"].get("unit") or "")
    return [*_ends(stated), *_middle(stated, unit)]


def _ratio() -> pl.Expr:
    scale = float(10 ** (TERMS_DECIMALS - PRICE_DECIMALS))
    return pl.col("terms").cast(pl.Float64) / pl.col("limit").cast(pl.Float64) / scale


def _ends(stated: pl.DataFrame) -> list[Finding]:
    findings = []
    for column, true in (("rate_low", "true_low"), ("rate_high", "true_high")):
        findings += faults(
            "rate_differs",
            stated.filter(~_near(column, true)),
            partial(_say_end, column, true),
            file="balances",
            column=column,
        )
    return findings


def _say_end(column: str, true: str, row: dict[str, Any]) -> str:
    return f"pool {row['pool']}: {column} is stated as {row[column]}, its legs say {row[true]}."


def _middle(stated: pl.DataFrame, unit: str) -> list[Finding]:
    """Judge the rate itself: the middle of its interval in ratios.

    For a pool of the unit of account that is 1, as nearly as whole terms can make it.
    """
    low, high = pl.col("true_low"), pl.col("true_high")
    middle = (pl.coalesce(low, high) * pl.coalesce(high, low)).sqrt()
    is_near = (middle - 1.0).abs() <= _NEAR_ONE
    is_one = (pl.col("rate") == 1.0) & (pl.col("currency") == unit) & (unit != "") & is_near
    right = _near("rate", "true_rate") | is_one.fill_null(value=False)
    return faults(
        "rate_differs",
        stated.with_columns(true_rate=middle).filter(~right),
        partial(_say_end, "rate", "true_rate"),
        file="balances",
        column="rate",
    )


def _near(column: str, true: str) -> pl.Expr:
    near = (pl.col(column) - pl.col(true)).abs() <= pl.col(true) * _DIGITS
    return near.fill_null(pl.col(column).is_null() & pl.col(true).is_null())
