"""Whether an outcome is whole: its tables, their columns and blanks, and the settings it was made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.faults import FAULTS, fault
from samarkand.netting.checking.summary_shape import SUMMARY
from samarkand.netting.outcome import ON_DEMAND, SCHEMAS, Outcome
from samarkand.netting.settings import Objective, Scope
from samarkand.publishing.entries import day, entry

_MAY_BE_BLANK = {"set_off_notices": {"due"}}


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
        *(found for name, frame in there.items() for found in _broken(name, frame)),
    ]


def _broken(name: str, frame: pl.DataFrame) -> list[Finding]:
    return FAULTS.broken_table(name, frame, SCHEMAS[name], _MAY_BE_BLANK.get(name, ()))


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
    return FAULTS.unreadable_entries(readable)


def check_entries(summary: Mapping[str, Any]) -> list[Finding]:
    """Return the entries of the summary that no outcome of a netting has."""
    return FAULTS.undeclared_entries(summary, SUMMARY)


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
    return FAULTS.changed_files(folder, summary, SCHEMAS)
