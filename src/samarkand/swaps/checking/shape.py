"""Whether an outcome is whole: the columns of its tables, blanks, settings, and the hashes of its files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from samarkand.core.finding import Finding
from samarkand.publishing.entries import entry, number
from samarkand.swaps.checking.faults import FAULTS
from samarkand.swaps.checking.summary_shape import SUMMARY
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.settings import Objective


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing before anything else can be asked."""
    tables = {name: getattr(outcome, name) for name in SCHEMAS}
    return [
        *_entries(outcome.summary),
        *(
            found
            for name, frame in tables.items()
            for found in FAULTS.broken_table(name, frame, SCHEMAS[name])
        ),
    ]


def _entries(summary: Mapping[str, Any]) -> list[Finding]:
    longest = number(summary, "settings.max_ring")
    readable = {
        "settings.objective": entry(summary, "settings.objective") in get_args(Objective),
        "settings.max_ring": longest is not None and (longest == 0 or longest > 1),
        "lists.name": isinstance(entry(summary, "lists.name"), str),
        "version": isinstance(entry(summary, "version"), str),
        "method": isinstance(entry(summary, "method"), str),
        "bound.items": number(summary, "bound.items") is not None,
        "bound.traders": number(summary, "bound.traders") is not None,
    }
    return FAULTS.unreadable_entries(readable)


def check_entries(summary: Mapping[str, Any]) -> list[Finding]:
    """Return the entries of the summary that no outcome of a trade has."""
    return FAULTS.undeclared_entries(summary, SUMMARY)


def check_files(folder: Path, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the files of a written outcome whose content is not what was written."""
    return FAULTS.changed_files(folder, summary, SCHEMAS)
