"""Lies to plant in an outcome, by name: what a test is about can be read in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.check import check
from samarkand.netting.outcome import SCHEMAS, Outcome
from tests.netting.mutations import planted, with_table
from tests.netting.nettings import NETTINGS, outcome_of

Fault = Callable[[Outcome], Outcome]
"""Makes a false outcome of a true one."""


def codes(findings: list[Finding]) -> set[str]:
    """Return the codes of findings."""
    return {finding.code for finding in findings}


def checked(name: str, lie: Fault) -> list[Finding]:
    """Return what is found in one of the nettings with a lie in its outcome."""
    netting = NETTINGS[name]
    return check(netting.obligations, lie(outcome_of(name)), netting.limits)


def changed(table: str, row: int, **cells: Any) -> Fault:  # noqa: ANN401 - any cell of any table
    """Return the lie that changes cells of one row."""

    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        rows[row] |= cells
        return with_rows(outcome, table, rows)

    return lie


def dropped(table: str, row: int) -> Fault:
    """Return the lie that leaves one row out."""

    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return with_rows(outcome, table, rows[:row] + rows[row + 1 :])

    return lie


def doubled(table: str, row: int) -> Fault:
    """Return the lie that lists one row twice."""

    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return with_rows(outcome, table, [*rows, rows[row]])

    return lie


def with_rows(outcome: Outcome, table: str, rows: list[dict[str, Any]]) -> Outcome:
    """Return the outcome with other rows in one table."""
    return with_table(outcome, table, pl.DataFrame(rows, schema=SCHEMAS[table], orient="row"))


def stated(*path: str | int, to: object) -> Fault:
    """Return the lie that says something else at one path of the summary."""
    return lambda outcome: replace(outcome, summary=planted(outcome.summary, path, to))


def shifted(first: int, second: int, amount: int) -> Fault:
    """Return the lie that moves set-off from one notice to another."""

    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.set_off_notices.to_dicts()
        for row, more in ((rows[first], amount), (rows[second], -amount)):
            row["set_off"] += more
            row["remainder"] -= more
        return with_rows(outcome, "set_off_notices", rows)

    return lie


def prices_of(outcome: Outcome) -> pl.DataFrame:
    """Return the prices of an outcome in rings of three."""
    if outcome.prices is None:
        raise ValueError("this outcome has no prices")
    return outcome.prices
