"""Outcomes with one fault planted: every way to change one cell, and to lose, double or swap rows.

A mutation is a small lie. `check` must name each one; the few that leave the outcome true (another
valid certificate, say) are told apart by the tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from samarkand.clearing.outcome import Outcome

_STEPS = (1, -1)


@dataclass(frozen=True, slots=True)
class Mutation:
    """What was changed, and the outcome that holds the lie."""

    table: str
    row: int
    column: str
    what: str
    outcome: Outcome

    def __str__(self) -> str:
        """Return where and what, for a failing test."""
        return f"{self.table}[{self.row}].{self.column}: {self.what}"


def mutations(outcome: Outcome) -> Iterator[Mutation]:
    """Yield the outcome with one fault at a time."""
    for table, frame in outcome.tables().items():
        for row in _chosen(frame.height):
            yield from _row_mutations(outcome, table, frame, row)
            for number, column in enumerate(frame.columns):
                yield from _cell_mutations(outcome, table, frame, (row, number, column))


def _chosen(height: int) -> list[int]:
    """Return the first row and the last: the rows of a table are alike, and every check takes its time."""
    return sorted({0, height - 1}) if height else []


def _row_mutations(outcome: Outcome, table: str, frame: pl.DataFrame, row: int) -> Iterator[Mutation]:
    lost = pl.concat([frame[:row], frame[row + 1 :]])
    yield Mutation(table, row, "", "row lost", _with(outcome, table, lost))
    doubled = pl.concat([frame, frame[row : row + 1]])
    yield Mutation(table, row, "", "row doubled", _with(outcome, table, doubled))


def _cell_mutations(
    outcome: Outcome, table: str, frame: pl.DataFrame, cell: tuple[int, int, str]
) -> Iterator[Mutation]:
    row, number, column = cell
    old = frame[row, column]
    others = [value for value in frame[column] if value != old]
    # Not every lie at every cell, or the tests would take minutes: cells of a column take turns.
    lies = _lies(old, others)
    what, new = lies[(row + number) % len(lies)]
    cells = [*frame[column][:row], new, *frame[column][row + 1 :]]
    changed = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
    yield Mutation(table, row, column, f"{old!r} -> {new!r} ({what})", _with(outcome, table, changed))


def _with(outcome: Outcome, table: str, frame: pl.DataFrame) -> Outcome:
    tables: dict[str, Any] = {table: frame}
    return replace(outcome, **tables)


def _lies(old: str | float | None, others: list[Any]) -> list[tuple[str, Any]]:
    swapped = [("that of another row", others[0])] if others else []
    if isinstance(old, str):
        return [("renamed", f"{old}?"), *swapped, *([("blanked", "")] if old else [])]
    if old is None:
        return [("filled", 1), *swapped]
    doubled = [("doubled", 2 * old)] if old else []
    return [*((f"{step:+}", old + step) for step in _STEPS), *doubled, *swapped, ("blanked", None)]
