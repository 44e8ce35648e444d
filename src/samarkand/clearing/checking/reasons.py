"""Whether the reason given for an open quantity can be the reason, and the limit named would have traded."""

import polars as pl

from samarkand.clearing.checking.caps import traded_by
from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.law import barring_texts, closing_texts
from samarkand.clearing.checking.numbers import ceil_divide, price_text, wide
from samarkand.clearing.checking.quota_use import ways_by_fullness
from samarkand.clearing.checking.rates import extreme_rows
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DIVISOR

_FILE = "unmatched"
_SHORT = "one of the sides was short"
_SPENT, _UNSPENT = 1 - 1e-7, 1 - 1e-5
"""Parts of a row's value that count as all of it, and as clearly less."""

_FLAGS = (
    "live",
    "uncountable",
    "open",
    "closed",
    "meets",
    "own",
    "ways",
    "priced",
    "good",
    "in_bundle",
    "incomplete",
    "may_be_full",
    "must_be_full",
)


def check_reasons(evidence: Evidence, stated: pl.DataFrame, side: Side) -> list[Finding]:
    """Return the stated rows of a side whose reason, limit to trade or restriction cannot be right.

    ``stated`` has the cells of the table and ``number``, the row's place in the book.
    """
    judged = _judged(evidence, stated, side).with_columns(due=_due_reason())
    return [
        *_wrong_reasons(evidence, judged, side),
        *_wrong_limits(judged, side),
        *_wrong_laws(evidence, judged, side),
    ]


def _judged(evidence: Evidence, stated: pl.DataFrame, side: Side) -> pl.DataFrame:
    """Return the stated rows with what the book and the legs say of their chances."""
    rows, kind = (evidence.offers, "goods") if side == "offer" else (evidence.wants, "want")
    columns = ["pool_no", f"{kind}_class", "times", "over", "least", *(["lot"] if side == "offer" else [])]
    incomplete = evidence.bundles.select(
        "bundle_no", in_bundle=pl.lit(value=True), incomplete=~pl.col("complete")
    )
    live = rows.select(*columns, "bundle_no", number=f"{side}_no", live=pl.lit(value=True))
    chances = _offer_chances(evidence) if side == "offer" else _want_chances(evidence)
    judged = stated
    for known, on in (
        (live, "number"),
        (evidence.uncountable[side].with_columns(uncountable=pl.lit(value=True)), "number"),
        (incomplete, "bundle_no"),
        (_meetings(evidence, f"{kind}_class"), f"{kind}_class"),
        (chances, "number"),
        (_spent(evidence, side), "pool_no"),
        (barring_texts(evidence.book.restrictions), "party"),
    ):
        judged = judged.join(known, on=on, how="left", maintain_order="left")
    return judged.with_columns(pl.col(flag).fill_null(value=False) for flag in _FLAGS)


def _meetings(evidence: Evidence, key: str) -> pl.DataFrame:
    """Return per class whether its goods are on the other side, and what stands between."""
    has_lane = pl.col("freight").is_not_null()
    return evidence.pairs.group_by(key).agg(
        meets=pl.len() > 0,
        open=(has_lane & ~pl.col("closed")).any(),
        closed=(has_lane & pl.col("closed")).any(),
    )


def _want_chances(evidence: Evidence) -> pl.DataFrame:
    """Return per want whether it has ways, terms and a good limit, and the least limit that is admitted."""
    dear = extreme_rows(evidence.offers.select("pool_no", "terms", "limit"), highest=True)
    priced = pl.col("terms").is_not_null()
    ways = _judged_by(evidence.ways, dear).with_columns(
        needed=ceil_divide(wide("terms") * wide("rate_limit"), wide("rate_terms")) + pl.col("freight")
    )
    chances = ways.group_by(number="want_no").agg(
        pl.col("good").any(), pl.col("needed").min(), ways=pl.len() > 0, priced=priced.any()
    )
    full = (
        ways_by_fullness(evidence)
        .group_by(number="want_no")
        .agg(may_be_full=pl.col("full").any(), must_be_full=pl.col("full").all())
    )
    own = evidence.own_ways.select(number="want_no", own=pl.lit(value=True)).unique()
    return chances.join(full, on="number", how="left").join(own, on="number", how="full", coalesce=True)


