"""Why each row is not, or not wholly, traded: the true cause, from what stands across and in exchange."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.results.openness import Openness, openness
from samarkand.clearing.results.own_rows import with_own_goods
from samarkand.clearing.results.partners import exchange, offers_with_partners, ways_with_partners
from samarkand.clearing.terms_of_round import RoundTerms

_FOR_WANT_OF_A_RING = (
    "rationed",
    "pool_could_not_balance",
    "exchange_not_found",
    "partner_in_wholes",
    "no_ring",
)
"""Reasons of rows that longer deals may have helped."""

_FOR_WANT_OF_VALUE = (
    *_FOR_WANT_OF_A_RING,
    "no_short_deal",
    "nobody_at_terms",
    "own_goods",
    "lot_or_minimum",
    "bundle_short",
)
"""Reasons of rows that smaller legs or deals may have helped."""

_NO_LIMIT = pl.lit(None, dtype=pl.Int64)

_PARTNERS = ("partner_any", "partner_open", "partner_free", "partner_barred")


@dataclass(frozen=True, slots=True)
class Reasons:
    """``rows`` as the round left them, and ``why``: id, reason, closed_by and needed of every row.

    ``needed`` is the limit at which its pool's rate would admit it, in the market's unit.
    """

    rows: Openness
    why: pl.DataFrame


def reasons(
    economy: Economy,
    found: RoundTerms,
    allocation: Allocation,
    unlimited: Allocation | None = None,
    too_small: pl.DataFrame | None = None,
) -> Reasons:
    """Return why each row is not, or not wholly, traded.

    Rows that are wholly traded are judged too; nobody asks about them. ``unlimited`` is what would have
    been allocated had the parties of a deal not been limited, None where they were not. ``too_small`` is
    what the least value of a leg or a deal keeps from trading (`cut.Dealt`).
    """
    rows = openness(economy, found, allocation)
    offers, ways = offers_with_partners(rows), ways_with_partners(rows)
    judged = pl.concat(
        [
            _judged(offers.rename({"offer": "id"}), exchange(ways)),
            _judged(_wants(economy, ways), exchange(offers)),
        ]
    )
    judged = with_own_goods(judged, economy, found, allocation)
    if unlimited is not None:
        judged = _with_no_short_deal(judged, economy, allocation, unlimited)
    if too_small is not None:
        judged = _with_too_small(judged, too_small)
    left_out = economy.left_out.unique("id", keep="last", maintain_order=True)
    others = judged.join(left_out, on="id", how="anti", maintain_order="left")
    return Reasons(rows, pl.concat([others, left_out.with_columns(needed=_NO_LIMIT)], how="diagonal"))


def _wants(economy: Economy, ways: pl.DataFrame) -> pl.DataFrame:
    """Return the wants: good where any way is, with the partners of all these; the cheapest way's limit."""
    of_live = [(pl.col(name) & pl.col("live")).any().alias(name) for name in _PARTNERS]
    bids = ways.with_columns(needed=pl.col("needed") + pl.col("freight"))
    return (
        bids.group_by("want", maintain_order=True)
        .agg(
            pl.col("pool", "bundle", "whole", "complete").first(),
            pl.col("good").any(),
            pl.col("needed").min(),
            *of_live,
        )
        .with_columns(id=pl.lit(economy.wants["want"]).gather(pl.col("want")))
    )


def _judged(rows: pl.DataFrame, in_exchange: pl.DataFrame) -> pl.DataFrame:
    """Return id, reason and needed of rows; ``in_exchange`` is what their pools have on the other side."""
    joined = rows.join(in_exchange, on="pool", how="left", maintain_order="left")
    return joined.select("id", _reason().alias("reason"), "needed")


def _reason() -> pl.Expr:
    """Return the first cause: its pool, its bundle, its limit, its partners, the exchange, lots."""
    idle = pl.col("needed").is_null() | (pl.col("good") & pl.col("spent").fill_null(value=True))
    bundled = pl.col("bundle").is_not_null()
    return (
        pl.when(idle & pl.col("complete"))
        .then(pl.lit("pool_could_not_balance"))
        .when(idle | (pl.col("good") & bundled))
        .then(pl.lit("bundle_short"))
        .when(~pl.col("good"))
        .then(pl.lit("limit_too_far"))
        .when(~pl.col("partner_open"))
        .then(_without_partner())
        .when(~pl.col("met").fill_null(value=False))
        .then(pl.lit("exchange_not_found"))
        .when("whole")
        .then(pl.lit("lot_or_minimum"))
        .when(~pl.col("partner_free") | ~pl.col("freely").fill_null(value=False))
        .then(pl.lit("partner_in_wholes"))
        .otherwise(pl.lit("no_ring"))
    )


def _without_partner() -> pl.Expr:
    return (
        pl.when("partner_barred")
        .then(pl.lit("quota_full"))
        .when("partner_any")
        .then(pl.lit("rationed"))
        .otherwise(pl.lit("nobody_at_terms"))
    )


def _with_no_short_deal(
    judged: pl.DataFrame, economy: Economy, allocation: Allocation, unlimited: Allocation
) -> pl.DataFrame:
    """Say of rows whose limit was good, and that longer deals would have traded more of, just that."""
    want = economy.alternatives["want"].to_numpy()
    more = np.zeros(economy.wants.height, np.int64)
    np.add.at(more, want, unlimited.alternative_value - allocation.alternative_value)
    in_longer_deals = pl.concat(
        [
            economy.offers["offer"].filter(pl.Series(unlimited.offer_value > allocation.offer_value)),
            economy.wants["want"].filter(pl.Series(more > 0)),
        ]
    )
    is_short = pl.col("reason").is_in(_FOR_WANT_OF_A_RING)
    so = is_short & pl.col("id").is_in(in_longer_deals.implode())
    return judged.with_columns(reason=pl.when(so).then(pl.lit("no_short_deal")).otherwise("reason"))


def _with_too_small(judged: pl.DataFrame, too_small: pl.DataFrame) -> pl.DataFrame:
    """Say of rows whose limit was good, and whose legs or deals would be too small, just that."""
    named = judged.join(too_small.rename({"reason": "lost_by"}), on="id", how="left", maintain_order="left")
    so = pl.col("reason").is_in(_FOR_WANT_OF_VALUE) & pl.col("lost_by").is_not_null()
    return named.with_columns(reason=pl.when(so).then("lost_by").otherwise("reason")).drop("lost_by")
