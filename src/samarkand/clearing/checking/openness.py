"""Which rows have a good limit at the stated terms, and which of them the legs leave open.

A limit is good that its pool's stated rate admits; of a pool without a rate, one that the best row of
its other side would bear. A row is open of which more is left than a millionth, and than two minor
units of value: whole numbers seldom fit.
"""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.numbers import ceil_divide, value_of, wide
from samarkand.clearing.checking.quota_use import full_ways
from samarkand.clearing.checking.rates import extreme_rows
from samarkand.core.scale import VALUE_DIVISOR

_MILLION = 1_000_000
_MINOR_UNITS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """``offers``: offer_no, pool_no, party_no, market_no. ``ways``: want_no and the same.

    Both with ``needed`` (the limit that is just good; of a way with its freight), ``good``, ``live`` (good,
    as all its bundle is), ``closed`` (its bundle is not), ``bundled``, ``whole``, ``is_open``, ``rest``
    (quantity in the market's unit, without what legs round off), ``full`` (a quota on the way is used
    up), ``priced``.
    """

    offers: pl.DataFrame
    ways: pl.DataFrame


def judge_rows(evidence: Evidence) -> Judged:
    """Return the rows of both sides that can meet anybody."""
    met = evidence.offers.filter("met")
    dear = extreme_rows(met.select("pool_no", "terms", "limit"), highest=True)
    cheap = extreme_rows(evidence.ways.select("pool_no", "terms", limit="net"), highest=False)
    offers = _with_rate(met.rename({"limit": "net"}), cheap).with_columns(
        needed=wide("terms") * wide("rate_limit") // wide("rate_terms"),
        whole=pl.any_horizontal(pl.col("lot", "least", "bundle_no", "thing").is_not_null()),
        full=pl.lit(value=False),
        freight=pl.lit(0, dtype=pl.Int64),
    )
    ways = _with_rate(evidence.ways, dear).with_columns(
        needed=ceil_divide(wide("terms") * wide("rate_limit"), wide("rate_terms"))
    )
    offers = offers.with_columns(good=_is_good(pl.col("net") <= pl.col("needed")))
    ways = ways.with_columns(good=_is_good(pl.col("net") >= pl.col("needed")))
    of_want = evidence.wants.select(
        "want_no",
        "party_no",
        "thing",
        whole=pl.any_horizontal(pl.col("least", "bundle_no", "thing").is_not_null()),
    )
    ways = full_ways(evidence, ways.join(of_want, on="want_no", how="left", maintain_order="left"))
    complete = _complete(evidence, offers, ways)
    return Judged(
        _opened(
            _live(offers, complete),
            evidence.given.select("offer_no", "traded", "legs"),
            _offer_value(evidence),
            "offer_no",
        ),
        _opened(
            _live(ways, complete),
            evidence.taken.select("want_no", "traded", "legs"),
            evidence.takings,
            "want_no",
        ),
    )


def _with_rate(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the rate they are judged by, and ``idle``: their pool has none of its own."""
    best = others.unique("pool_no", keep="first", maintain_order=True)
    best = best.select("pool_no", best_terms="terms", best_limit="limit")
    return rows.join(best, on="pool_no", how="left", maintain_order="left").with_columns(
        pl.coalesce("rate_terms", "best_terms").alias("rate_terms"),
        pl.coalesce("rate_limit", "best_limit").alias("rate_limit"),
        idle=pl.col("rate_terms").is_null(),
    )


def _is_good(within: pl.Expr) -> pl.Expr:
    good: pl.Expr = pl.col("good") | (pl.col("idle") & within.fill_null(value=False))
    return good


def _complete(evidence: Evidence, offers: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    may = pl.col("good") & (value_of("cap", "terms") > 0)
    rows = [offers.filter(may).select("bundle_no"), ways.filter(may).unique("want_no").select("bundle_no")]
    found = pl.concat(rows).drop_nulls().group_by("bundle_no").agg(found=pl.len())
    counted = evidence.bundles.select("bundle_no", "rows").join(found, on="bundle_no", how="left")
    return counted.select("bundle_no", complete=pl.col("found").fill_null(0) == pl.col("rows"))


def _live(rows: pl.DataFrame, complete: pl.DataFrame) -> pl.DataFrame:
    judged = rows.join(complete, on="bundle_no", how="left", maintain_order="left")
    closed = ~pl.col("complete").fill_null(value=True)
    return judged.with_columns(
        closed=closed,
        live=pl.col("good") & ~closed,
        bundled=pl.col("bundle_no").is_not_null(),
        priced=pl.col("terms").is_not_null(),
    )


def _offer_value(evidence: Evidence) -> pl.DataFrame:
    return evidence.given.join(evidence.offers.select("offer_no", "market_no"), on="offer_no").select(
        "offer_no", "market_no", "value"
    )


def _opened(rows: pl.DataFrame, traded: pl.DataFrame, values: pl.DataFrame, number: str) -> pl.DataFrame:
    """Return rows with ``is_open`` and ``rest``; a row of several markets is open in all of them."""
    met = rows.join(values.select(number, "market_no", "value"), on=[number, "market_no"], how="left")
    met = met.join(traded, on=number, how="left")
    spent = ceil_divide(pl.col("value").fill_null(0).cast(pl.Int128) * VALUE_DIVISOR, wide("terms"))
    bought = pl.col("cap") - spent.fill_null(0).sum().over(number)
    things = (pl.col("cap") - pl.col("traded").fill_null(0)).cast(pl.Int128)
    left = pl.when(pl.col("thing").is_null()).then(bought).otherwise(things)
    dearest = wide("terms").filter("live").max().over(number)
    worth = wide("cap") * dearest
    is_open = (left * dearest > worth // _MILLION) & (left * dearest > _MINOR_UNITS * VALUE_DIVISOR)
    is_open &= (left >= pl.col("thing")).fill_null(value=True)
    rest = pl.col("cap") - pl.col("traded").fill_null(0)
    return met.with_columns(
        is_open=pl.col("live") & is_open.fill_null(value=False),
        rest=pl.when(rest > pl.col("legs").fill_null(0)).then(rest).otherwise(0),
        needed=pl.col("needed") + pl.col("freight"),
    ).select(
        number,
        "pool_no",
        "party_no",
        "market_no",
        "needed",
        "good",
        "live",
        "closed",
        "bundled",
        "whole",
        "is_open",
        "rest",
        "full",
        "priced",
    )
