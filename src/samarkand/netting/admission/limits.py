"""Checks of credit limits: each member once, and with obligations the limit can help to set off."""

from collections.abc import Iterator

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.columns import CheckedTable
from samarkand.book.fault import Fault
from samarkand.book.names import closest, normal_name, plain
from samarkand.core.finding import Finding
from samarkand.netting.obligations import Obligations

MEMBER = ("party", "unit", "group")
"""What tells members apart: a party is one in each unit and group."""


def limit_is_there(table: CheckedTable) -> Iterator[Finding]:
    """Find files without limits: a member may have none, but not every member."""
    strangers = [header for header in table.raw.frame.columns if header not in table.headers.values()]
    misspelt = any(closest(normal_name(plain(header)), ["limit"]) for header in strangers)
    if table.headers and "limit" not in table.headers and not misspelt:
        message = "limits has no column limit (the most each may owe the house)."
        line = table.raw.first_line - 1
        yield finding("column_missing", message, file=table.raw.file, row=line, column="limit")


def member_once(table: CheckedTable) -> Iterator[Fault]:
    """Find members that stand in an earlier row too."""
    members = table.frame.select(member=pl.struct(MEMBER))["member"]
    again = ~members.is_first_distinct() & table.frame["party"].is_not_null()
    yield Fault("member_twice", again, "{} is a member in an earlier row too.".format, column="party")


def member_has_obligations(
    table: CheckedTable, is_known: pl.Series, obligations: Obligations
) -> Iterator[Fault]:
    """Find members without any obligation, in their unit and group where there are such."""
    there = [name for name in ("unit", "group") if (obligations.frame[name] != "").any()]
    where = f" in this {' and '.join(there)}" if there else ""
    is_whole = table.frame.select(pl.all_horizontal(pl.col(MEMBER).is_not_null())).to_series()
    unknown = ~is_known & is_whole
    said = f"{{}} neither owes nor is owed anything{where}.".format
    yield Fault("member_without_obligations", unknown, said, column="party")


def are_known(members: pl.DataFrame, obligations: pl.DataFrame) -> pl.Series:
    """Return which members owe or are owed something in their unit and group."""
    numbered = members.with_row_index("row")
    known = [
        numbered.join(obligations, left_on=MEMBER, right_on=(side, "unit", "group"), how="semi")["row"]
        for side in ("debtor", "creditor")
    ]
    return numbered["row"].is_in(pl.concat(known).implode())
