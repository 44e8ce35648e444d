"""The foot of the page: how the netting was proven, and from what exactly it was made."""

from collections.abc import Mapping
from typing import Any

from samarkand.netting.outcome import Outcome
from samarkand.netting.reporting.amounts import unit_name
from samarkand.netting.reporting.certificates import certificate
from samarkand.netting.reporting.part import Part
from samarkand.publishing import blocks
from samarkand.publishing.markup import Html, tag

_HOW = (
    "Every party is given a number, its potential; from these numbers anybody can add up the bound, "
    "without the program that found the set-off. Anyone can check the whole outcome: "
)


def proof(parts: list[Part]) -> Html:
    """Return the certificate of every part in sentences, and how to check it."""
    return tag(
        "section",
        tag("h2", "How this is proven"),
        *[tag("p", _title(part), certificate(part)) for part in parts],
        tag("p", _HOW, tag("code", "samarkand check OBLIGATIONS OUTCOME"), "."),
        *[blocks.facts(_numbers(part), part.facts.certificate) for part in parts],
    )


def foot(outcome: Outcome) -> Html:
    """Return settings, versions and hashes: enough to make the same outcome again."""
    summary = outcome.summary
    obligations, limits = summary.get("obligations") or {}, summary.get("limits") or {}
    made = {key: summary.get(key, "") for key in ("status", "version")}
    names = {"obligations": _undigested(obligations), "credit limits": _undigested(limits)}
    hashes = {"obligations": obligations.get("digest", ""), "credit limits": limits.get("digest", "")}
    same = "The same obligations, settings and version give the same outcome, byte for byte."
    return tag(
        "footer",
        tag("h2", "Made from"),
        tag("p", same, class_="hint"),
        blocks.facts("Outcome", made | names),
        blocks.facts("Settings", summary.get("settings") or {}),
        blocks.facts("SHA-256 of what went in", hashes),
    )


def _title(part: Part) -> Html | None:
    return None if part.is_alone else tag("strong", f"{unit_name(part.facts.unit)}: ")


def _numbers(part: Part) -> str:
    return "Certificate" if part.is_alone else f"Certificate, {unit_name(part.facts.unit)}"


def _undigested(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if key != "digest"}
