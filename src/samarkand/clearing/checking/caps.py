"""Whether offers and wants stay within their quantity, lots and least quantity, and every quota holds."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, with_words
from samarkand.clearing.checking.faults import fault, faults
from samarkand.clearing.checking.law import may_be_of
from samarkand.clearing.checking.numbers import quantity_text, value_text
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DIVISOR

_FILE = "legs"
_GRAINS = 10


def check_caps(evidence: Evidence) -> list[Finding]:
    """Return the offers and wants that trade more than their quantity or less than their least."""
    findings = []
    for side, rows in (("offer", evidence.offers), ("want", evidence.wants)):
        traded = traded_by(evidence, side).join(rows, on=f"{side}_no")
        over = traded.filter(pl.col("traded") > pl.col("cap"))
        loose = traded.join(tolerances(evidence, side), on=f"{side}_no", how="left")
        under = loose.filter(pl.col("traded") + pl.col("tolerance").fill_null(0) < pl.col("least"))
        findings += faults("cap_exceeded", over, partial(_say_over, side), file=_FILE, column="quantity")
        findings += faults("minimum_broken", under, partial(_say_under, side), file=_FILE, column="quantity")
    return findings


def _say_over(side: str, row: dict[str, Any]) -> str:
    cap = quantity_text(row["cap"])
    return f"{side} {row[side]} trades {quantity_text(row['traded'])} {row['counted_in']} of at most {cap}."


def _say_under(side: str, row: dict[str, Any]) -> str:
    traded, least = quantity_text(row["traded"]), quantity_text(row["least"])
    return f"{side} {row[side]} trades {traded} {row['counted_in']}, less than its least {least}."


def check_lots(evidence: Evidence) -> list[Finding]:
    """Return the offers that trade something else than whole lots, to a thousandth a leg and a grain."""
    offers = evidence.offers.filter(pl.col("lot") > 0)
    over, grain = pl.col("traded") % pl.col("lot"), _grain().fill_null(0)
    broken = (
        traded_by(evidence, "offer")
        .join(offers, on="offer_no")
        .filter(pl.min_horizontal(over, pl.col("lot") - over) > pl.col("legs") + grain)
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


def tolerances(evidence: Evidence, side: str) -> pl.DataFrame:
    """Return by how many thousandths the quantity of each traded row may be off: its number, ``tolerance``.

    Whole numbers seldom meet each other exactly. Ten grains are allowed in each market, and one more for
    each leg; a grain is a thousandth and what the smallest amount of value buys at the terms.
    """
    number = f"{side}_no"
    priced = evidence.legs.filter(pl.col("terms") > 0).drop_nulls(number)
    markets = priced.group_by(number, "market_no").agg(_grain().first().alias("grain"), legs=pl.len())
    each = (pl.col("legs").cast(pl.Int64) + _GRAINS) * pl.col("grain")
    return markets.group_by(number).agg(tolerance=each.sum())


def _grain() -> pl.Expr:
    grain: pl.Expr = 1 + VALUE_DIVISOR // pl.col("terms")
    return grain


def traded_by(evidence: Evidence, side: str) -> pl.DataFrame:
    """Return what each traded offer or want trades: its number, ``traded``, ``value``, ``legs``."""
    return evidence.given if side == "offer" else evidence.taken


def check_quotas(evidence: Evidence) -> list[Finding]:
    """Return the quotas under which more moves than they allow."""
    if evidence.book.quotas.is_empty():
        return []
    legs = with_words(evidence, evidence.legs.drop_nulls(["offer_no", "want_no"]))
    legs = legs.join(evidence.measures.select("unit", "dimension").unique(), on="unit", how="left")
    sizes = evidence.measures.select("hs", "unit", "dimension", "times", "over")
    quotas = evidence.book.quotas.with_row_index("line", offset=2)
    measured = quotas.join(sizes, on=["hs", "unit"], how="left", maintain_order="left")
    broken = []
    for quota in measured.iter_rows(named=True):
        under = legs.filter(counts_under(quota))
        broken += [*_over_quantity(quota, under), *_over_value(quota, under)]
    return [fault("quota_exceeded", f"{_name(quota)} {what}", file=_FILE) for quota, what in broken]


def counts_under(quota: dict[str, Any]) -> pl.Expr:
    """Return the test whether a leg's goods, origin and arrival fall under a quota."""
    counts = may_be_of(pl.col("commodity"), pl.lit(quota["hs"]))
    if quota["from"]:
        counts &= pl.col("from_place").str.slice(0, 2) == quota["from"]
    if quota["to"]:
        counts &= pl.col("to_place").str.slice(0, 2) == quota["to"]
    return counts


_Broken = list[tuple[dict[str, Any], str]]


def _over_quantity(quota: dict[str, Any], under: pl.DataFrame) -> _Broken:
    if quota["quantity"] is None:
        return []
    moved = int(under.filter(pl.col("dimension") == quota["dimension"])["quantity"].sum())
    allowed = quota["quantity"] * quota["times"] // quota["over"]
    return [] if moved <= allowed else [(quota, _allows(quantity_text(allowed), quantity_text(moved)))]


def _over_value(quota: dict[str, Any], under: pl.DataFrame) -> _Broken:
    worth = int(under["value"].sum())
    if quota["value"] is None or worth <= quota["value"]:
        return []
    return [(quota, _allows(value_text(quota["value"]), value_text(worth)))]


def _allows(allowed: str, moved: str) -> str:
    return f"allows {allowed}, but {moved} moves."


def _name(quota: dict[str, Any]) -> str:
    goods = quota["hs"] or "all goods"
    return f"the quota on line {quota['line']} ({goods} {quota['from']}>{quota['to']})"
