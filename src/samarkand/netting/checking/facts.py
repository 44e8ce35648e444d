"""What the summary must say of each unit, worked out from the obligations and the set-offs."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from samarkand.core.scale import plain_text
from samarkand.netting.checking.certificate import Bounds
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.gains import share_unit
from samarkand.netting.checking.numbers import sum_of, sums_by_unit, wide
from samarkand.netting.checking.prices import ring_bounds

Entries = dict[str, object]

_METHODS = {
    "full": "potentials of a maximum circulation",
    "bilateral": "two parties at a time: the smaller debt of each pair",
    "ring:3": "none better known",
}
_BY_PRICES = "prices of rings"


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of tables by the number of the unit, a dictionary of them each."""

    rows: Mapping[int, Mapping[str, int]]
    nodes: Mapping[int, Mapping[str, int]]
    debts: Mapping[int, Mapping[str, int]]
    payments: Mapping[int, Mapping[str, int]]
    groups: Mapping[int, int]
    granted: Mapping[str, int]
    ring_bounds: Mapping[int, int] | None


def true_entries(evidence: Evidence, proven: Mapping[int, Bounds] | None) -> dict[str, Entries]:
    """Return by unit the entries that follow from the tables, by their dotted paths.

    What can only be held between bounds or against other entries (what rings of three would set off,
    the curve of credit, how few payments can do) is not among them; nor is what potentials prove,
    where ``proven`` is None.
    """
    sums = _sums(evidence)
    return {
        unit: {
            "unit": unit,
            **_totals(evidence, sums, number),
            **_residual(evidence, sums, number),
            **_credit(evidence, sums, number, proven),
            **(_certificate(evidence, sums, number, proven[number]) if proven else {}),
        }
        for unit, number in evidence.numbers.units.iter_rows()
    }


def _sums(evidence: Evidence) -> Sums:
    is_touched, is_closed = pl.col("set_off") > 0, pl.col("set_off") == pl.col("amount")
    groups = evidence.numbers.blocks.group_by("unit_no").agg(pl.len())
    residual = evidence.outcome.residual.join(evidence.numbers.units, on="unit")
    limits = evidence.limits
    return Sums(
        rows=sums_by_unit(
            evidence.rows,
            owed=pl.col("amount"),
            set_off=pl.col("set_off"),
            touched=is_touched,
            closed=is_closed,
        ),
        nodes=sums_by_unit(
            evidence.nodes.with_columns(first=pl.struct("unit_no", "party_no").is_first_distinct()),
            parties=pl.col("first"),
            positions_net=(pl.col("due_before") - pl.col("owed_before")).clip(0),
            used=(-pl.col("house")).clip(0),
        ),
        debts=sums_by_unit(evidence.debts, bilateral=pl.min_horizontal("amount", "back_amount")),
        payments=sums_by_unit(residual, amount=wide("amount")),
        groups=dict(groups.iter_rows()),
        granted={} if limits is None else _granted(limits.frame),
        ring_bounds=None if evidence.outcome.prices is None else ring_bounds(evidence),
    )


def _granted(limits: pl.DataFrame) -> dict[str, int]:
    return dict(limits.group_by("unit").agg(wide("limit").sum()).iter_rows())


def _totals(evidence: Evidence, sums: Sums, unit: int) -> Entries:
    decimals = evidence.obligations.decimals
    owed, set_off = sum_of(sums.rows, unit, "owed"), sum_of(sums.rows, unit, "set_off")
    return {
        "groups": sums.groups[unit],
        "obligations": sum_of(sums.rows, unit, "rows"),
        "parties": sum_of(sums.nodes, unit, "parties"),
        "owed": plain_text(owed, decimals),
        "set_off": plain_text(set_off, decimals),
        "remainder": plain_text(owed - set_off, decimals),
        "share": ratio_text(set_off, owed),
        "touched": sum_of(sums.rows, unit, "touched"),
        "closed": sum_of(sums.rows, unit, "closed"),
        "positions_net": plain_text(sum_of(sums.nodes, unit, "positions_net"), decimals),
        "bilateral": plain_text(sum_of(sums.debts, unit, "bilateral"), decimals),
        **({"ring_3": plain_text(set_off, decimals)} if evidence.stated.scope == "ring:3" else {}),
    }


def ratio_text(part: int, whole: int) -> str:
    """Return part of whole with six decimals, rounded down."""
    millionths = part * 10**6 // whole if whole else 0
    return f"{millionths // 10**6}.{millionths % 10**6:06d}"


def _residual(evidence: Evidence, sums: Sums, unit: int) -> Entries:
    amount = plain_text(sum_of(sums.payments, unit, "amount"), evidence.obligations.decimals)
    return {"residual.payments": sum_of(sums.payments, unit, "rows"), "residual.amount": amount}


def _credit(evidence: Evidence, sums: Sums, unit: int, proven: Mapping[int, Bounds] | None) -> Entries:
    granted = sums.granted.get(evidence.numbers.units["unit"][unit])
    if granted is None:
        return {"credit": None}
    decimals = evidence.obligations.decimals
    used, set_off = sum_of(sums.nodes, unit, "used"), sum_of(sums.rows, unit, "set_off")
    added = {"credit.added": plain_text(set_off - proven[unit].most_value, decimals)} if proven else {}
    return {
        "credit.granted": plain_text(granted, decimals),
        "credit.used": plain_text(used, decimals),
        **added,
    }


def _certificate(evidence: Evidence, sums: Sums, unit: int, proven: Bounds) -> Entries:
    gap, scope, decimals = proven.bound - proven.gain, evidence.stated.scope, evidence.obligations.decimals
    by_prices = scope == "ring:3" and sums.ring_bounds is not None
    entries: Entries = {
        "full": plain_text(proven.most_value, decimals),
        "certificate.gain": str(proven.gain),
        "certificate.bound": str(proven.bound),
        "certificate.gap": str(gap),
        "certificate.proven": gap == 0 and scope == "full",
        "certificate.method": _BY_PRICES if by_prices else _METHODS[scope],
    }
    if sums.ring_bounds is not None:
        entries["certificate.ring_bound"] = plain_text(sums.ring_bounds.get(unit, 0), decimals)
    if evidence.stated.objective == "count":
        entries["certificate.closed_at_most"] = _closed_at_most(evidence, sums, unit, proven.bound)
    return entries


def _closed_at_most(evidence: Evidence, sums: Sums, unit: int, bound: int) -> int | None:
    """Return how many obligations can be closed at most: each that is closed gains a share unit at least."""
    if bool((evidence.obligations.frame["weight"] != 1).any()):
        return None
    one = share_unit(evidence.obligations) * evidence.credit_factor
    return min(bound // one, sum_of(sums.rows, unit, "rows"))
