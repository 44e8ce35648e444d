"""Whether every trade is one that its traders asked for, and the rings close."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.swaps.checking.evidence import Evidence
from samarkand.swaps.checking.faults import faults

_FILE = "trades"
_ENDS = (("item", "taken", "from_trader"), ("for_item", "given", "to_trader"))
"""The columns of an item, of its row in the lists, and of the trader who must own it."""


def check_items(evidence: Evidence) -> list[Finding]:
    """Return the items of trades that are none, somebody else's, or there twice."""
    owners = evidence.lists.items.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"), "trader")
    findings = []
    for item, row, trader in _ENDS:
        rows = evidence.trades.join(owners, left_on=row, right_on="row", how="left", maintain_order="left")
        unknown = rows.filter(pl.col(row).is_null())
        other = rows.filter(pl.col("trader").is_not_null(), pl.col("trader") != pl.col(trader))
        twice = rows.filter(pl.col(item).is_duplicated(), ~pl.col(item).is_first_distinct())
        findings += [
            *faults("unknown_item", unknown, partial(_say_unknown, item), file=_FILE, column=item),
            *faults("trader_differs", other, partial(_say_owner, item, trader), file=_FILE, column=trader),
            *faults("item_twice", twice, partial(_say_twice, item), file=_FILE, column=item),
        ]
    return findings


def _say_unknown(column: str, row: dict[str, Any]) -> str:
    return f"{_place(row)}: there is no item {row[column]!a}."


def _say_owner(item: str, trader: str, row: dict[str, Any]) -> str:
    return f"{_place(row)}: {row[item]!a} is said to be {row[trader]!a}'s, it is {row['trader']!a}'s."


def _say_twice(column: str, row: dict[str, Any]) -> str:
    doing = "changes hands" if column == "item" else "is given up"
    return f"{_place(row)}: {row[column]!a} {doing} a second time."


def check_wants(evidence: Evidence) -> list[Finding]:
    """Return the trades in which somebody gets his own item, or what he did not ask for in return."""
    himself = (pl.col("item") == pl.col("for_item")) | (
        (pl.col("from_trader") == pl.col("to_trader")) & (pl.col("from_trader") != "")
    )
    missing = pl.DataFrame(evidence.ways.missing, schema={"given": pl.Int64, "taken": pl.Int64}, orient="row")
    unasked = evidence.trades.join(missing, on=["given", "taken"], how="semi", maintain_order="left")
    own = evidence.trades.filter(himself)
    return [
        *faults("trade_with_himself", own, _say_himself, file=_FILE, column="to_trader"),
        *faults("want_missing", unasked, _say_unasked, file=_FILE, column="for_item"),
    ]


def _say_himself(row: dict[str, Any]) -> str:
    return f"{_place(row)}: {row['to_trader']!a} gets his own {row['item']!a}."


def _say_unasked(row: dict[str, Any]) -> str:
    return f"{_place(row)}: {row['to_trader']!a} did not offer {row['for_item']!a} for {row['item']!a}."


def check_rings(evidence: Evidence) -> list[Finding]:
    """Return the steps out of place, the rings that do not close, and those that are too long."""
    steps = evidence.trades.sort("ring", "step", maintain_order=True)
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("ring")
    following = pl.coalesce(pl.col("item").shift(-1).over("ring"), pl.col("item").first().over("ring"))
    judged = {
        "ring": pl.col("ring").rank("dense").cast(pl.Int64) != pl.col("ring"),
        "step": place != pl.col("step"),
        "for_item": pl.col("for_item") != following,
    }
    findings = []
    for column, is_wrong in judged.items():
        wrong = steps.filter(is_wrong)
        findings += faults("ring_broken", wrong, partial(_say_step, column), file=_FILE, column=column)
    return [*findings, *_too_long(evidence, steps)]


def _too_long(evidence: Evidence, steps: pl.DataFrame) -> list[Finding]:
    if not evidence.max_ring:
        return []
    rings = steps.group_by("ring", maintain_order=True).len("items")
    long = rings.filter(pl.col("items") > evidence.max_ring)
    say = partial(_say_long, evidence.max_ring)
    return faults("ring_too_long", long, say, file=_FILE, column="ring")


def _say_long(most: int, row: dict[str, Any]) -> str:
    return f"ring {row['ring']} has {row['items']:,} items, {most} are allowed."


def _say_step(column: str, row: dict[str, Any]) -> str:
    return f"{_place(row)}: {column} cannot be {row[column]!a}."


def _place(row: dict[str, Any]) -> str:
    return f"ring {row['ring']}, step {row['step']}"
