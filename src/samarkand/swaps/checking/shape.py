"""Whether an outcome is whole: the columns of its tables, blanks, settings, and the hashes of its files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import polars as pl

from samarkand.core.finding import Finding
from samarkand.publishing.folder import digest
from samarkand.swaps.checking.entries import SUMMARY, entry, number
from samarkand.swaps.checking.faults import fault
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.settings import Objective

_FORMATS = ("csv", "parquet")


def check_shape(outcome: Outcome) -> list[Finding]:
    """Return what is missing before anything else can be asked."""
    tables = {name: getattr(outcome, name) for name in SCHEMAS}
    return [
        *_entries(outcome.summary),
        *(finding for name, frame in tables.items() for finding in _table(name, frame)),
    ]


def _table(name: str, frame: pl.DataFrame) -> list[Finding]:
    schema = SCHEMAS[name]
    if dict(frame.schema) != schema:
        return [fault("outcome_incomplete", f"its columns are not {', '.join(schema)}.", file=name)]
    blanks = frame.null_count().row(0, named=True)
    return [
        fault("outcome_incomplete", f"{count:,} cells of {column} are blank.", file=name, column=column)
        for column, count in blanks.items()
        if count
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
    return [
        fault("outcome_incomplete", f"{path} is missing or cannot be read.", file=SUMMARY, column=path)
        for path, is_readable in readable.items()
        if not is_readable
    ]


def check_files(folder: Path, summary: Mapping[str, Any]) -> list[Finding]:
    """Return the files of a written outcome whose content is not what was written."""
    stated = entry(summary, "files")
    if not isinstance(stated, Mapping) or not stated:
        return [fault("outcome_incomplete", "no hashes of files are stated.", file=SUMMARY, column="files")]
    there = [
        f"{table}.{kind}" for table in SCHEMAS for kind in _FORMATS if (folder / f"{table}.{kind}").is_file()
    ]
    names = [*there, *(name for name in stated if name not in there)]
    return [
        fault("file_differs", f"{name!a} is not the file that was written.", file=SUMMARY)
        for name in names
        if not isinstance(name, str) or not _is_as_written(folder, name, stated)
    ]


def _is_as_written(folder: Path, name: str, stated: Mapping[str, Any]) -> bool:
    """Tell whether a file of the folder itself has the hash that is stated for it."""
    return Path(name).name == name and bool(stated.get(name)) and stated.get(name) == digest(folder / name)
