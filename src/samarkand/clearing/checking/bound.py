"""Sums of what rows gain at stated potentials: what bounds are made of.

The rows of a bundle gain together; quotas charge for what falls under them.
"""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.quota_use import described_ways, falls_under, quota_limits
from samarkand.clearing.outcome import BETWEEN
from samarkand.core.finding import Finding

HUNDREDTHS_OFF = 3
"""By so many hundredths of value a row may miss the share of its bundle, for numbers are whole."""


@dataclass(frozen=True, slots=True)
class Potentials:
    """The stated potentials by number.

    ``markets``: market_no, of_market. ``pools``: pool_no, swing, of_pool. ``quotas``: a row per limit
    a quota sets, as `quota_limits`, with of_quota.
    """

    markets: pl.DataFrame
    pools: pl.DataFrame
    quotas: pl.DataFrame


def potentials(evidence: Evidence) -> Potentials:
    """Return the outcome's potentials with the numbers of what they belong to."""
    stated = evidence.outcome.potentials
    markets = stated.filter(kind="market").select(label="name", of_market="potential").unique("label")
    pools = stated.filter(kind="pool").select("rate_terms", "rate_limit", pool="name", of_pool="potential")
    quotas = stated.filter(kind="quota").select("name", of_quota="potential")
    return Potentials(
        markets=evidence.markets.select("market_no", "label").join(markets, on="label", how="left"),
        pools=evidence.pools.select("pool_no", "pool", "swing").join(
            pools.unique("pool"), on="pool", how="left"
        ),
        quotas=quota_limits(evidence).join(
            quotas.unique("name"), on="name", how="left", maintain_order="left"
        ),
    )


def own_prices(evidence: Evidence) -> pl.DataFrame:
    """Return the prices that keep parties from themselves: case, name, market_no, party_no, price."""
    stated = of_kind(evidence, "own").select("case", "name", price="potential")
    names = pl.col("name").str.splitn(BETWEEN, 2).struct
    return (
        stated.with_columns(label=names.field("field_0"), party=names.field("field_1"))
        .join(evidence.markets.select("label", "market_no"), on="label", how="left", maintain_order="left")
        .join(evidence.parties.select("party", "party_no"), on="party", how="left", maintain_order="left")
        .select("case", "name", "market_no", "party_no", "price")
    )


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
