"""How the faults of an outcome are told: by the codes of a catalogue, one by one up to a number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding

CAP = 20
"""So many findings of one kind are told one by one; the rest are counted."""

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
