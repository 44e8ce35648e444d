"""Whether every offer and want stays within its quantity, its lots and its least quantity, and every quota holds."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault, faults
from samarkand.clearing.checking.numbers import quantity_text, value_text
from samarkand.core.finding import Finding

_FILE = "legs"


def check_caps(evidence: Evidence) -> list[Finding]:
    """Return the offers and wants that trade more than their quantity or less than their least."""
    findings = []
    for side, rows in (("offer", evidence.offers), ("want", evidence.wants)):
        traded = traded_by(evidence, side).join(rows, on=f"{side}_no")
        findings += faults(
            "cap_exceeded",
            traded.filter(pl.col("traded") > pl.col("cap")),
            lambda row, side=side: (
                f"{side} {row[side]} trades {quantity_text(row['traded'])} {row['counted_in']} "
                f"of at most {quantity_text(row['cap'])}."
            ),
            file=_FILE,
            column="quantity",
        )
        findings += faults(
            "minimum_broken",
            traded.filter(pl.col("traded") + pl.col("legs") < pl.col("least")),
            lambda row, side=side: (
                f"{side} {row[side]} trades {quantity_text(row['traded'])} {row['counted_in']}, "
                f"less than its least {quantity_text(row['least'])}."
            ),
            file=_FILE,
            column="quantity",
        )
    return findings


def check_lots(evidence: Evidence) -> list[Finding]:
    """Return the offers that trade something else than whole lots, to a thousandth a leg."""
    offers = evidence.offers.filter(pl.col("lot") > 0)
    over = pl.col("traded") % pl.col("lot")
    broken = (
        traded_by(evidence, "offer")
        .join(offers, on="offer_no")
        .filter(pl.min_horizontal(over, pl.col("lot") - over) > pl.col("legs"))
    )
    return faults(
        "lot_broken",
        broken,
        lambda row: (
            f"offer {row['offer']} trades {quantity_text(row['traded'])} {row['counted_in']}, "
            f"which is no whole number of lots of {quantity_text(row['lot'])}."
        ),
        file=_FILE,
        column="quantity",
    )


def traded_by(evidence: Evidence, side: str) -> pl.DataFrame:
    """Return what each traded offer or want trades: its number, ``traded``, ``value``, ``legs``."""
    return (
        evidence.legs.filter(pl.col(f"{side}_no").is_not_null())
        .group_by(f"{side}_no")
        .agg(traded=pl.col("quantity").sum(), value=pl.col("value").sum(), legs=pl.len().cast(pl.Int64))
    )


def check_quotas(evidence: Evidence) -> list[Finding]:
    """Return the quotas under which more moves than they allow."""
    legs = evidence.legs.filter(pl.col("offer_no").is_not_null(), pl.col("want_no").is_not_null())
    legs = legs.join(evidence.measures.select("unit", "dimension"), on="unit", how="left")
    quotas = evidence.book.quotas.join(
        evidence.measures.select("unit", "dimension", "times", "over"), on="unit", how="left", maintain_order="left"
    )
    return [
        finding
        for quota in quotas.with_row_index("line", offset=2).iter_rows(named=True)
        for finding in _check_quota(quota, legs.filter(counts_under(quota)))
    ]


def counts_under(quota: dict[str, str]) -> pl.Expr:
    """Return the test whether a leg's goods, origin and arrival fall under a quota."""
    counts = pl.col("commodity").str.starts_with(quota["hs"])
    if quota["from"]:
        counts &= pl.col("from_place").str.slice(0, 2) == quota["from"]
    if quota["to"]:
        counts &= pl.col("to_place").str.slice(0, 2) == quota["to"]
    return counts


def _check_quota(quota: dict[str, int | str | None], under: pl.DataFrame) -> list[Finding]:
    findings = []
    name = f"the quota on line {quota['line']} ({quota['hs'] or 'all goods'} {quota['from']}>{quota['to']})"
    if quota["quantity"] is not None:
        moved = int(under.filter(pl.col("dimension") == quota["dimension"])["quantity"].sum())
        # In the finer unit of the legs, so nothing is rounded in the quota's favour.
        if moved * quota["over"] > quota["quantity"] * quota["times"]:
            allowed = quota["quantity"] * quota["times"] // quota["over"]
            findings.append(f"{name} allows {quantity_text(allowed)}, but {quantity_text(moved)} moves.")
    if quota["value"] is not None:
        worth = int(under["value"].sum())
        if worth > quota["value"]:
            findings.append(f"{name} allows a value of {value_text(quota['value'])}, but {value_text(worth)} moves.")
    return [fault("quota_exceeded", message, file=_FILE) for message in findings]
