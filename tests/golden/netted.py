"""What the netting of the example is compared with: its tables, and the parts of its summary that last."""

import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.netting.net import net
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome, decimals_of
from samarkand.netting.reading import read_limits, read_obligations
from samarkand.publishing.tables import public_frame
from tests.golden.expected import EXAMPLES

EXAMPLE = EXAMPLES / "netting"
EXPECTED = EXAMPLE / "expected"


@dataclass(frozen=True, slots=True)
class Netting:
    """One way the README nets the example."""

    within: str = ""
    has_credit: bool = False


NETTINGS = {
    "all-together": Netting(),
    "within-authorisation": Netting(within="authorisation"),
    "with-credit": Netting(has_credit=True),
}

LASTING = ("format", "kind", "status", "settings", "obligations", "limits", "units")


def obligations_of(name: str) -> Obligations:
    reading = read_obligations(EXAMPLE / "obligations.csv", within=NETTINGS[name].within)
    assert reading.obligations is not None, reading.findings
    return reading.obligations


def limits_of(name: str, obligations: Obligations) -> CreditLimits | None:
    if not NETTINGS[name].has_credit:
        return None
    reading = read_limits(EXAMPLE / "limits.csv", obligations)
    assert reading.limits is not None, reading.findings
    return reading.limits


def net_example(name: str) -> Outcome:
    obligations = obligations_of(name)
    return net(obligations, limits=limits_of(name, obligations))


def netting_as_text(outcome: Outcome) -> dict[str, str]:
    """Return the files of ``expected/``: a CSV for each table, and the lasting summary."""
    decimals = decimals_of(outcome.summary["obligations"]["decimals"])
    kept: dict[str, Any] = {key: outcome.summary[key] for key in LASTING}
    tables: dict[str, pl.DataFrame] = outcome.tables()
    return {f"{table}.csv": public_frame(frame, decimals).write_csv() for table, frame in tables.items()} | {
        "outcome.json": json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
    }
