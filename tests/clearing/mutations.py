"""Outcomes with one fault planted: every way to change one cell, and to lose, double or swap rows.

A mutation is a small lie. `check` must name each one; the few that leave the outcome true (another
valid certificate, say) are told apart by the tests.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from samarkand.clearing.outcome import Outcome

_STEPS = (1, -1)

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


def summary_mutations(outcome: Outcome) -> Iterator[Mutation]:
    """Yield the outcome with one entry of its summary changed at a time, each to something it could be."""
    for path, old in _entries(outcome.summary):
        for lie in _entry_lies(".".join(map(str, path)), old):
            summary = _planted(outcome.summary, path, lie)
            place = ".".join("*" if isinstance(key, int) else key for key in path)
            yield Mutation("", 0, place, f"{old!r} -> {lie!r}", replace(outcome, summary=summary))


def _entries(holder: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every entry that holds no others, and every list."""
    if isinstance(holder, list):
        yield path, holder
    if isinstance(holder, Mapping | list):
        for key, value in holder.items() if isinstance(holder, Mapping) else enumerate(holder):
            yield from _entries(value, (*path, key))
    else:
        yield path, holder


_OTHERS: dict[str, list[object]] = {
    "settings.unit": ["PKR", "XAU"],
    "settings.anchor_hs": ["9999"],
    "settings.as_of": ["2020-01-01", "2999-12-31"],
    "settings.leg_failure": ["0.123456"],
    "settings.max_parties": [2, 7],
    "settings.smallest_leg": ["1.00", "99000000.00", "-1.00"],
    "settings.smallest_deal": ["1.00", "99000000.00", "-1.00"],
    "settings.terms": ["listed"],
    "status": ["nothing_cleared"],
    "terms.method": ["listed"],
    "certificate.objective": ["expected value"],
}
"""What a few entries could be, where one more or another letter would not do."""


def _entry_lies(path: str, old: object) -> list[object]:
    if path in _OTHERS:
        return [lie for lie in _OTHERS[path] if lie != old]
    if isinstance(old, list):
        return [old[:-1], [*old, old[-1]]] if old else [[{}]]
    if isinstance(old, str) and _MONEY.fullmatch(old):
        hundredths = int(old.replace(".", ""))
        return [f"{(hundredths + 1) // 100}.{(hundredths + 1) % 100:02d}", f"-{old}"]
    if isinstance(old, str):
        return [f"{old}0" if old.isdigit() else f"{old}?", ""]
    if isinstance(old, float):
        return [old + 0.25]
    return [old + 1] if isinstance(old, int) else []


_MONEY = re.compile(r"[0-9]+[.][0-9]{2}")


def _planted(holder: Any, path: Path, lie: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    key, *rest = path
    if isinstance(holder, Mapping):
        return {**holder, key: _planted(holder[key], tuple(rest), lie) if rest else lie}
    items = list(holder)
    items[int(key)] = _planted(items[int(key)], tuple(rest), lie) if rest else lie
    return items


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
