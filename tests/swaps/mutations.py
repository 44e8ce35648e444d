"""Outcomes of want-list trades with one fault planted: in a cell, a row, or an entry of the summary.

A mutation is a small lie. `check` must name each one; the few that leave the outcome true are told apart
by the tests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from samarkand.swaps.outcome import SCHEMAS, Outcome

Path = tuple[str, ...]
LOST = object()
"""Stands for an entry that is taken away."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What was changed, and the outcome that holds the lie."""

    place: str
    what: str
    outcome: Outcome

    def __str__(self) -> str:
        """Return where and what, for a failing test."""
        return f"{self.place}: {self.what}"


def mutations(outcome: Outcome) -> Iterator[Mutation]:
    """Yield the outcome with one fault at a time."""
    for table in SCHEMAS:
        yield from _table_mutations(outcome, table)
    for path, old in _entries(outcome.summary):
        for lie in (LOST, *_lies(old), [old], None):
            summary = _planted(outcome.summary, path, lie)
            what = "lost" if lie is LOST else repr(lie)
            yield Mutation(".".join(path), what, replace(outcome, summary=summary))


def _table_mutations(outcome: Outcome, table: str) -> Iterator[Mutation]:
    frame: pl.DataFrame = getattr(outcome, table)
    for row in range(frame.height):
        lost = pl.concat([frame[:row], frame[row + 1 :]])
        yield _with(outcome, table, f"[{row}]", "lost", lost)
        yield _with(outcome, table, f"[{row}]", "doubled", pl.concat([frame, frame[row : row + 1]]))
        for column in frame.columns:
            old = frame[row, column]
            others = [value for value in frame[column].unique(maintain_order=True) if value != old]
            for new in (*_lies(old), *others[:3], None):
                cells = [*frame[column][:row], new, *frame[column][row + 1 :]]
                changed = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
                yield _with(outcome, table, f"[{row}].{column}", f"{old!r} -> {new!r}", changed)


def _with(outcome: Outcome, table: str, place: str, what: str, frame: pl.DataFrame) -> Mutation:
    tables: dict[str, Any] = {table: frame}
    return Mutation(f"{table}{place}", what, replace(outcome, **tables))


def _entries(holder: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the entries of a summary, and of what they hold."""
    for key, value in holder.items():
        yield (*path, key), value
        if isinstance(value, Mapping):
            yield from _entries(value, (*path, key))


def _planted(holder: Mapping[str, Any], path: Path, lie: object) -> dict[str, Any]:
    """Return the summary with something else at one path."""
    key, *rest = path
    if rest:
        return {**holder, key: _planted(holder[key], tuple(rest), lie)}
    others = {name: value for name, value in holder.items() if name != key}
    return others if lie is LOST else {**others, key: lie}


def _lies(old: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON or a cell can hold
    if isinstance(old, bool):
        return [not old, int(old)]
    if isinstance(old, str):
        return [f"{old}?", f"{old} ", *([""] if old else [])]
    if isinstance(old, int):
        return [old + 1, old - 1, 2**62, -(2**62), str(old)][: 4 if old else 5]
    return [{}] if old else [{"2": 1}]
