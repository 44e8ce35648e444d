"""Why what is left over did not trade, and the limit that would have."""

import numpy as np
import polars as pl

from samarkand.book.book import Book
from samarkand.book.scaled import times_divided
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.bundles import bundle_of_alternatives, bundle_of_rows
from samarkand.clearing.allocation.capacities import full_capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.units import round_units, with_units
from samarkand.clearing.outcome import SCHEMAS
from samarkand.clearing.terms.rates import admitted
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core.scale import VALUE_DIVISOR

_USED_UP = 0.999
"""A quota of which less than a thousandth is left is used up."""

_SPENT = 1.0 - 1e-6
"""A row of which less than a millionth is left has traded all of it."""


def reasons(
    economy: Economy, found: RoundTerms, allocation: Allocation, unlimited: Allocation | None = None
) -> pl.DataFrame:
    """Return id, reason, closed_by and needed for every row: why it is not, or not wholly, traded.

    ``needed`` is the limit at which its pool's rate would admit it, in the market's unit. Rows that
    are wholly traded are judged too; nobody asks about them. ``unlimited`` is what would have been
    allocated had the parties of a deal not been limited, None where they were not.
    """
    ways = _ways(economy, found, allocation)
    judged = pl.concat(
        [_judged_offers(economy, found, allocation, ways), _judged_wants(economy, found, allocation, ways)]
    )
    if unlimited is not None:
        judged = _with_no_short_deal(judged, economy, allocation, unlimited)
    left_out = economy.left_out.with_columns(needed=pl.lit(None, dtype=pl.Int64))
    return pl.concat([judged, left_out], how="diagonal").unique("id", keep="last", maintain_order=True)


