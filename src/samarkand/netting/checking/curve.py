"""Whether what is said of credit can be: the curve of how much more it clears, point by point."""

from collections.abc import Mapping
from itertools import pairwise

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.certificate import Bounds
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.facts import ratio_text
from samarkand.netting.checking.faults import fault
from samarkand.netting.checking.gains import is_plain
from samarkand.publishing.entries import entry, listed, scaled, shown
from samarkand.publishing.folder import SUMMARY

Point = tuple[int, int, str]
"""Credit used, set-off then, and the text of what each further unit of credit added."""


def check_curve(evidence: Evidence, stated: object, unit: str, proven: Bounds) -> list[Finding]:
    """Return what cannot be true of the curve of one unit; ``stated`` is what is said of its credit.

    The first point is what is set off without credit, the last what the outcome sets off. No point
    may be above what the potentials allow, and where one house lends, further credit never clears
    more per unit than earlier credit did: the largest set-off is concave in it.
    """
    points = [_point(evidence, point) for point in listed(stated, "curve")]
    if not isinstance(entry(stated, "curve"), list) or None in points:
        return [_fault(unit, f"the curve is stated as {shown(entry(stated, 'curve'))}.")]
    read = [point for point in points if point is not None]
    if not is_plain(evidence.obligations, evidence.stated.objective):
        return [_fault(unit, "only the most value without weights has a curve.")] if read else []
    return [
        _fault(unit, what) for what, is_wrong in _judged(evidence, unit, read, proven).items() if is_wrong
    ]


def _point(evidence: Evidence, stated: object) -> Point | None:
    decimals = evidence.obligations.decimals
    credit, set_off = (scaled(entry(stated, name), decimals) for name in ("credit", "set_off"))
    per_unit = entry(stated, "per_unit")
    if credit is None or set_off is None or not isinstance(per_unit, str):
        return None
    return credit, set_off, per_unit


def _judged(evidence: Evidence, unit: str, points: list[Point], proven: Bounds) -> Mapping[str, bool]:
    steps = [(after[0] - before[0], after[1] - before[1], after[2]) for before, after in pairwise(points)]
    nodes = evidence.nodes.filter(pl.col("unit") == unit)
    used, set_off = (int(nodes.select(total.sum()).item()) for total in _reached())
    factor = evidence.credit_factor
    return {
        "the curve does not begin without credit, at what can be set off then.": not points
        or points[0] != (0, proven.most_value, ""),
        "the curve does not end at the credit used and the set-off.": not points
        or points[-1][:2] != (used, set_off),
        "credit or set-off do not rise along the curve.": any(
            credit <= 0 or more < 0 for credit, more, _ in steps
        ),
        "a point does not say how much each further unit of credit added.": any(
            credit > 0 and per_unit != ratio_text(more, credit) for credit, more, per_unit in steps
        ),
        "a point of the curve is above what the potentials allow.": any(
            factor * value - credit > proven.bound for credit, value, _ in points
        ),
        "later credit clears more per unit than earlier credit did.": _has_one_house(evidence, unit)
        and any(first[1] * then[0] < then[1] * first[0] for first, then in pairwise(steps)),
    }


def _reached() -> tuple[pl.Expr, pl.Expr]:
    """Return the credit a node uses and what is set off of what it owes."""
    return (-pl.col("house")).clip(0), pl.col("owed_before") - pl.col("owed_after")


def _has_one_house(evidence: Evidence, unit: str) -> bool:
    number = evidence.numbers.units.filter(unit=unit)["unit_no"]
    return evidence.members.filter(pl.col("unit_no").is_in(number.implode()))["block_no"].n_unique() == 1


def _fault(unit: str, what: str) -> Finding:
    return fault("credit_differs", what, file=SUMMARY, column=f"units[{unit}].credit.curve")
