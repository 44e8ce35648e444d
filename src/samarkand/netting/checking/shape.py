"""Whether an outcome is whole: its tables, their columns and blanks, and the settings it was made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.entries import SUMMARY, day, entry
from samarkand.netting.checking.faults import fault
from samarkand.netting.outcome import ON_DEMAND, SCHEMAS, Outcome
from samarkand.netting.settings import Objective, Scope
from samarkand.publishing.folder import digest

_MAY_BE_BLANK = {"set_off_notices": {"due"}}
_FORMATS = ("csv", "parquet")


@dataclass(frozen=True, slots=True)
class Stated:
    """The settings an outcome says it was made by."""

    objective: str
    scope: str
    within: str
    as_of: date | None
    has_rings: bool
    has_limits: bool


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing before anything else can be asked."""
    there = outcome.tables()
    absent = [name for name in SCHEMAS if name not in there and name not in ON_DEMAND]
    return [
        *_entries(outcome.summary),
        *(fault("outcome_incomplete", "the table is missing.", file=name) for name in absent),
        *(finding for name, frame in there.items() for finding in _table(name, frame)),
    ]


def _table(name: str, frame: pl.DataFrame) -> list[Finding]:
    schema = SCHEMAS[name]
    if dict(frame.schema) != schema:
        return [fault("outcome_incomplete", f"its columns are not {', '.join(schema)}.", file=name)]
    blanks = frame.null_count().row(0, named=True)
    return [
        fault("outcome_incomplete", f"{count:,} cells of {column} are blank.", file=name, column=column)
        for column, count in blanks.items()
        if count and column not in _MAY_BE_BLANK.get(name, set())
    ]


def _entries(summary: Mapping[str, Any]) -> list[Finding]:
    as_of, limits = entry(summary, "settings.as_of"), entry(summary, "limits")
    readable = {
        "settings.objective": entry(summary, "settings.objective") in get_args(Objective),
        "settings.scope": entry(summary, "settings.scope") in get_args(Scope),
        "settings.within": isinstance(entry(summary, "settings.within"), str),
        "settings.as_of": as_of is None or day(as_of) is not None,
        "settings.rings": isinstance(entry(summary, "settings.rings"), bool),
        "limits": limits is None or isinstance(entry(limits, "name"), str),
        "obligations.name": isinstance(entry(summary, "obligations.name"), str),
        "units": isinstance(entry(summary, "units"), list),
        "version": isinstance(entry(summary, "version"), str),
    }
    return [
        fault("outcome_incomplete", f"{path} is missing or cannot be read.", file=SUMMARY, column=path)
        for path, is_readable in readable.items()
        if not is_readable
    ]


def stated_settings(summary: Mapping[str, Any]) -> Stated:
    """Return the settings of a summary that `check_shape` found nothing wrong with."""
    settings = summary["settings"]
    return Stated(
        objective=settings["objective"],
        scope=settings["scope"],
        within=settings["within"],
        as_of=day(settings["as_of"]),
        has_rings=settings["rings"],
        has_limits=summary["limits"] is not None,
    )


def check_files(folder: Path, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the files of a written outcome whose content is not what was written."""
    stated = entry(summary, "files")
    if not isinstance(stated, Mapping) or not stated:
        return [fault("outcome_incomplete", "no hashes of files are stated.", file=SUMMARY, column="files")]
    ours = [f"{table}.{kind}" for table in SCHEMAS for kind in _FORMATS]
    there = [name for name in ours if (folder / name).is_file()]
    changed = [name for name in there if stated.get(name) != digest(folder / name)]
    strange = [name for name in stated if name not in there]
    twice = [table for table in SCHEMAS if all(f"{table}.{kind}" in there for kind in _FORMATS)]
    return [
        *(
            fault("name_twice", "the table is there in two files, and one is read.", file=name)
            for name in twice
        ),
        *(fault("file_differs", f"{name} was changed after it was written.", file=name) for name in changed),
        *(fault("file_differs", f"{name!a} is listed and is not there.", file=SUMMARY) for name in strange),
    ]
