"""How the faults of an outcome are told: by the codes of a catalogue, one by one up to a number."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, get_args

import polars as pl

from samarkand.core.finding import Finding
from samarkand.publishing.entries import agrees, entry, shown
from samarkand.publishing.folder import PAGE, SUMMARY, digest
from samarkand.publishing.shape import Shape, misshapen, undeclared
from samarkand.publishing.tables import Format, Schema

CAP = 20
"""So many findings of one kind are told one by one; the rest are counted."""

OF_EVERY_KIND: Mapping[str, tuple[str, str]] = {
    "entry_unknown": (
        "outcome.json has an entry that no outcome of its kind has.",
        "Fetch the outcome again from whoever published it, or make it anew.",
    ),
    "page_differs": (
        "report.html, or a text beside it, is not what this program makes of the outcome.",
        "Draw the page anew: samarkand report OUTCOME. Make the outcome anew for another text.",
    ),
    "version_differs": (
        "Another version of the program is said to have made the outcome.",
        "Its numbers are proven all the same; that version draws the same page.",
    ),
}
"""Codes that every kind of outcome can have."""

Say = Callable[[dict[str, Any]], str]
"""Makes a sentence from a row."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Tells the faults of one catalogue: code -> what it means and what to do about it.

    ``source`` names what the truth was worked out from.
    """

    catalogue: Mapping[str, tuple[str, str]]
    source: str

    def fault(self, code: str, message: str, *, file: str = "", column: str = "", value: str = "") -> Finding:
        """Return one finding of the catalogue."""
        return Finding(code, message, self.catalogue[code][1], file=file, column=column, value=value)

    def faults(
        self, code: str, rows: pl.DataFrame, say: Say, *, file: str, column: str = ""
    ) -> list[Finding]:
        """Return a finding for each of the first rows, and one that counts the others."""
        told = [
            self.fault(code, say(row), file=file, column=column)
            for row in rows.head(CAP).iter_rows(named=True)
        ]
        if rows.height > CAP:
            more = f"and {rows.height - CAP:,} more of this kind."
            told.append(self.fault(code, more, file=file, column=column))
        return told

    def wrong_cells(
        self,
        code: str,
        rows: pl.DataFrame,
        columns: Mapping[str, Callable[[Any], str]],
        subject: Say,
        *,
        file: str,
    ) -> list[Finding]:
        """Return a finding for each cell of ``columns`` that is not what its column ``true_...`` holds.

        ``columns`` gives for each how a person reads it; ``subject`` says which row it is.
        """
        findings = []
        for column, show in columns.items():
            wrong = rows.filter(pl.col(column) != pl.col(f"true_{column}"))
            say = partial(self._say_cell, column, show, subject)
            findings += self.faults(code, wrong, say, file=file, column=column)
        return findings

    def _say_cell(self, column: str, show: Callable[[Any], str], subject: Say, row: dict[str, Any]) -> str:
        stated, true = show(row[column]), show(row[f"true_{column}"])
        return f"{subject(row)}: {column} is stated as {stated}, by {self.source} it is {true}."

    def wrong_entries(
        self, holder: object, true: Mapping[str, object], codes: Mapping[str, str], where: str = ""
    ) -> list[Finding]:
        """Return a finding for each entry of outcome.json that is not what it must be.

        ``true`` gives the entries by path, ``codes`` the code of a fault by the first word of the path
        ("" for all others), ``where`` what the paths are below.
        """
        return [
            self.fault(
                codes.get(path.partition(".")[0], codes[""]),
                f"{path} is stated as {shown(entry(holder, path))}, it must be {shown(right)}.",
                file=SUMMARY,
                column=f"{where}{path}",
            )
            for path, right in true.items()
            if not agrees(entry(holder, path), right)
        ]

    def misshapen_entries(self, summary: object, shape: Shape) -> list[Finding]:
        """Return a finding for each entry that is missing or holds something else than it must."""
        return self._capped("outcome_incomplete", misshapen(summary, shape))

    def undeclared_entries(self, summary: object, shape: Shape) -> list[Finding]:
        """Return a finding for each entry that no outcome of this kind has."""
        unknown = ((path, "no outcome of this kind has it") for path in undeclared(summary, shape))
        return self._capped("entry_unknown", unknown)

    def _capped(self, code: str, told: Iterable[tuple[str, str]]) -> list[Finding]:
        every = list(told)
        findings = [
            self.fault(code, f"{path or SUMMARY}: {what}.", file=SUMMARY, column=path)
            for path, what in every[:CAP]
        ]
        if len(every) > CAP:
            findings.append(self.fault(code, f"and {len(every) - CAP:,} more of this kind.", file=SUMMARY))
        return findings

    def unreadable_entries(self, readable: Mapping[str, bool]) -> list[Finding]:
        """Return a finding for each entry, by its path, that is not readable."""
        return [
            self.fault(
                "outcome_incomplete", f"{path} is missing or cannot be read.", file=SUMMARY, column=path
            )
            for path, is_readable in readable.items()
            if not is_readable
        ]

    def broken_table(
        self, name: str, frame: pl.DataFrame, schema: Schema, may_be_blank: Collection[str] = ()
    ) -> list[Finding]:
        """Return what a table lacks of its schema: columns, or cells that are blank and must not be."""
        if dict(frame.schema) != dict(schema):
            return [self.fault("outcome_incomplete", f"its columns are not {', '.join(schema)}.", file=name)]
        blanks = frame.null_count().row(0, named=True)
        return [
            self.fault(
                "outcome_incomplete", f"{count:,} cells of {column} are blank.", file=name, column=column
            )
            for column, count in blanks.items()
            if count and column not in may_be_blank
        ]

    def changed_page(
        self, folder: Path, drawn: Iterable[Callable[[], str]], name: str = PAGE
    ) -> list[Finding]:
        """Return a finding where the page, or another text, of the folder is none of those drawn anew.

        It may be missing. ``drawn`` draws what it may be, from an outcome that was found true: names come
        from the input, and a page may have been written without it.
        """
        path = folder / name
        if not path.is_file():
            return []
        stated = path.read_bytes()
        if any(stated == draw().encode() for draw in drawn):
            return []
        message = "it is not drawn from this outcome: what it shows is not what was checked."
        return [self.fault("page_differs", message, file=name)]

    def other_version(self, summary: object) -> list[Finding]:
        """Return a warning where another version of the program is said to have made the outcome."""
        stated, own = entry(summary, "version"), metadata.version("samarkand")
        if stated == own:
            return []
        message = f"version {shown(stated)} is said to have made it, this is {own}."
        return [
            replace(
                self.fault("version_differs", message, file=SUMMARY, column="version"), severity="warning"
            )
        ]

    def changed_files(self, folder: Path, summary: object, tables: Iterable[str]) -> list[Finding]:
        """Return the tables' files that are not as they were written, by the hashes the summary states."""
        stated = entry(summary, "files")
        if not isinstance(stated, Mapping) or not stated:
            message = "no hashes of files are stated."
            return [self.fault("outcome_incomplete", message, file=SUMMARY, column="files")]
        files = {table: [f"{table}.{kind}" for kind in get_args(Format)] for table in tables}
        there = {
            table: [name for name in names if (folder / name).is_file()] for table, names in files.items()
        }
        ours = [name for names in there.values() for name in names]
        changed = [name for name in ours if stated.get(name) != digest(folder / name)]
        told = [
            (names[0], f"{names[1]} is there beside it, and one is read.")
            for names in there.values()
            if names[1:]
        ]
        told += [(name, f"{name} was changed after it was written.") for name in changed]
        told += [(SUMMARY, f"{name!a} is listed and is not there.") for name in stated if name not in ours]
        return [self.fault("file_differs", message, file=file) for file, message in told]
