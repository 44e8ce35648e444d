"""What netting starts from: obligations, and the credit limits of those who joined a clearing house."""

from dataclasses import dataclass, replace

import polars as pl

from samarkand.book.schema import Column, Kind, Table

OBLIGATIONS = Table(
    "obligations",
    "What companies owe each other.",
    (
        Column("debtor", Kind.CODE, "who owes", required=True),
        Column("creditor", Kind.CODE, "who is owed", required=True),
        Column("amount", Kind.AMOUNT, "how much is owed", required=True),
        Column("obligation", Kind.CODE, "identifier; the number of the row if blank"),
        Column("unit", Kind.CODE, "what the amount counts: a currency, a unit of goods", default=""),
        Column("due", Kind.DATE, "day it falls due; the oldest is set off first"),
        Column("weight", Kind.COUNT, "how much setting off one unit of it counts, 1 or more", default=1),
    ),
    key="obligation",
    required=True,
)

CREDIT_LIMITS = Table(
    "limits",
    "Who may owe the clearing house, and how much.",
    (
        Column("party", Kind.CODE, "a member of the clearing house", required=True),
        Column("limit", Kind.AMOUNT, "the most it may owe the house", default=0),
        Column("hold", Kind.AMOUNT, "the most the house may owe it; any amount if blank"),
        Column("unit", Kind.CODE, "as in the obligations", default=""),
    ),
    required=True,
)


def obligations_table(within: str = "") -> Table:
    """Return the table of obligations; the column ``within`` keeps apart what may not be mixed."""
    return _with_group(OBLIGATIONS, within)


def limits_table(within: str = "") -> Table:
    """Return the table of credit limits, which say their group where obligations are kept in groups."""
    return _with_group(CREDIT_LIMITS, within)


def _with_group(table: Table, within: str) -> Table:
    if not within or any(column.name == within for column in table.columns):
        return table
    group = Column(within, Kind.CODE, "obligations are set off only inside one of these", required=True)
    return replace(table, columns=(*table.columns, group))


@dataclass(frozen=True, slots=True)
class Obligations:
    """Obligations that passed every check.

    ``frame`` has a row for each: obligation, debtor, creditor, amount, unit, due, weight, group.
    Amounts and weights are positive whole numbers, amounts in the minor unit: ``decimals`` decimals
    of the unit. ``due`` may be null. ``group`` is what the column named ``within`` holds, blank where
    none is named. No party owes itself, no identifier stands twice, and the sums of amounts, and of
    amounts times weights, fit 64 bits.
    """

    frame: pl.DataFrame
    decimals: int
    within: str = ""
    name: str = "obligations"


@dataclass(frozen=True, slots=True)
class CreditLimits:
    """The members of a clearing house: party, unit, group, limit, hold, each member once.

    Amounts are in the minor unit of the obligations they were read for; a null ``hold`` is no bound.
    """

    frame: pl.DataFrame
    name: str = "limits"
