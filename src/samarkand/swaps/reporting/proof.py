"""The foot of the page: how the trade was proven, and from what exactly it was made."""

from samarkand.publishing import blocks
from samarkand.publishing.markup import Html, tag
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.reporting.facts import Facts
from samarkand.swaps.reporting.story import certificate


def proof(facts: Facts) -> Html:
    """Return how far this is proven to be the best, and how to check it."""
    return tag(
        "section",
        tag("h2", "How this is proven"),
        tag("p", certificate(facts)),
        tag(
            "p",
            "Anyone can check the whole outcome against the want lists, without the program that found it: ",
            tag("code", "samarkand check WANTS OUTCOME"),
            ".",
        ),
    )


def foot(outcome: Outcome) -> Html:
    """Return settings, versions and hashes: enough to make the same outcome again."""
    summary = outcome.summary
    made = {key: summary.get(key, "") for key in ("status", "version", "method")}
    return tag(
        "footer",
        tag("h2", "Made from"),
        tag("p", "The same lists, settings and version give the same outcome, byte for byte.", class_="hint"),
        blocks.facts("Outcome", made),
        blocks.facts("Settings", summary.get("settings") or {}),
        blocks.facts("Want lists", summary.get("lists") or {}),
    )
