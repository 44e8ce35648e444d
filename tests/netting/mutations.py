"""Outcomes of nettings with one fault planted: in a cell, a row, or an entry of the summary.

A mutation is a small lie. `check` must name each one; the few that leave the outcome true (another
valid certificate, say) are told apart by the tests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from samarkand.netting.outcome import Outcome

Path = tuple[str | int, ...]


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
        yield from _table_mutations(outcome, table, frame)
    for path, lie in _in_turns(_entry_lies(outcome.summary)):
        summary = planted(outcome.summary, path, lie)
        what = f"{lie!r}" if lie is not LOST else "lost"
        yield Mutation("outcome.json", 0, ".".join(map(str, path)), what, replace(outcome, summary=summary))


def _table_mutations(outcome: Outcome, table: str, frame: pl.DataFrame) -> Iterator[Mutation]:
    if table in ("rings", "prices"):
        yield Mutation(table, 0, "", "table lost", with_table(outcome, table, None))
    for row in sorted({0, frame.height - 1} if frame.height else ()):
        lost = pl.concat([frame[:row], frame[row + 1 :]])
        yield Mutation(table, row, "", "row lost", with_table(outcome, table, lost))
        doubled = pl.concat([frame, frame[row : row + 1]])
        yield Mutation(table, row, "", "row doubled", with_table(outcome, table, doubled))
        for number, column in enumerate(frame.columns):
            old, new = frame[row, column], _cell_lie(frame, row, number)
            changed = with_cell(frame, row, column, new)
            yield Mutation(table, row, column, f"{old!r} -> {new!r}", with_table(outcome, table, changed))


def _cell_lie(frame: pl.DataFrame, row: int, number: int) -> object:
    """Return a lie for a cell: they take turns, or the tests would take minutes."""
    column = frame.columns[number]
    old = frame[row, column]
    others = [value for value in frame[column] if value != old]
    lies = [*_lies(old), *others[:1], *([None] if old is not None else [])]
    return lies[(row + number) % len(lies)] if lies else date(2026, 2, 3)


def with_cell(frame: pl.DataFrame, row: int, column: str, new: object) -> pl.DataFrame:
    """Return the frame with another value in one cell."""
    cells = [*frame[column][:row], new, *frame[column][row + 1 :]]
    return frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))


def with_table(outcome: Outcome, table: str, frame: pl.DataFrame | None) -> Outcome:
    """Return the outcome with another frame for one table."""
    tables: dict[str, Any] = {table: frame}
    return replace(outcome, **tables)


def _in_turns(lies: Iterator[tuple[Path, object]]) -> Iterator[tuple[Path, object]]:
    """Yield one lie of those of each entry: the first of the first, the second of the second."""
    for number, (path, group) in enumerate(groupby(lies, key=itemgetter(0))):
        of_entry = [lie for _, lie in group]
        yield path, of_entry[number % len(of_entry)]


LOST = object()
"""Stands for an entry that is taken away."""


def planted(holder: Any, path: Path, lie: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return the summary with something else at one path."""
    key, *rest = path
    if isinstance(holder, Mapping):
        others = {name: value for name, value in holder.items() if name != key}
        if not rest and lie is LOST:
            return others
        return {**holder, key: planted(holder[key], tuple(rest), lie) if rest else lie}
    items = list(holder)
    at = int(key)
    if not rest and lie is LOST:
        return items[:at] + items[at + 1 :]
    items[at] = planted(items[at], tuple(rest), lie) if rest else lie
    return items


def _entry_lies(holder: Any, path: Path = ()) -> Iterator[tuple[Path, object]]:  # noqa: ANN401
    """Yield the entries of a summary, and of what they hold, with every lie about them."""
    if path:
        lies = _lies(holder) if not isinstance(holder, Mapping | list) else [{}, [*holder, *holder]]
        yield from (
            (path, lie) for lie in (LOST, *lies, ["no", "such", "thing"], 0 if holder is None else None)
        )
    below = (
        holder.items()
        if isinstance(holder, Mapping)
        else enumerate(holder if isinstance(holder, list) else ())
    )
    for key, value in below:
        yield from _entry_lies(value, (*path, key))


def _lies(old: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON or a cell can hold
    if isinstance(old, bool):
        return [not old, int(old), str(old)]
    if isinstance(old, str):
        number = [str(int(old) + step) for step in (1, -1)] if old.lstrip("-").isdigit() else []
        return [f"{old}?", f"{old} ", *number, *([""] if old else [])]
    if isinstance(old, int):
        return [old + 1, old - 1, 2**62, -(2**62), *([2 * old, -old] if old else [])]
    return [] if old is None else [old + timedelta(days=1)]
