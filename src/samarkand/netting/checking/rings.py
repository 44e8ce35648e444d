"""Whether every ring of the rings table is one, and the rings add up to the set-offs."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import faults
from samarkand.netting.checking.listing import numbered
from samarkand.netting.checking.numbers import amount_text, wide
from samarkand.netting.checking.scope import say_debt

_FILE = "rings"
_LONGEST = {"bilateral": 2, "ring:3": 3}


def check_rings(evidence: Evidence) -> list[Finding]:
    """Return what is wrong with the rings, if there are any."""
    if evidence.outcome.rings is None:
        return []
    rows = numbered(evidence.numbers, evidence.outcome.rings, tail="debtor", head="creditor")
    strange = rows.filter(pl.col("tail").is_null() | pl.col("head").is_null())
    return [
        *faults("unknown_name", strange, _say_strange, file=_FILE, column="debtor"),
        *_shape(rows, _LONGEST.get(evidence.stated.scope)),
        *_sums(evidence, rows.drop_nulls(["tail", "head"])),
    ]


def _say_strange(row: dict[str, Any]) -> str:
    return f"ring {row['ring']}: {row['debtor']!r} or {row['creditor']!r} is not there."


def _shape(rows: pl.DataFrame, longest: int | None) -> list[Finding]:
    """Judge each ring by itself: its steps, its amount, and that it closes without passing anyone twice.

    A debt lies in the unit and group of its debtor, so rings that close stay within one.
    """
    steps = rows.sort("ring", "step")
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("ring")
    length = pl.len().cast(pl.Int64).over("ring")
    following = pl.coalesce(pl.col("tail").shift(-1).over("ring"), pl.col("tail").first().over("ring"))
    number = pl.col("ring").rank("dense").cast(pl.Int64)
    judged = {
        "ring": number != pl.col("ring"),
        "step": place != pl.col("step"),
        "parties": (length != pl.col("parties")) | (length == 1),
        "amount": (pl.col("amount") <= 0) | (pl.col("amount") != pl.col("amount").first().over("ring")),
        "creditor": pl.col("head") != following,
        "debtor": pl.struct("ring", "debtor").is_duplicated(),
    }
    findings = []
    for column, is_wrong in judged.items():
        wrong = steps.filter(is_wrong)
        findings += faults("ring_broken", wrong, partial(_say_step, column), file=_FILE, column=column)
    long = steps.filter(pl.lit(longest is not None), length > (longest or 0), pl.col("step") == 1)
    return [*findings, *faults("scope_broken", long, partial(_say_step, "parties"), file=_FILE)]


def _say_step(column: str, row: dict[str, Any]) -> str:
    return f"ring {row['ring']}, step {row['step']}: {column} cannot be {str(row[column])!a}."


def _sums(evidence: Evidence, rows: pl.DataFrame) -> list[Finding]:
    """Return the debts whose set-off is not the sum of what the rings set off of them."""
    debt = ["tail", "head"]
    in_rings = rows.group_by(debt).agg(in_rings=wide("amount").sum())
    both = evidence.debts.select(*debt, "set_off").join(in_rings, on=debt, how="full", coalesce=True)
    wrong = both.with_columns(pl.col("set_off", "in_rings").fill_null(0))
    wrong = wrong.filter(pl.col("set_off") != pl.col("in_rings")).sort(debt)
    return faults("ring_broken", wrong, partial(_say_sum, evidence), file=_FILE, column="amount")


def _say_sum(evidence: Evidence, row: dict[str, Any]) -> str:
    decimals = evidence.obligations.decimals
    set_off, in_rings = (amount_text(row[name], decimals) for name in ("set_off", "in_rings"))
    return f"{say_debt(evidence, row)}: {set_off} is set off, {in_rings} of it in rings."
