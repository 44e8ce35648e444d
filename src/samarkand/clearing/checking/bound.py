"""The certificate: a bound on what any allocation could clear at these terms and rates, summed anew.

Weak duality needs no solver. Give every market, pool and quota a potential. Whatever circulates,
its value is at most: each admitted offer's cap times its gain above the potentials, each admitted
want's cap times its best gain, the swings times their pools' potentials, and the quotas times
theirs. Equality proves that nothing larger exists. The rows of a bundle gain together.

Nobody trades with itself: what a party takes in a market, others give there. That inequality may have a
price as well. It makes what the others give there cheaper, and what the party itself takes dearer.
"""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import ceil_divide, value_of, wide
from samarkand.clearing.checking.quota_use import described_ways, falls_under, quota_limits
from samarkand.clearing.outcome import BETWEEN
from samarkand.core.finding import Finding

HUNDREDTHS_OFF = 3
"""By so many hundredths of value a row may miss the share of its bundle, for numbers are whole."""


@dataclass(frozen=True, slots=True)
class Potentials:
    """The stated potentials by number.

    ``markets``: market_no, of_market and of_own, the sum of those. ``own``:
    market_no, party_no, price: what keeps a party from trading with itself. ``pools``: pool_no, swing,
    of_pool. ``quotas``: a row per limit a quota sets, as `quota_limits`, with of_quota.
    """

    markets: pl.DataFrame
    own: pl.DataFrame
    pools: pl.DataFrame
    quotas: pl.DataFrame


def potentials(evidence: Evidence) -> Potentials:
    """Return the outcome's potentials with the numbers of what they belong to."""
    stated = evidence.outcome.potentials
    markets = stated.filter(kind="market").select(label="name", of_market="potential").unique("label")
    own = own_prices(evidence).drop_nulls()
    sums = own.group_by("market_no").agg(of_own=pl.col("price").sum())
    priced = evidence.markets.select("market_no", "label").join(markets, on="label", how="left")
    pools = stated.filter(kind="pool").select("rate_terms", "rate_limit", pool="name", of_pool="potential")
    quotas = stated.filter(kind="quota").select("name", of_quota="potential")
    return Potentials(
        markets=priced.join(sums, on="market_no", how="left").with_columns(pl.col("of_own").fill_null(0)),
        own=own,
        pools=evidence.pools.select("pool_no", "pool", "swing").join(
            pools.unique("pool"), on="pool", how="left"
        ),
        quotas=quota_limits(evidence).join(
            quotas.unique("name"), on="name", how="left", maintain_order="left"
        ),
    )


def own_prices(evidence: Evidence) -> pl.DataFrame:
    """Return the prices that keep parties from themselves: name, market_no, party_no, price."""
    stated = of_kind(evidence, "own").select("name", price="potential")
    names = pl.col("name").str.splitn(BETWEEN, 2).struct
    return (
        stated.with_columns(label=names.field("field_0"), party=names.field("field_1"))
        .join(evidence.markets.select("label", "market_no"), on="label", how="left", maintain_order="left")
        .join(evidence.parties.select("party", "party_no"), on="party", how="left", maintain_order="left")
        .select("name", "market_no", "party_no", "price")
    )


def check_listing(evidence: Evidence) -> list[Finding]:
    """Return the markets and quotas whose potential is missing, listed twice, or of what is not there.

    The same of prices that keep parties from themselves, which are listed only above nothing.
    """
    nothing = pl.Series([], dtype=pl.String)
    known = own_prices(evidence).drop_nulls()
    idle = faults(
        "certificate_differs",
        known.filter(pl.col("price") <= 0),
        lambda row: f"own {row['name']} is listed at no price, or below none.",
        file="potentials",
        column="potential",
    )
    return [
        *check_listed(of_kind(evidence, "own"), "name", nothing, file="potentials", also=known["name"]),
        *idle,
        *check_listed(
            of_kind(evidence, "market"), "name", evidence.outcome.terms["market"], file="potentials"
        ),
        *check_listed(of_kind(evidence, "quota"), "name", quota_limits(evidence)["name"], file="potentials"),
    ]


def of_kind(evidence: Evidence, kind: str) -> pl.DataFrame:
    """Return the stated potentials of one kind."""
    return evidence.outcome.potentials.filter(kind=kind)


def below_zero(stated: pl.DataFrame) -> list[Finding]:
    """Return the potentials that may not be below zero and are: no bound follows from such prices."""
    return faults(
        "certificate_differs",
        stated.filter(pl.col("potential") < 0),
        lambda row: f"{row['kind']} {row['name']} has a price below zero.",
        file="potentials",
        column="potential",
    )


def scaled_bound(evidence: Evidence, scale: int) -> int:
    """Return the bound times the scale of the potentials, exactly."""
    stated = potentials(evidence)
    rows = pl.concat([_offers_part(evidence, stated, scale), _wants_part(evidence, stated)])
    return rows_part(rows) + _swings_part(stated) + _quotas_part(stated)