def _offer_chances(evidence: Evidence) -> pl.DataFrame:
    """Return the same per offer; ``needed`` is the highest limit that is admitted."""
    cheap = extreme_rows(evidence.ways.select("pool_no", "terms", limit="net"), highest=False)
    full = ways_by_fullness(evidence).group_by("market_no").agg(may_be_full=pl.col("full").any())
    reached = evidence.ways.select("market_no", ways=pl.lit(value=True)).unique()
    own = evidence.own_ways.select("market_no", own=pl.lit(value=True)).unique()
    offers = _judged_by(evidence.offers, cheap)
    for known in (full, reached, own):
        offers = offers.join(known, on="market_no", how="left", maintain_order="left")
    return offers.select(
        "own",
        "ways",
        "good",
        "may_be_full",
        number="offer_no",
        priced=pl.col("terms").is_not_null(),
        needed=wide("terms") * wide("rate_limit") // wide("rate_terms"),
        must_be_full=pl.lit(value=False),
    )


def _judged_by(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the rate they are judged by: the pool's, else the best its other side would bear."""
    best = others.unique("pool_no").select("pool_no", best_terms="terms", best_limit="limit")
    return rows.join(best, on="pool_no", how="left", maintain_order="left").with_columns(
        pl.coalesce("rate_terms", "best_terms").alias("rate_terms"),
        pl.coalesce("rate_limit", "best_limit").alias("rate_limit"),
    )


def _spent(evidence: Evidence, side: Side) -> pl.DataFrame:
    """Return per pool the part traded of the least traded admitted row of its other side: ``spent``."""
    admitted = _admitted_wants(evidence) if side == "offer" else _admitted_offers(evidence)
    return admitted.group_by("pool_no").agg(spent=pl.col("part").min())


def _admitted_offers(evidence: Evidence) -> pl.DataFrame:
    offers = evidence.offers.filter("admitted").select("offer_no", "pool_no", "cap", "terms")
    traded = offers.join(traded_by(evidence, "offer"), on="offer_no", how="left")
    return traded.select("pool_no", part=_part())


def _admitted_wants(evidence: Evidence) -> pl.DataFrame:
    """Return the part of each admitted want's quantity that its alternatives fill together."""
    ways = evidence.ways.filter("admitted").select("want_no", "market_no", "pool_no", "cap", "terms")
    filled = ways.join(evidence.takings, on=["want_no", "market_no"], how="left")
    return filled.group_by("pool_no", "want_no").agg(part=_part().sum())


def _part() -> pl.Expr:
    whole = pl.col("cap") * pl.col("terms").cast(pl.Float64) / VALUE_DIVISOR
    part: pl.Expr = pl.col("value").fill_null(0) / whole
    return part


def _due_reason() -> pl.Expr:
    """Return the reason the book dictates; rows that were admitted wait for the judgement of both sides."""
    return (
        pl.when(pl.col("barred_by").is_not_null())
        .then(pl.lit("closed_by_restriction"))
        .when("uncountable")
        .then(pl.lit("not_countable"))
        .when(~pl.col("live"))
        .then(pl.lit("expired"))
        .when("ways")
        .then(_market_reason())
        .when("own")
        .then(pl.lit("own_goods"))
        .when("open")
        .then(pl.lit("limit_too_far"))
        .when("closed")
        .then(pl.lit("closed_by_restriction"))
        .when("meets")
        .then(pl.lit("no_lane_in_time"))
        .otherwise(pl.lit("no_counterpart"))
    )


def _market_reason() -> pl.Expr:
    too_far = ~pl.col("good") & pl.col("needed").is_not_null()
    return (
        pl.when(~pl.col("priced"))
        .then(pl.lit("no_listed_value"))
        .when(too_far)
        .then(pl.lit("limit_too_far"))
        .otherwise(pl.lit(_SHORT))
    )


def _wrong_reasons(evidence: Evidence, judged: pl.DataFrame, side: Side) -> list[Finding]:
    plain = (pl.col("due") != _SHORT) & (pl.col("reason") != pl.col("due"))
    possible = _possible(side, has_limit=most_parties(evidence) is not None)
    wrong = judged.filter(plain | ((pl.col("due") == _SHORT) & ~possible))
    return faults(
        "reason_wrong",
        wrong,
        lambda row: f"{side} {row['id']}: the reason cannot be {row['reason']!r}; it is: {row['due']}.",
        file=_FILE,
        column="reason",
    )


def _possible(side: Side, *, has_limit: bool) -> pl.Expr:
    """Return whether a reason is possible for a row whose limit was good.

    ``has_limit`` tells whether the parties of a deal are limited.
    """
    nothing_to_answer = pl.col("needed").is_null() | pl.col("spent").is_null()
    surely_spent = nothing_to_answer | (pl.col("spent") > _SPENT)
    surely_unspent = ~nothing_to_answer & (pl.col("spent") < _UNSPENT)
    whole = pl.col("least").is_not_null()
    if side == "offer":
        whole = whole | pl.col("lot").is_not_null()
    reason, alone = pl.col("reason"), ~pl.col("in_bundle")
    return (
        ((reason == "rationed") & alone & ~surely_spent & ~pl.col("must_be_full"))
        | ((reason == "pool_could_not_balance") & ~surely_unspent & ~pl.col("incomplete"))
        | ((reason == "quota_full") & pl.col("may_be_full") & alone)
        | ((reason == "lot_or_minimum") & whole)
        | ((reason == "no_short_deal") & has_limit)
        | ((reason == "bundle_short") & ~alone & (pl.col("incomplete") | ~surely_spent))
    )


def _wrong_limits(judged: pl.DataFrame, side: Side) -> list[Finding]:
    """Judge the limit that would have traded: only a limit too far has one."""
    own = pl.col("needed") * pl.col("times")
    in_own_unit = own // pl.col("over") if side == "offer" else ceil_divide(own, wide("over"))
    too_far = (pl.col("due") == "limit_too_far") & pl.col("ways")
    true = judged.with_columns(true_limit=pl.when(too_far).then(in_own_unit))
    wrong = true.filter(wide("limit_to_trade").ne_missing(pl.col("true_limit")))
    return faults(
        "unmatched_differs",
        wrong,
        lambda row: (
            f"{side} {row['id']}: the limit to trade is stated as {price_text(row['limit_to_trade'])}, "
            f"at the pool's rate it is {price_text(row['true_limit'])}."
        ),
        file=_FILE,
        column="limit_to_trade",
    )


def _wrong_laws(evidence: Evidence, judged: pl.DataFrame, side: Side) -> list[Finding]:
    """Judge which restriction is named: one that closes a way of the row, or bars its party."""
    key = "goods_class" if side == "offer" else "want_class"
    texts = closing_texts(evidence.pairs, evidence.book.restrictions)
    known = texts.select(key, closed_by="text", named=pl.lit(value=True)).unique()
    named = judged.join(known, on=[key, "closed_by"], how="left", maintain_order="left")
    by_class = pl.col("named").fill_null(value=False)
    right = (
        pl.when(pl.col("due") != "closed_by_restriction")
        .then(pl.col("closed_by") == "")
        .when(pl.col("barred_by").is_not_null())
        .then(pl.col("closed_by") == pl.col("barred_by"))
        .otherwise(by_class)
    )
    return faults(
        "unmatched_differs",
        named.filter(~right),
        lambda row: f"{side} {row['id']}: it is not closed by {row['closed_by']!r}.",
        file=_FILE,
        column="closed_by",
    )
