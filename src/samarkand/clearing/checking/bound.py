"""The certificate: a bound on what any allocation could clear at these terms and rates, summed anew.

Weak duality needs no solver. Give every market, pool and quota a potential. Whatever circulates,
its value is at most: each admitted offer's cap times its gain above the potentials, each admitted
want's cap times its best gain, the swings times their pools' potentials, and the quotas times
theirs. Equality proves that nothing larger exists.
"""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.numbers import value_of, value_text, wide
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, to_scaled


@dataclass(frozen=True, slots=True)
class Potentials:
    """The stated potentials by number: ``markets`` (market_no, terms, of_market), ``pools``
    (pool_no, of_pool, rate_terms, rate_limit) and ``quotas`` (name, of_quota).
    """

    markets: pl.DataFrame
    pools: pl.DataFrame
    quotas: pl.DataFrame


def potentials(evidence: Evidence) -> Potentials:
    """Return the outcome's potentials with the numbers of what they belong to."""
    stated = evidence.outcome.potentials
    markets = stated.filter(kind="market").select(label="name", of_market="potential").unique("label")
    pools = stated.filter(kind="pool").select("rate_terms", "rate_limit", pool="name", of_pool="potential")
    return Potentials(
        markets=evidence.markets.select("market_no", "label", "terms").join(markets, on="label", how="left"),
        pools=evidence.pools.select("pool_no", "pool", "swing").join(
            pools.unique("pool"), on="pool", how="left"
        ),
        quotas=stated.filter(kind="quota").select("name", of_quota="potential"),
    )


def check_certificate(evidence: Evidence) -> list[Finding]:
    """Return what is wrong with the potentials, the bound, the gap and the value of the certificate."""
    named = [
        *check_listed(_of_kind(evidence, "market"), "name", _market_names(evidence), file="potentials"),
        *check_listed(_of_kind(evidence, "pool"), "name", evidence.pools["pool"], file="potentials"),
    ]
    return named or _judge(evidence, evidence.outcome.summary["certificate"])


def _of_kind(evidence: Evidence, kind: str) -> pl.DataFrame:
    return evidence.outcome.potentials.filter(kind=kind)


def _market_names(evidence: Evidence) -> pl.Series:
    return evidence.outcome.terms["market"]


def _judge(evidence: Evidence, stated: dict[str, str | int]) -> list[Finding]:
    scale = int(stated["scale"])
    total = scaled_bound(evidence, scale)
    bound, value = total // scale, int(evidence.legs["value"].sum())
    true = {"value": value, "bound": bound, "gap": bound - value}
    wrong = [
        fault(
            "certificate_differs",
            f"the {name} is stated as {stated[name]}, the book and the potentials give {value_text(number)}.",
            file="outcome.json",
            column=f"certificate.{name}",
        )
        for name, number in true.items()
        if to_scaled(str(stated[name]), VALUE_DECIMALS) != number
    ]
    if value * scale > total:
        wrong.append(
            fault(
                "value_over_bound",
                f"{value_text(value)} was traded, the potentials allow {value_text(bound)}.",
                file="potentials",
            )
        )
    return wrong


def scaled_bound(evidence: Evidence, scale: int) -> int:
    """Return the bound times the scale of the potentials, exactly."""
    stated = potentials(evidence)
    return (
        _offers_part(evidence, stated, scale)
        + _wants_part(evidence, stated)
        + _swings_part(stated)
        + _quotas_part(evidence, stated)
    )


def _offers_part(evidence: Evidence, stated: Potentials, scale: int) -> int:
    rows = evidence.offers.select("pool_no", "market_no", "cap", "limit").join(stated.markets, on="market_no")
    rows = rows.join(stated.pools, on="pool_no")
    admitted = wide("terms") * wide("rate_limit") >= wide("rate_terms") * wide("limit")
    gain = scale - pl.col("of_market") + pl.col("of_pool")
    worth = value_of("cap", "terms") * pl.max_horizontal(gain, 0)
    return int(rows.filter(admitted).select(worth.sum()).item() or 0)


def _wants_part(evidence: Evidence, stated: Potentials) -> int:
    rows = admitted_ways(evidence, stated)
    gain = pl.col("of_market") - pl.col("of_pool")
    worth = value_of("cap", "terms") * pl.max_horizontal(gain, 0)
    best = rows.select("want_no", worth=worth).group_by("want_no").agg(pl.col("worth").max())
    return int(best["worth"].sum() or 0)


def admitted_ways(evidence: Evidence, stated: Potentials) -> pl.DataFrame:
    """Return every want with each market it may take from, where its pool's rate admits its bid."""
    ways = open_ways(evidence).join(stated.markets, on="market_no").join(stated.pools, on="pool_no")
    return ways.filter(wide("terms") * wide("rate_limit") <= wide("rate_terms") * wide("net"))


def open_ways(evidence: Evidence) -> pl.DataFrame:
    """Return every want with each market it may take from: want_no, market_no, pool_no, cap, ``net`` bid."""
    ways = evidence.reach.filter(~pl.col("closed"), pl.col("freight").is_not_null())
    wants = evidence.wants.select("want_no", "want_class", "party_no", "pool_no", "cap", "limit", "own_place")
    pairs = wants.join(ways.select("want_class", "market_no", "freight"), on="want_class")
    net = pairs.with_columns(net=pl.col("limit") - pl.col("freight")).filter(pl.col("net") > 0)
    return net.join(evidence.own, on=["party_no", "market_no"], how="anti")


def _swings_part(stated: Potentials) -> int:
    return int(
        stated.pools.select((wide("swing") * pl.col("of_pool").abs().cast(pl.Int128)).sum()).item() or 0
    )


def _quotas_part(evidence: Evidence, stated: Potentials) -> int:
    return 0