def rows_part(rows: pl.DataFrame) -> int:
    """Sum what rows gain, those of a bundle together: bundle_no, ``gain``, and ``little`` for rounding."""
    alone = rows.filter(pl.col("bundle_no").is_null()).select(pl.max_horizontal("gain", 0).sum()).item()
    return int(alone or 0) + _bundles_part(rows)


def _bundles_part(rows: pl.DataFrame) -> int:
    """Sum what the rows of each bundle gain together and, for rounding, a little more.

    What one row loses the others must make up for; but they never gain more than the winners alone.
    """
    total, winners = pl.col("gain").sum(), pl.max_horizontal("gain", 0).sum()
    sums = (
        rows.drop_nulls("bundle_no")
        .group_by("bundle_no")
        .agg(total=total, winners=winners, little=pl.col("little").sum())
    )
    together = pl.max_horizontal("total", 0) + pl.col("little")
    return int(sums.select(pl.min_horizontal("winners", together).sum()).item() or 0)


def _offers_part(evidence: Evidence, stated: Potentials, scale: int) -> pl.DataFrame:
    """Return bundle_no, ``gain`` of the whole offer and ``little``, that of a few hundredths of value."""
    rows = evidence.offers.filter("admitted").with_columns(worth=value_of("cap", "terms"))
    rows = rows.select("bundle_no", "pool_no", "party_no", "market_no", "worth").filter(pl.col("worth") > 0)
    rows = _with_potentials(rows, stated)
    gain = (scale - pl.col("of_market") - pl.col("of_itself") + pl.col("of_pool")).cast(pl.Int128)
    return rows.select("bundle_no", gain=pl.col("worth") * gain, little=gain.abs() * HUNDREDTHS_OFF)


def _wants_part(evidence: Evidence, stated: Potentials) -> pl.DataFrame:
    """Return the same of each want: its best gain in any market, less what quotas charge for it."""
    rows = evidence.ways.filter("admitted").with_columns(worth=value_of("cap", "terms"))
    rows = charged(evidence, _with_potentials(rows.filter(pl.col("worth") > 0), stated), stated.quotas)
    of_others = pl.col("of_own") - pl.col("of_itself")
    gain = (pl.col("of_market") + of_others - pl.col("of_pool") - pl.col("per_value")) * pl.col("worth")
    gain = gain - pl.col("per_quantity") * wide("cap")
    ways = rows.select("bundle_no", "want_no", "worth", gain=gain.cast(pl.Int128))
    best = ways.group_by("want_no").agg(pl.col("bundle_no").first(), pl.col("gain").max())
    bundled = ways.drop_nulls("bundle_no").select("want_no", "worth")
    by_way = ceil_divide(pl.col("gain").abs() * HUNDREDTHS_OFF, pl.col("worth"))
    priced = bundled.join(best.select("want_no", "gain"), on="want_no")
    little = priced.group_by("want_no").agg(little=by_way.sum())
    return best.join(little, on="want_no", how="left").select(
        "bundle_no", "gain", pl.coalesce("little", pl.lit(0, dtype=pl.Int128)).alias("little")
    )


def _with_potentials(rows: pl.DataFrame, stated: Potentials) -> pl.DataFrame:
    """Add of_market, of_pool, of_own, and ``of_itself``: the price that keeps the row's party from itself."""
    own = stated.own.select("market_no", "party_no", of_itself="price")
    known = rows.join(stated.markets, on="market_no").join(stated.pools, on="pool_no")
    known = known.join(own, on=["market_no", "party_no"], how="left", maintain_order="left")
    return known.with_columns(pl.col("of_itself").fill_null(0))


def charged(evidence: Evidence, rows: pl.DataFrame, limits: pl.DataFrame) -> pl.DataFrame:
    """Add what the quotas a way falls under charge: ``per_value`` and, per thousandth, ``per_quantity``."""
    nothing = pl.lit(0, dtype=pl.Int64)
    charges = {"per_value": nothing, "per_quantity": nothing}
    if not limits.is_empty():
        rows = described_ways(evidence, rows)
    for limit in limits.iter_rows(named=True):
        kind = "per_value" if limit["quantity"] is None else "per_quantity"
        charge = pl.when(falls_under(limit)).then(limit["of_quota"]).otherwise(0)
        charges[kind] = charges[kind] + charge
    return rows.with_columns(**charges)


def _swings_part(stated: Potentials) -> int:
    return int(
        stated.pools.select((wide("swing") * pl.col("of_pool").abs().cast(pl.Int128)).sum()).item() or 0
    )


def _quotas_part(stated: Potentials) -> int:
    limits = stated.quotas.select(price="of_quota", most=pl.coalesce("quantity", "value"))
    return sum(price * most for price, most in limits.drop_nulls().iter_rows())
