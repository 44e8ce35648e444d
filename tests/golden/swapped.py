"""What the trade of the example is compared with: its tables, its text, and what lasts of its summary."""

import json
from typing import Any

from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.reading import read_want_lists
from samarkand.swaps.results.organiser_text import organiser_text
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from samarkand.swaps.want_lists import WantLists
from tests.golden.expected import EXAMPLES

EXAMPLE = EXAMPLES / "maths-trade"
EXPECTED = EXAMPLE / "expected"

TRADES = {
    "most-items": Settings(),
    "most-traders": Settings("traders-first"),
    "rings-of-three": Settings(max_ring=3),
}
"""The ways the README trades the example."""

LASTING = (
    "format", "kind", "status", "settings", "lists", "items", "traders", "bound", "proven", "largest_ring",
    "rings_by_length",
)  # fmt: skip


def example_lists() -> WantLists:
    reading = read_want_lists(EXAMPLE / "wants.txt")
    assert reading.lists is not None, reading.findings
    return reading.lists


def swap_example(name: str) -> Outcome:
    return swap(example_lists(), TRADES[name])


def trade_as_text(outcome: Outcome) -> dict[str, str]:
    """Return the files of ``expected/``: the tables, the text to post, and the lasting summary."""
    kept: dict[str, Any] = {key: outcome.summary[key] for key in LASTING}
    tables = {f"{table}.csv": getattr(outcome, table).write_csv() for table in SCHEMAS}
    return tables | {
        "trade.txt": organiser_text(outcome, example_lists().options),
        "outcome.json": json.dumps(kept, indent=2, ensure_ascii=False) + "\n",
    }
