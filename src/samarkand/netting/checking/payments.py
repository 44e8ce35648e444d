"""Whether the payments of the residual settle what is left, and are as few as is said."""

from functools import partial
from typing import Any

import numpy as np
import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import faults
from samarkand.netting.checking.fewest import MOST_OPEN, fewest_payments
from samarkand.netting.checking.listing import NODE, by_name, numbered
from samarkand.netting.checking.numbers import amount_text, wide

_FILE = "residual"
_AT_ONCE = 2**20


def check_payments(evidence: Evidence) -> list[Finding]:
    """Return the payments that cannot be, and the parties they do not settle."""
    rows = _numbered(evidence)
    strange = rows.filter(pl.col("from").is_null() | pl.col("to").is_null())
    empty = rows.filter((pl.col("amount") <= 0) | (pl.col("from") == pl.col("to")))
    return [
        *faults("unknown_name", strange, _say_payment, file=_FILE, column="payer"),
        *faults("residual_differs", empty, _say_payment, file=_FILE, column="amount"),
        *_unsettled(evidence, rows),
    ]


def _numbered(evidence: Evidence) -> pl.DataFrame:
    return numbered(evidence.numbers, evidence.outcome.residual, **{"from": "payer", "to": "payee"})


def _say_payment(row: dict[str, Any]) -> str:
    words = by_name(("payer", "payee", "unit", "group"))(row)
    return f"{words}: the payer or the payee is not there, or they are one, or nothing is paid."


def _unsettled(evidence: Evidence, rows: pl.DataFrame) -> list[Finding]:
    """Return the parties that are paid less what they pay is not what they are due less what they owe."""
    moves = pl.concat(
        [rows.select(node="from", paid=0 - wide("amount")), rows.select(node="to", paid=wide("amount"))]
    )
    sums = moves.drop_nulls("node").group_by("node").agg(pl.col("paid").sum())
    left = pl.col("due_after") - pl.col("owed_after")
    both = evidence.nodes.with_columns(left=left).join(sums, on="node", how="left", maintain_order="left")
    wrong = both.filter(pl.col("paid").fill_null(0) != pl.col("left"))
    return faults("residual_differs", wrong, partial(_say_unsettled, evidence), file=_FILE, column="amount")


def _say_unsettled(evidence: Evidence, row: dict[str, Any]) -> str:
    decimals = evidence.obligations.decimals
    paid, left = amount_text(row["paid"] or 0, decimals), amount_text(row["left"], decimals)
    return f"{by_name(NODE)(row)}: it is paid {paid} net, what is left is {left}."


def least_payments(evidence: Evidence) -> dict[int, tuple[int, int]]:
    """Return, by unit, two numbers of payments that no way of settling can go below.

    The first is, in each unit and group, the greater of those who pay and those who are paid. For the
    second, no smaller, all sets of those who are left with something are gone through where they
    are few and the stated payments are more than the first.
    """
    blocks = _open_blocks(evidence)
    least = blocks["simple"].to_numpy().copy()
    worth = blocks.select(
        (pl.col("payments") > pl.col("simple")) & (pl.col("left").list.len() <= MOST_OPEN)
    ).to_series()
    for size in blocks.filter(worth)["left"].list.len().unique().sort():
        at = blocks.select((worth & (pl.col("left").list.len() == size)).arg_true()).to_series().to_numpy()
        for part in np.array_split(at, max(1, len(at) * 2**size // _AT_ONCE)):
            left = np.array(blocks["left"].gather(part).to_list(), np.int64)
            least[part] = fewest_payments(left)
    sums = (
        blocks.with_columns(least=pl.Series(least)).group_by("unit_no").agg(pl.col("simple", "least").sum())
    )
    return {unit: (simple, all_sets) for unit, simple, all_sets in sums.iter_rows()}


def _open_blocks(evidence: Evidence) -> pl.DataFrame:
    """Return the blocks with something left: unit_no, ``left`` by party, ``simple`` bound, payments."""
    left = pl.col("due_after") - pl.col("owed_after")
    parties = evidence.nodes.select("block_no", "unit_no", left=left).filter(pl.col("left") != 0)
    blocks = parties.group_by("block_no", "unit_no").agg(
        "left",
        simple=pl.max_horizontal((pl.col("left") < 0).sum(), (pl.col("left") > 0).sum()).cast(pl.Int64),
    )
    names = evidence.numbers.blocks.select("unit", "group", "block_no")
    stated = evidence.outcome.residual.join(names, on=["unit", "group"])
    counted = stated.group_by("block_no").agg(payments=pl.len().cast(pl.Int64))
    blocks = blocks.join(counted, on="block_no", how="left").with_columns(pl.col("payments").fill_null(0))
    return blocks.sort("block_no")
