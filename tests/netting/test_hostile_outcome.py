"""Hostile outcomes, and files changed after they were written: findings, never exceptions."""

import json
import math
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samarkand.netting.check import check, check_files
from samarkand.netting.outcome_files import read_outcome, write_outcome
from tests.depth import share
from tests.netting.lies import Fault, changed, checked, codes, stated
from tests.netting.mutations import planted
from tests.netting.nettings import NETTINGS, outcome_of

HOSTILE: tuple[object, ...] = (
    None, True, -1, 10**400, math.nan, math.inf, "x" * 10**5, [], {}, [[[]]], {"unit": {}}, "\ud800",
    "1_000", "１", "\x1b[2J", [None], [{"unit": None}], "0x10", " 900", "9e2", "-0", "1e400",
)  # fmt: skip


@pytest.mark.parametrize("name", ["credit", "ring:3", "count"])
def test_hostile_entries_are_findings_and_no_crash(name: str) -> None:
    netting, outcome = NETTINGS[name], outcome_of(name)
    for number, path in share(enumerate(_paths(outcome.summary)), turn=0):
        hostile = HOSTILE[number % len(HOSTILE)]
        lie = replace(outcome, summary=planted(outcome.summary, path, hostile))
        for finding in check(netting.obligations, lie, netting.limits):
            str(finding).encode()
            assert len(str(finding)) < 1000


def _paths(holder: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    below = (
        holder.items()
        if isinstance(holder, Mapping)
        else enumerate(holder)
        if isinstance(holder, list)
        else ()
    )
    own = [path] if path else []
    return own + [deeper for key, value in below for deeper in _paths(value, (*path, key))]


@pytest.mark.parametrize(
    "lie",
    [
        lambda outcome: replace(outcome, potentials=None),
        lambda outcome: replace(outcome, potentials=outcome.potentials.drop("potential")),
        lambda outcome: replace(outcome, residual=outcome.residual.cast({"amount": pl.Float64})),
        changed("set_off_notices", 0, set_off=None),
        stated("settings", "as_of", to="20260101"),
        stated("settings", "objective", to=["value"]),
        stated("limits", to="none"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_crash(lie: Fault) -> None:
    assert codes(checked("value", lie)) == {"outcome_incomplete"}


@pytest.mark.parametrize("name", ["value", "ring:3", "credit", "units and groups"])
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_was_written_is_as_true_as_what_was_netted(name: str, file_format: Any, tmp_path: Path) -> None:  # noqa: ANN401
    write_outcome(outcome_of(name), tmp_path / "outcome", file_format)
    stored = read_outcome(tmp_path / "outcome")
    netting = NETTINGS[name]
    assert check(netting.obligations, stored, netting.limits) == []
    assert check_files(tmp_path / "outcome", stored.summary) == []


def test_a_file_changed_after_it_was_written_is_named(tmp_path: Path) -> None:
    write_outcome(outcome_of("rings"), tmp_path / "outcome")
    with (tmp_path / "outcome" / "rings.csv").open("a") as file:
        file.write("9,2,1,Meskay,Astarta,1,,\n")
    summary = json.loads((tmp_path / "outcome" / "outcome.json").read_text())
    changed = [(finding.code, finding.file) for finding in check_files(tmp_path / "outcome", summary)]
    assert changed == [("file_differs", "rings.csv")]
    unlisted = {name: hashed for name, hashed in summary["files"].items() if name != "rings.csv"}
    assert codes(check_files(tmp_path / "outcome", {"files": unlisted})) == {"file_differs"}


def test_a_table_in_two_files_is_named(tmp_path: Path) -> None:
    """One of them is read; the other could say anything."""
    outcome = outcome_of("value")
    for file_format in ("csv", "parquet"):
        write_outcome(outcome, tmp_path / file_format, file_format)
    shutil.copy(tmp_path / "csv" / "residual.csv", tmp_path / "parquet")
    stated = read_outcome(tmp_path / "parquet").summary["files"]
    hashes = {**stated, "residual.csv": read_outcome(tmp_path / "csv").summary["files"]["residual.csv"]}
    assert codes(check_files(tmp_path / "parquet", {"files": hashes})) == {"file_differs"}


@pytest.mark.parametrize("files", [None, [], 7, {}, {"../../secret": "0"}, {"\0": "0"}, {"a" * 9999: "0"}])
def test_hostile_lists_of_files_are_findings_and_no_crash(files: object, tmp_path: Path) -> None:
    assert codes(check_files(tmp_path, {"files": files})) <= {"file_differs", "outcome_incomplete"}
    assert check_files(tmp_path, {"files": files})
