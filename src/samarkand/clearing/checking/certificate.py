"""Whether the certificate is one: known rows, a bound that is their sum, and a value within it."""

from collections.abc import Collection

import polars as pl

from samarkand.clearing.checking.all_rates import scaled_bound
from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.bound import below_zero, of_kind
from samarkand.clearing.checking.cases import BRANCHES, STEP, check_cases
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.failure import certified_value, leg_failure
from samarkand.clearing.checking.faults import fault, faults
from samarkand.clearing.checking.numbers import value_text
from samarkand.clearing.checking.ring_costs import check_rings
from samarkand.clearing.checking.row_prices import check_row_listing, is_by_rows, row_bound, row_prices
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, to_scaled
from samarkand.publishing.entries import shown

_BY_MARKETS = ("market", "own", "pool", STEP, "quota", *BRANCHES)
_BY_ROWS = ("offer", "want", "pool", "quota")


def check_certificate(evidence: Evidence) -> list[Finding]:
    """Return what is wrong with the potentials, the bound, the gap and the value of the certificate."""
    by_rows = is_by_rows(evidence)
    named = [
        *below_zero(of_kind(evidence, "quota")),
        *_strange_rows(evidence, _BY_ROWS if by_rows else _BY_MARKETS),
    ]
    named = named or [*(_listed_rows(evidence) if by_rows else check_cases(evidence))]
    if named:
        return named
    scale = int(evidence.outcome.summary["certificate"]["scale"])
    if not by_rows:
        return _judge(evidence, scaled_bound(evidence, scale), scale)
    rows = row_prices(evidence)
    return [*_judge(evidence, row_bound(evidence, rows), scale), *check_rings(evidence, rows, scale)]


def _listed_rows(evidence: Evidence) -> list[Finding]:
    """Return what is wrong with the listing of a certificate by rows, which knows one case only."""
    pools = check_listed(of_kind(evidence, "pool"), "name", evidence.pools["pool"], file="potentials")
    return [*check_row_listing(evidence), *pools]


def _strange_rows(evidence: Evidence, kinds: Collection[str]) -> list[Finding]:
    """Return the rows of no known kind or case, and the rates that are misplaced, missing or none.

    The first case states the rate of every pool; a step and a branch are made of a rate.
    """
    rows = evidence.outcome.potentials.with_row_index("line", offset=2)
    kind, case = pl.col("kind"), pl.col("case")
    has_terms, has_limit = pl.col("rate_terms").is_not_null(), pl.col("rate_limit").is_not_null()
    needs = kind.is_in([STEP, *BRANCHES])
    misplaced = (has_terms != has_limit) | (has_terms & ~needs & ~((kind == "pool") & (case == 1)))
    no_rate = (pl.col("rate_terms") < 1) | (pl.col("rate_limit") < 0)
    idle = kind.is_in(BRANCHES) & (pl.col("potential") != 0)
    no_case = case < 1 if STEP in kinds else case != 1
    wrong = misplaced | (needs & ~has_terms) | no_rate.fill_null(value=False) | idle | no_case
    strange = rows.filter(~kind.is_in(kinds) | wrong)
    return faults(
        "certificate_differs",
        strange,
        lambda row: f"line {row['line']}: {row['kind']} {row['name']} cannot have such a row.",
        file="potentials",
    )


def _judge(evidence: Evidence, total: int, scale: int) -> list[Finding]:
    """Judge the figures of the certificate; ``total`` is its bound times the scale."""
    stated = evidence.outcome.summary["certificate"]
    bound, value = total // scale, certified_value(evidence)
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
    wrong += _objective(evidence, stated.get("objective"))
    if value * scale > total:
        wrong.append(
            fault(
                "value_over_bound",
                f"the value is {value_text(value)}, the potentials allow {value_text(bound)}.",
                file="potentials",
            )
        )
    return wrong


def _objective(evidence: Evidence, stated: object) -> list[Finding]:
    """Judge what the certificate says it is about: value, or the value expected where legs may fail."""
    true = "value" if leg_failure(evidence) is None else "expected value"
    if stated == true:
        return []
    message = f"the objective is stated as {shown(stated)}, it must be {true}."
    column = "certificate.objective"
    return [fault("certificate_differs", message, file="outcome.json", column=column)]
