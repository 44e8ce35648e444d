"""Whether the certificate is one: known rows, a bound that is their sum, and a value within it."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.bound import check_listing, of_kind, scaled_bound
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import fault, faults
from samarkand.clearing.checking.numbers import value_text
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, to_scaled

_KINDS = ("market", "pool", "quota")


def check_certificate(evidence: Evidence) -> list[Finding]:
    """Return what is wrong with the potentials, the bound, the gap and the value of the certificate."""
    named = [
        *check_listing(evidence),
        *check_listed(of_kind(evidence, "pool"), "name", evidence.pools["pool"], file="potentials"),
        *_strange_kinds(evidence),
    ]
    return named or _judge(evidence, evidence.outcome.summary["certificate"])


def _strange_kinds(evidence: Evidence) -> list[Finding]:
    """Return the rows of no known kind, and the rates where none belongs or half of one is missing."""
    rows = evidence.outcome.potentials.with_row_index("line", offset=2)
    is_pool = pl.col("kind") == "pool"
    has_terms, has_limit = pl.col("rate_terms").is_not_null(), pl.col("rate_limit").is_not_null()
    misplaced = (has_terms != has_limit) | (~is_pool & has_terms)
    strange = rows.filter(~pl.col("kind").is_in(_KINDS) | misplaced)
    return faults(
        "certificate_differs",
        strange,
        lambda row: f"line {row['line']}: {row['kind']} {row['name']} cannot have such a row.",
        file="potentials",
    )


def _judge(evidence: Evidence, stated: Mapping[str, Any]) -> list[Finding]:
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
