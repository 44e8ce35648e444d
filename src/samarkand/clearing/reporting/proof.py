"""The foot of the page: how the outcome was proven, and from what exactly it was made."""

from collections.abc import Mapping
from typing import Any

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.facts import Facts, unit_short
from samarkand.publishing import blocks, words
from samarkand.publishing.markup import Html, tag
from samarkand.publishing.names import printable

_LEAST_PERCENT = 0.001
"""Smaller gaps come from rounding, and their digits tell nobody anything."""


def proof(outcome: Outcome, facts: Facts) -> Html:
    """Return the certificate in sentences and what is known of the terms, whichever keys are there."""
    summary = outcome.summary
    certificate = summary.get("certificate") or {}
    found = summary.get("terms") or {}
    fairness = found.get("fairness") or {}
    return tag(
        "section",
        tag("h2", "How this is proven"),
        tag("p", _certificate(certificate, facts)),
        tag("p", _prices_of_rows(facts)) if _is_by_rows(certificate, facts) else None,
        tag("p", _fairness(fairness)) if isinstance(fairness, Mapping) and fairness.get("rule") else None,
        tag("p", "Anyone can check it against its book: ", tag("code", "samarkand check BOOK OUTCOME"), "."),
        blocks.facts("How the terms were found", {key: found[key] for key in found if key != "fairness"}),
        blocks.facts(
            "How fair the terms are", fairness if isinstance(fairness, Mapping) else {"fairness": fairness}
        ),
        blocks.facts("Certificate", certificate),
        blocks.facts("Rounding", summary.get("rounding") or {}),
    )


def foot(outcome: Outcome) -> Html:
    """Return settings, versions and hashes: enough to make the same outcome again."""
    summary = outcome.summary
    book = summary.get("book") or {}
    made = {key: summary.get(key, "") for key in ("status", "version")} | {"book": book.get("name", "")}
    return tag(
        "footer",
        tag("h2", "Made from"),
        tag("p", "The same book, settings and version give the same outcome, byte for byte.", class_="hint"),
        blocks.facts("Outcome", made),
        blocks.facts("Settings", summary.get("settings") or {}),
        blocks.facts("SHA-256 of the book's tables", book.get("tables") or {}),
    )


def _certificate(certificate: Mapping[str, Any], facts: Facts) -> str:
    if not certificate.get("bound"):
        return "This outcome carries no certificate."
    value, bound = words.grouped(certificate.get("value")), words.grouped(certificate["bound"])
    unit = unit_short(facts.unit) or "units of account"
    deals = f"deals{_limit(facts)}" if _is_by_rows(certificate, facts) else "deals"
    moves, reached = ("moves", "reached") if facts.expected is None else ("is expected to move", "expected")
    gap = str(certificate.get("gap", "")).strip()
    if gap and not gap.strip("0."):
        return (
            f"At these terms no other set of {deals} {moves} more: the value {reached}, {value} {unit}, "
            f"equals a bound that no set of {deals} can pass."
        )
    return (
        f"At these terms {value} {unit} were {reached}, and no set of {deals} can pass {bound}: "
        f"at most {words.grouped(gap) or 'the difference'}{_share(gap, bound)} is missing to the best."
    )


def _is_by_rows(certificate: Mapping[str, Any], facts: Facts) -> bool:
    """Tell whether the proof speaks of deals as short as asked, by prices of offers and wants."""
    return facts.most_parties is not None and str(certificate.get("method", "")).startswith("prices of rows")


def _prices_of_rows(facts: Facts) -> str:
    earns = "is expected to earn" if facts.expected is not None else "earns"
    return (
        f"The proof is a price for every offer and every want: no deal{_limit(facts)} {earns} more than what "
        "it takes up costs at these prices, so all deals together earn no more than the whole book costs."
    )


def _limit(facts: Facts) -> str:
    return f" of at most {words.count(facts.most_parties or 0, 'firm')}"


def _share(gap: str, bound: str) -> str:
    try:
        percent = float(gap) / float(bound.replace(",", "")) * 100
    except (ValueError, ZeroDivisionError):
        return ""
    shown = words.figures(percent, 2) if percent >= _LEAST_PERCENT else f"under {_LEAST_PERCENT}"
    return f" ({shown} %)"


def _fairness(fairness: Mapping[str, Any]) -> str:
    share = fairness.get("share_of_bound")
    reached = f"; {words.figures(100 * share, 4)} % of a bound that no terms can pass" if share else ""
    return f"The terms are fair by this rule: {printable(str(fairness['rule']))}{reached}."
