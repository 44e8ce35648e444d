"""What each example's outcome is compared with: its tables, and the parts of its summary that last."""

import json
from pathlib import Path
from typing import Any

from samarkand.book.reading import read_book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import DECIMALS, Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.publishing.tables import table_text

EXAMPLES = Path(__file__).parents[2] / "examples"

SETTINGS = {
    "one-swap": Settings(),
    "astana-2024": Settings(),
    "bundles": Settings(),
    # Crude oil at its price in dollars, so that values read like dollars.
    "sco-round": Settings(anchor_hs="270900", anchor_value=736 * 10**TERMS_DECIMALS),
}
"""The examples, and the settings their README clears them with."""

LASTING = ("format", "status", "book", "unit_of_account", "totals", "certificate")
"""Keys of the summary that stay while the method improves; versions, seeds and hashes of files do not."""


def clear_example(name: str) -> Outcome:
    """Return the outcome of an example's book, whose findings may be warnings only."""
    reading = read_book(EXAMPLES / name)
    assert reading.book is not None, reading.findings
    return clear(reading.book, SETTINGS[name])


def lasting(outcome: Outcome) -> dict[str, Any]:
    """Return the lasting parts of the summary as JSON would hold them."""
    kept: dict[str, Any] = json.loads(json.dumps({key: outcome.summary[key] for key in LASTING}))
    return kept


def as_text(outcome: Outcome) -> dict[str, str]:
    """Return the files of ``expected/``: a CSV for each table, and the lasting summary."""
    tables = {f"{name}.csv": table_text(frame, DECIMALS) for name, frame in outcome.tables().items()}
    return tables | {"outcome.json": json.dumps(lasting(outcome), indent=2, ensure_ascii=False) + "\n"}
