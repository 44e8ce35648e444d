"""Whether the reason given for an open quantity is the reason: worked out anew from the book and the legs."""

import polars as pl

from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.law import barring_texts
from samarkand.clearing.checking.national_digits import rows_of_six_digits
from samarkand.clearing.checking.openness import judge_rows
from samarkand.clearing.checking.partners import in_exchange, offers_met, ways_met
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.clearing.checking.smallest import least_value
from samarkand.clearing.checking.stated_help import wrong_lengths, wrong_limits
from samarkand.clearing.checking.stated_laws import wrong_laws
from samarkand.core.finding import Finding

_FILE = "unmatched"

_ALSO_IN_SHORT_DEALS = (
    "rationed",
    "pool_could_not_balance",
    "exchange_not_found",
    "partner_in_wholes",
    "no_ring",
)
"""Where deals are short, longer ones may be what such rows lack; what those traded is in no outcome."""

_ALSO_IN_LARGE_DEALS = (
    *_ALSO_IN_SHORT_DEALS,
    "nobody_at_terms",
    "own_goods",
    "lot_or_minimum",
    "bundle_short",
)
"""Where legs and deals are large, smaller ones may be what such rows lack."""

_FLAGS = (
    "live",
    "uncountable",
    "open",
    "closed",
    "meets",
    "own",
    "six_digits",
    "ways",
    "priced",
    "good",
    "bundled",
    "bundle_closed",
    "whole",
    "somebody",
    "open_one",
    "open_freely",
    "kept_apart",
    "exchange_meets",
    "exchange_freely",
    "own_left",
)


def check_reasons(evidence: Evidence, stated: pl.DataFrame, side: Side) -> list[Finding]:
    """Return the stated rows of a side whose reason, what helps, or restriction cannot be right.

    ``stated`` has the cells of the table and ``number``, the row's place in the book.
    """
    judged = _judged(evidence, stated, side).with_columns(due=_due_reason())
    return [
        *_wrong_reasons(evidence, judged, side),
        *wrong_limits(judged, side),
        *wrong_lengths(judged, side),
        *wrong_laws(evidence, judged, side),
    ]


