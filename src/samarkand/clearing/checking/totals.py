"""Whether the summary's totals are the sums of the tables, and its fixed entries what they must be."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import FAULTS, fault
from samarkand.clearing.checking.gains import true_gains
from samarkand.clearing.checking.numbers import value_text, wide
from samarkand.clearing.checking.row_prices import is_by_rows
from samarkand.clearing.checking.shape import SCALES
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, VALUE_DIVISOR, to_scaled

_MONEY = {"value", "value_by_parties"}


def check_totals(evidence: Evidence) -> list[Finding]:
    """Return the totals of the summary that are not what the book and the legs give."""
    stated: Mapping[str, Any] = evidence.outcome.summary["totals"]
    true = true_totals(evidence)
    wrong = [
        fault(
            "total_differs",
            f"{name} is stated as {stated.get(name)!r}, the tables give {true[name]!r}.",
            file="outcome.json",
            column=f"totals.{name}",
        )
        for name in true
        if _read(name, stated.get(name)) != true[name]
    ]
    return wrong + _rounding(evidence) + _fixed(evidence)


def _read(name: str, stated: object) -> object:
    """Return a stated total as `true_totals` holds it: money as hundredths."""
    if name not in _MONEY or stated is None:
        return stated
    if isinstance(stated, Mapping):
        return {parties: _hundredths(value) for parties, value in stated.items()}
    return _hundredths(stated)


def _hundredths(text: object) -> int | None:
    try:
        return to_scaled(str(text), VALUE_DECIMALS)
    except ValueError:
        return None


def true_totals(evidence: Evidence) -> dict[str, Any]:
    """Return the totals as the book and the legs give them; money in hundredths."""
    legs, book = evidence.legs, evidence.book
    trading = evidence.stakes["party_no"].n_unique()
    sizes = evidence.deals
    return {
        "deals": sizes.height,
        "legs": legs.height,
        "value": int(legs["value"].sum()),
        "parties": book.parties.height,
        "parties_trading": trading,
        **true_gains(evidence),
        "offers": book.offers.height,
        "wants": book.wants.height,
        "offers_traded": evidence.given.height,
        "wants_traded": evidence.taken.height,
        "largest_deal": max(sizes["parties"], default=0),
        "deals_by_parties": _by_size(sizes.group_by("parties").agg(pl.len())),
        "value_by_parties": _by_size(sizes.group_by("parties").agg(pl.col("value").sum())),
    }


def _by_size(sums: pl.DataFrame) -> dict[str, int]:
    return {str(parties): int(number) for parties, number in sums.sort("parties").iter_rows()}


def _rounding(evidence: Evidence) -> list[Finding]:
    """Judge what rounding is said to hide: the value of all legs less their quantities at the terms."""
    true = true_rounding(evidence)
    stated = evidence.outcome.summary["rounding"].get("value_less_quantity_times_terms")
    if _hundredths(stated) == true:
        return []
    message = f"rounding is stated as {stated}, the legs give {value_text(true)}."
    return [fault("total_differs", message, file="outcome.json", column="rounding")]


def true_rounding(evidence: Evidence) -> int:
    """Return the value of all legs less their quantities at the terms, in hundredths, rounded down."""
    exact = (wide("value") * VALUE_DIVISOR - wide("quantity") * wide("terms")).sum() // VALUE_DIVISOR
    return int(evidence.legs.select(exact).item() or 0)


def _fixed(evidence: Evidence) -> list[Finding]:
    """Judge the entries that follow from the format, the settings, and from whether anything traded."""
    summary = evidence.outcome.summary
    true = {
        "format": 1,
        "status": "cleared" if evidence.legs.height else "nothing_cleared",
        "scales": SCALES,
        "terms.method": summary["settings"]["terms"],
        "certificate.method": _method(evidence),
    }
    return FAULTS.wrong_entries(summary, true, {"": "total_differs", "certificate": "certificate_differs"})


def _method(evidence: Evidence) -> str:
    """Return how the certificate proves its bound, in words."""
    if is_by_rows(evidence):
        most = most_parties(evidence)
        return f"prices of rows: no deal of at most {most} parties earns more than it costs"
    if evidence.outcome.summary["certificate"]["scale"] == 1:
        return "potentials of a circulation, over all rates"
    cases = evidence.outcome.potentials["case"].n_unique()
    if cases == 1:
        return "prices of a linear program, over all rates"
    return f"prices of linear programs, over all rates in {cases} cases"
