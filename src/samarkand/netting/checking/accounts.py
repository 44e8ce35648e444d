"""Whether everyone's debts fall by as much as its claims, and the positions say so."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import faults, wrong_cells
from samarkand.netting.checking.listing import NODE, by_name, check_listed, numbered
from samarkand.netting.checking.numbers import amount_text

_CELLS = ("owed_before", "due_before", "net_before", "owed_after", "due_after", "house", "net_after")
_named = by_name(NODE)


def check_conservation(evidence: Evidence) -> list[Finding]:
    """Return the parties whose debts and claims do not fall alike, where no house may take the difference.

    What a clearing house must owe a party is what its claims fall by, less what its debts fall by.
    Over a unit and group that adds up to nothing by itself: every set-off is in both.
    """
    moved = evidence.nodes.filter(pl.col("house") != 0)
    rows = moved.join(evidence.members.select("node", "limit", "hold"), on="node", how="left")
    strangers = rows.filter(pl.col("limit").is_null()).sort("node")
    over = rows.filter((-pl.col("house") > pl.col("limit")) | (pl.col("house") > pl.col("hold"))).sort("node")
    told = (("set_off_unbalanced", strangers), ("credit_exceeded", over))
    say = partial(_say_moved, evidence)
    return [
        finding
        for code, wrong in told
        for finding in faults(code, wrong, say, file="set_off_notices", column="set_off")
    ]


def _say_moved(evidence: Evidence, row: dict[str, Any]) -> str:
    decimals = evidence.obligations.decimals
    owed = amount_text(row["owed_before"] - row["owed_after"], decimals)
    due = amount_text(row["due_before"] - row["due_after"], decimals)
    limit, hold = (amount_text(row[name], decimals) for name in ("limit", "hold"))
    allowed = "" if row["limit"] is None else f" It may owe the house {limit} and be owed {hold}."
    return f"{_named(row)}: its debts fall by {owed}, its claims by {due}.{allowed}"


def check_positions(evidence: Evidence) -> list[Finding]:
    """Return the rows of the positions table that the obligations and the set-offs do not bear out."""
    stated, nodes = evidence.outcome.positions, evidence.nodes
    true = nodes.with_columns(
        net_before=pl.col("due_before") - pl.col("owed_before"),
        net_after=pl.col("due_after") - pl.col("owed_after") + pl.col("house"),
    ).select(pl.col(_CELLS).name.prefix("true_"))
    both = numbered(evidence.numbers, stated, node="party").drop_nulls("node")
    both = both.with_columns(true.select(pl.all().gather(both["node"])))
    show = partial(amount_text, decimals=evidence.obligations.decimals)
    return [
        *check_listed(stated, nodes.select(NODE), NODE, file="positions"),
        *wrong_cells("position_differs", both, dict.fromkeys(_CELLS, show), _named, file="positions"),
    ]