def _judged(evidence: Evidence, stated: pl.DataFrame, side: Side) -> pl.DataFrame:
    """Return the stated rows with what the book and the legs say of their chances."""
    rows, kind = (evidence.offers, "goods") if side == "offer" else (evidence.wants, "want")
    live = rows.select(
        "pool_no",
        f"{kind}_class",
        "times",
        "over",
        number=f"{side}_no",
        live=pl.lit(value=True),
    )
    chances, exchange = _offer_chances(evidence) if side == "offer" else _want_chances(evidence)
    judged = stated
    for known, on in (
        (live, "number"),
        (evidence.uncountable[side].with_columns(uncountable=pl.lit(value=True)), "number"),
        (_meetings(evidence, f"{kind}_class"), f"{kind}_class"),
        (rows_of_six_digits(evidence, side), "number"),
        (chances, "number"),
        (exchange, "pool_no"),
        (_own_left(evidence, side), "number"),
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


def _want_chances(evidence: Evidence) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what each want's ways come to, and what each pool's offers could give in exchange.

    Of a want: whether it has ways, terms and a good limit, the least limit that is good, what stands
    across from its live ways, and by how much their side is longer.
    """
    rows = judge_rows(evidence)
    across = ("somebody", "open_one", "open_freely", "kept_apart")
    chances = (
        _with_length(ways_met(rows))
        .group_by(number="want_no")
        .agg(
            pl.col("good", "priced").any(),
            pl.col("needed", "longer").min(),
            pl.col("bundled", "whole").first(),
            pl.col("closed").first().alias("bundle_closed"),
            *((pl.col(name) & pl.col("live")).any() for name in across),
            ways=pl.len() > 0,
        )
    )
    own = evidence.own_ways.select(number="want_no", own=pl.lit(value=True)).unique()
    joined = chances.join(own, on="number", how="full", coalesce=True)
    return joined, _exchange(offers_met(rows))


def _offer_chances(evidence: Evidence) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the same of each offer; ``needed`` is the highest limit that is good."""
    rows = judge_rows(evidence)
    chances = (
        _with_length(offers_met(rows))
        .rename({"offer_no": "number", "closed": "bundle_closed"})
        .drop("pool_no", "live")
        .with_columns(ways=pl.lit(value=True))
    )
    own = evidence.offers.filter("only_own").select(number="offer_no", own=pl.lit(value=True))
    joined = chances.join(own, on="number", how="full", coalesce=True)
    return joined, _exchange(ways_met(rows))


def _own_left(evidence: Evidence, side: Side) -> pl.DataFrame:
    """Return the rows (number) across from which their own party has something left."""
    rows = judge_rows(evidence)
    own, others = (rows.offers, rows.ways) if side == "offer" else (rows.ways, rows.offers)
    keys = ["market_no", "party_no"]
    left = others.filter("is_open").select(keys).unique()
    across = own.filter("live").join(left, on=keys, how="semi")
    return across.select(number=f"{side}_no", own_left=pl.lit(value=True)).unique()


def _with_length(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with ``longer``: what all live rows of the market's side have left; null if not live."""
    sums = rows.filter("live").group_by("market_no").agg(longer=pl.col("rest").sum())
    joined = rows.join(sums, on="market_no", how="left", maintain_order="left")
    return joined.with_columns(longer=pl.when("live").then("longer"))


def _exchange(rows: pl.DataFrame) -> pl.DataFrame:
    names = {"spent": "exchange_spent", "meets": "exchange_meets", "meets_freely": "exchange_freely"}
    return in_exchange(rows).rename(names)


def _due_reason() -> pl.Expr:
    """Return the reason the book and the legs dictate."""
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
        .when("six_digits")
        .then(pl.lit("national_digits"))
        .otherwise(pl.lit("no_counterpart"))
    )


def _market_reason() -> pl.Expr:
    """Return the reason of a row that may meet somebody: first its limit, then what it could exchange."""
    nothing_known = pl.col("needed").is_null()
    nothing_left = pl.col("exchange_spent").fill_null(value=True)
    return (
        pl.when(~pl.col("priced"))
        .then(pl.lit("no_listed_value"))
        .when(~pl.col("good") & ~nothing_known)
        .then(pl.lit("limit_too_far"))
        .when((nothing_known | nothing_left) & ~pl.col("bundle_closed"))
        .then(pl.lit("pool_could_not_balance"))
        .when(nothing_known | pl.col("bundled"))
        .then(pl.lit("bundle_short"))
        .when("open_one")
        .then(_ring_reason())
        .when("kept_apart")
        .then(pl.lit("quota_full"))
        .when("own_left")
        .then(pl.lit("own_goods"))
        .when("somebody")
        .then(pl.lit("rationed"))
        .otherwise(pl.lit("nobody_at_terms"))
    )


def _ring_reason() -> pl.Expr:
    """Return why no ring closes through a row that somebody stands across from."""
    return (
        pl.when(~pl.col("exchange_meets"))
        .then(pl.lit("exchange_not_found"))
        .when("whole")
        .then(pl.lit("lot_or_minimum"))
        .when(pl.col("open_freely") & pl.col("exchange_freely"))
        .then(pl.lit("no_ring"))
        .otherwise(pl.lit("partner_in_wholes"))
    )


def _wrong_reasons(evidence: Evidence, judged: pl.DataFrame, side: Side) -> list[Finding]:
    asked = (
        ("no_short_deal", most_parties(evidence), _ALSO_IN_SHORT_DEALS),
        ("leg_too_small", least_value(evidence, "smallest_leg"), _ALSO_IN_LARGE_DEALS),
        ("deal_too_small", least_value(evidence, "smallest_deal"), _ALSO_IN_LARGE_DEALS),
    )
    right = pl.col("reason") == pl.col("due")
    for reason, setting, also in asked:
        if setting is not None:
            right |= (pl.col("reason") == reason) & pl.col("due").is_in(also)
    return faults(
        "reason_wrong",
        judged.filter(~right),
        lambda row: f"{side} {row['id']}: the reason cannot be {row['reason']!r}; it is: {row['due']}.",
        file=_FILE,
        column="reason",
    )