def unmatched(book: Book, economy: Economy, why: pl.DataFrame, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.unmatched` table: every offer and want with an open quantity, and its reason.

    A row counts as fully traded when no more than the rounding of its legs is left, a thousandth
    of its unit for each.
    """
    units = round_units(book)
    sides = [
        _open_rows(book.offers, "offer", _traded_offers(economy, legs), units),
        _open_rows(book.wants, "want", _traded_wants(economy, legs), units),
    ]
    own = pl.col("needed").cast(pl.Int128) * pl.col("numerator")
    needed = (
        pl.when(pl.col("side") == "offer")
        .then(own // pl.col("denominator"))
        .otherwise((own + pl.col("denominator") - 1) // pl.col("denominator"))
        .cast(pl.Int64)
    )
    is_far = pl.col("reason") == "limit_too_far"
    return (
        pl.concat(sides)
        .join(why, on="id", how="left", maintain_order="left")
        .with_columns(
            limit_to_trade=pl.when(is_far).then(needed), closed_by=pl.col("closed_by").fill_null("")
        )
        .select(SCHEMAS["unmatched"].keys())
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
    is_short = pl.col("reason").is_in(["rationed", "pool_could_not_balance"])
    so = is_short & pl.col("id").is_in(in_longer_deals.implode())
    return judged.with_columns(reason=pl.when(so).then(pl.lit("no_short_deal")).otherwise("reason"))


def _judged_offers(
    economy: Economy, found: RoundTerms, allocation: Allocation, ways: pl.DataFrame
) -> pl.DataFrame:
    is_open = _open_bundles(economy, found)
    rows = _judge(economy, economy.offers, found, is_offer=True)
    takes = economy.alternatives.with_columns(
        bundle=economy.wants["bundle"].gather(economy.alternatives["want"])
    )
    busy = _is_full(takes, "want", found, allocation.alternative_value, is_open, is_offer=False)
    whole = pl.col("lot").is_not_null() | pl.col("min_quantity").is_not_null()
    full = ways.group_by("market").agg(pl.col("quota_full").all())
    judged = _reason(rows, busy).join(full, on="market", how="left", maintain_order="left")
    judged = judged.join(is_open, on="bundle", how="left", maintain_order="left")
    return judged.select(pl.col("offer").alias("id"), _sharper(whole).alias("reason"), "needed")


def _judged_wants(
    economy: Economy, found: RoundTerms, allocation: Allocation, ways: pl.DataFrame
) -> pl.DataFrame:
    is_open = _open_bundles(economy, found)
    rows = _judge(economy, economy.alternatives, found, is_offer=False)
    busy = _is_full(economy.offers, "offer", found, allocation.offer_value, is_open, is_offer=True)
    full = ways.group_by("want").agg(pl.col("quota_full").all())
    judged = _reason(rows, busy).with_columns(needed=pl.col("needed") + pl.col("freight"))
    # A want is judged by the alternative that came nearest: admitted first, then cheapest to reach.
    nearest = judged.sort(pl.col("reason") == "limit_too_far", "needed", nulls_last=True, maintain_order=True)
    return (
        nearest.unique("want", keep="first", maintain_order=True)
        .join(full, on="want", how="left", maintain_order="left")
        .with_columns(
            id=pl.lit(economy.wants["want"]).gather(pl.col("want")),
            least=pl.lit(economy.wants["min_quantity"]).gather(pl.col("want")),
            bundle=pl.lit(economy.wants["bundle"]).gather(pl.col("want")),
        )
        .join(is_open, on="bundle", how="left", maintain_order="left")
        .select("id", _sharper(pl.col("least").is_not_null()).alias("reason"), "needed")
    )


def _sharper(whole: pl.Expr) -> pl.Expr:
    """Return the reason, said more sharply where a bundle, a quota, or a lot or minimum, is behind it.

    A row of a bundle stays open for want of the rest, unless its pool has nothing more to give or take.
    """
    is_short = pl.col("reason") == "rationed"
    is_closed = ~pl.col("is_open").fill_null(value=True) & (pl.col("reason") == "pool_could_not_balance")
    return (
        pl.when((is_short & pl.col("bundle").is_not_null()) | is_closed)
        .then(pl.lit("bundle_short"))
        .when(is_short & pl.col("quota_full").fill_null(value=False))
        .then(pl.lit("quota_full"))
        .when(is_short & whole)
        .then(pl.lit("lot_or_minimum"))
        .otherwise("reason")
    )


def _ways(economy: Economy, found: RoundTerms, allocation: Allocation) -> pl.DataFrame:
    """Return want, market and ``quota_full`` of the admitted alternatives: is a quota there used up."""
    admits = admitted(economy.alternatives, found.terms, found.rates, is_offer=False)
    price = found.terms.gather(economy.alternatives["market"]).cast(pl.Float64).to_numpy()
    value = allocation.alternative_value.astype(np.float64)
    full = np.zeros(len(value), bool)
    for position, quota in enumerate(economy.quotas.iter_rows(named=True)):
        counted = economy.quota_uses.filter(pl.col("quota") == position)["alternative"].to_numpy()
        by_value = quota["quantity"] is None
        used = value[counted].sum() if by_value else (value[counted] * VALUE_DIVISOR / price[counted]).sum()
        if used >= _USED_UP * (quota["value"] if by_value else quota["quantity"]):
            full[counted] = True
    return economy.alternatives.select("want", "market", quota_full=pl.Series(full)).filter(admits)


def _judge(economy: Economy, rows: pl.DataFrame, found: RoundTerms, *, is_offer: bool) -> pl.DataFrame:
    """Add ``admits`` and ``needed``, the limit at which the pool's rate would admit the row."""
    rates = _rates_to_judge_by(economy, found, is_offer=is_offer)
    worth = pl.lit(found.terms).gather(pl.col("market")).cast(pl.Int128) * pl.lit(rates["rate_limit"]).gather(
        pl.col("pool")
    )
    rate = pl.lit(rates["rate_terms"]).gather(pl.col("pool")).cast(pl.Int128)
    needed = worth // rate if is_offer else (worth + rate - 1) // rate
    admits = admitted(rows, found.terms, found.rates, is_offer=is_offer)
    return rows.with_columns(admits.alias("admits"), needed=needed.cast(pl.Int64))


def _rates_to_judge_by(economy: Economy, found: RoundTerms, *, is_offer: bool) -> pl.DataFrame:
    """Return each pool's rate; for one that trades nothing, the best its other side would bear."""
    others = economy.alternatives if is_offer else economy.offers
    ratios = others.select(
        "pool",
        rate_terms=pl.lit(found.terms).gather(pl.col("market")),
        rate_limit=pl.col("limit"),
    ).with_columns(ratio=pl.col("rate_terms") / pl.col("rate_limit"))
    best = ratios.sort(
        "pool", "ratio", "rate_terms", "rate_limit", descending=[False, not is_offer, False, False]
    ).unique("pool", keep="first")
    pools = found.rates.with_row_index("pool").with_columns(pl.col("pool").cast(pl.Int64))
    return pools.join(best, on="pool", how="left", maintain_order="left", suffix="_best").select(
        pl.coalesce("rate_terms", "rate_terms_best").alias("rate_terms"),
        pl.coalesce("rate_limit", "rate_limit_best").alias("rate_limit"),
    )


def _is_full(
    rows: pl.DataFrame,
    key: str,
    found: RoundTerms,
    value: np.ndarray,
    is_open: pl.DataFrame,
    *,
    is_offer: bool,
) -> pl.DataFrame:
    """Return pool and ``spent``: whether everything its rate admits on this side has traded.

    What belongs to a bundle that cannot trade does not count.
    """
    admits = admitted(rows, found.terms, found.rates, is_offer=is_offer)
    price = pl.lit(found.terms).gather(pl.col("market"))
    filled = (
        rows.with_columns(admits.alias("admits"), price.alias("price"), value=pl.Series(value))
        .filter("admits")
        .join(is_open, on="bundle", how="left", maintain_order="left")
        .filter(pl.col("is_open").fill_null(value=True))
    )
    share = pl.col("value") / (pl.col("quantity").cast(pl.Float64) * pl.col("price") / VALUE_DIVISOR)
    by_row = filled.with_columns(share=share).group_by("pool", key).agg(pl.col("share").sum())
    return by_row.group_by("pool").agg(spent=(pl.col("share") > _SPENT).all())


def _open_bundles(economy: Economy, found: RoundTerms) -> pl.DataFrame:
    """Return bundle and ``is_open``: whether the rates admit every row of it."""
    full = full_capacities(economy, found.terms, found.rates)
    given, taken = bundle_of_rows(economy)[0], bundle_of_alternatives(economy)
    may_trade = np.concatenate([given[full.offer > 0], taken[full.alternative > 0]])
    bundles = np.arange(economy.bundles.height)
    return pl.DataFrame(
        {"bundle": bundles, "is_open": np.isin(bundles, may_trade)}, schema_overrides={"bundle": pl.Int64}
    )


def _reason(rows: pl.DataFrame, other_side: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(other_side, on="pool", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("needed").is_null() | (pl.col("admits") & pl.col("spent").fill_null(value=True)))
        .then(pl.lit("pool_could_not_balance"))
        .when(pl.col("admits"))
        .then(pl.lit("rationed"))
        .otherwise(pl.lit("limit_too_far"))
    )
    return joined.with_columns(reason=reason)


def _traded_offers(economy: Economy, legs: pl.DataFrame) -> pl.DataFrame:
    return legs.select(id=economy.offers["offer"].gather(legs["offer"]), quantity="quantity")


def _traded_wants(economy: Economy, legs: pl.DataFrame) -> pl.DataFrame:
    want = economy.alternatives["want"].gather(legs["alternative"])
    return legs.select(id=economy.wants["want"].gather(want), quantity="quantity")


def _open_rows(rows: pl.DataFrame, side: str, traded: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the book with what is left of each, in its own unit."""
    sums = traded.group_by("id").agg(legs=pl.len(), traded=pl.col("quantity").sum())
    own = times_divided(pl.col("traded"), pl.col("denominator"), 1)
    renamed = rows.rename({side: "id", "hs": "commodity", "price": "limit"})
    return (
        with_units(renamed.join(sums, on="id", how="left", maintain_order="left"), units, "commodity")
        .with_columns(pl.col("legs", "traded").fill_null(0))
        .with_columns(open_quantity=pl.col("quantity") - own // pl.col("numerator"))
        .filter(pl.col("open_quantity") > pl.col("legs"))
        .select(
            "id",
            pl.lit(side).alias("side"),
            "party",
            "commodity",
            "open_quantity",
            "unit",
            "limit",
            "numerator",
            "denominator",
        )
    )
