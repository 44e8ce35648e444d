"""Whether the summary says of the whole, and of each unit, what the tables and the potentials give."""

from collections.abc import Mapping

from samarkand.core.finding import Finding
from samarkand.netting.checking.certificate import Bounds, bounds, check_largest
from samarkand.netting.checking.curve import check_curve
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.facts import Entries, true_entries
from samarkand.netting.checking.faults import FAULTS, fault
from samarkand.netting.checking.payments import least_payments
from samarkand.publishing.entries import agrees, entry, listed, scaled, shown
from samarkand.publishing.folder import SUMMARY

_CODES = {
    "": "total_differs",
    "certificate": "certificate_differs",
    "full": "certificate_differs",
    "ring_3_proven": "certificate_differs",
    "residual": "fewest_differs",
    "credit": "credit_differs",
}
_LIST = "units"


def check_summary(evidence: Evidence) -> list[Finding]:
    """Return the entries of the summary that the obligations, the tables and the potentials do not give."""
    summary = evidence.outcome.summary
    is_set_off = bool((evidence.rows["set_off"] > 0).any())
    fixed = {"format": 1, "kind": "netting", "status": "set_off" if is_set_off else "nothing_set_off"}
    proven = bounds(evidence)
    true = true_entries(evidence, proven)
    return [
        *(check_largest(evidence, proven) if proven else []),
        *FAULTS.wrong_entries(summary, fixed, _CODES),
        *_names(summary, list(true)),
        *_units(evidence, true, _stated(summary), proven),
    ]


def _names(summary: Mapping[str, object], true: list[str]) -> list[Finding]:
    names = [entry(one, "unit") for one in listed(summary, _LIST)]
    if agrees(names, true) and all(isinstance(name, str) for name in names):
        return []
    message = f"the units are stated as {shown(names)}, they are {shown(true)}."
    return [fault("total_differs", message, file=SUMMARY, column=_LIST)]


def _stated(summary: Mapping[str, object]) -> dict[str, object]:
    """Return the first entry of each unit."""
    units = [(entry(one, "unit"), one) for one in listed(summary, _LIST)]
    return {name: one for name, one in reversed(units) if isinstance(name, str)}


def _units(
    evidence: Evidence,
    true: dict[str, Entries],
    stated: dict[str, object],
    proven: Mapping[int, Bounds] | None,
) -> list[Finding]:
    numbers = dict(evidence.numbers.units.iter_rows())
    least = least_payments(evidence)
    findings = []
    for unit in true.keys() & stated.keys():
        findings += FAULTS.wrong_entries(stated[unit], true[unit], _CODES, where=f"units[{unit}].")
        findings += _fewest(unit, stated[unit], least.get(numbers[unit], (0, 0)))
        if proven:
            findings += _compared(evidence, unit, stated[unit], true[unit], proven[numbers[unit]])
    return findings


def _fewest(unit: str, stated: object, least: tuple[int, int]) -> list[Finding]:
    """Judge how few payments are said to be needed: proven where there are no more."""
    said, (simple, most) = entry(stated, "residual.at_least"), least
    if type(said) is not int or not simple <= said <= most:
        message = f"residual.at_least is stated as {shown(said)}, from {simple} to {most} can be proven."
        return [fault("fewest_differs", message, file=SUMMARY, column=f"units[{unit}].residual.at_least")]
    is_proven = {"residual.proven": entry(stated, "residual.payments") == said}
    return FAULTS.wrong_entries(stated, is_proven, _CODES, where=f"units[{unit}].")


def _compared(evidence: Evidence, unit: str, stated: object, true: Entries, proven: Bounds) -> list[Finding]:
    """Judge what can only be held against other entries."""
    has_credit = true.get("credit", "") is not None
    curve = check_curve(evidence, entry(stated, "credit"), unit, proven) if has_credit else []
    return [*_rings_of_three(evidence, unit, stated, true, proven), *curve]


def _rings_of_three(
    evidence: Evidence, unit: str, stated: object, true: Entries, proven: Bounds
) -> list[Finding]:
    """Judge what rings of three are said to set off: no less than pairs, and no more than any rings.

    It is proven where it is all there is, or where the prices of rings allow no more.
    """
    decimals = evidence.obligations.decimals
    said = entry(stated, "ring_3")
    ring_3, pairs = scaled(said, decimals), scaled(true["bilateral"], decimals) or 0
    if ring_3 is None or not pairs <= ring_3 <= proven.most_value:
        message = f"ring_3 is stated as {shown(said)}; it cannot be."
        return [fault("total_differs", message, file=SUMMARY, column=f"units[{unit}].ring_3")]
    certificate, bound = entry(stated, "certificate"), true.get("certificate.ring_bound")
    if bound is None and isinstance(certificate, Mapping) and "ring_bound" in certificate:
        message = "a bound by prices is stated, and no prices are there."
        return [fault("certificate_differs", message, file=SUMMARY, column=f"units[{unit}].certificate")]
    by_prices = bound == said
    is_proven = {"ring_3_proven": by_prices or ring_3 == proven.most_value}
    return FAULTS.wrong_entries(stated, is_proven, _CODES, where=f"units[{unit}].")
