"""Whether every item that stays is listed once, with the reason the lists give."""

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from samarkand.core.finding import Finding
from samarkand.swaps.checking.evidence import Evidence, Integers
from samarkand.swaps.checking.faults import faults
from samarkand.swaps.checking.reach import on_short_rings

Flags = npt.NDArray[np.bool_]
_FILE = "unmatched"


def check_unmatched(evidence: Evidence) -> list[Finding]:
    """Return the items left out, listed although they trade, called another's, or kept for a false reason."""
    stated = evidence.outcome.unmatched
    rows = pl.DataFrame({"row": np.arange(len(evidence.is_dummy)), "is_dummy": evidence.is_dummy})
    items = evidence.lists.items.select("item", owner="trader").hstack(rows).filter(~pl.col("is_dummy"))
    staying = items.join(evidence.outcome.trades, on="item", how="anti", maintain_order="left")
    both = stated.join(staying, on="item", how="left", maintain_order="left")
    known = both.drop_nulls("row")
    reasons = reasons_of(evidence, known["row"].to_numpy().astype(np.int64))
    known = known.with_columns(pl.Series("true_reason", reasons, dtype=pl.String))
    told = (
        ("unknown_item", both.filter(pl.col("row").is_null()), "is no item that stays"),
        ("unknown_item", staying.join(stated, on="item", how="anti"), "stays and is not listed"),
        ("item_twice", stated.filter(pl.col("item").is_duplicated()), "is listed twice"),
    )
    other = known.filter(pl.col("trader") != pl.col("owner"))
    unfit = known.filter(pl.col("reason") != pl.col("true_reason"))
    return [
        *(
            finding
            for code, wrong, what in told
            for finding in faults(code, wrong, partial(_say_item, what), file=_FILE, column="item")
        ),
        *faults("trader_differs", other, _say_owner, file=_FILE, column="trader"),
        *faults("reason_differs", unfit, _say_reason, file=_FILE, column="reason"),
    ]


def _say_item(what: str, row: dict[str, Any]) -> str:
    return f"{row['item']!a} {what}."


def _say_owner(row: dict[str, Any]) -> str:
    return f"{row['item']!a} is said to be {row['trader']!a}'s, it is {row['owner']!a}'s."


def _say_reason(row: dict[str, Any]) -> str:
    reasons = f"{row['reason']!a} is said to be why, by the lists it is {row['true_reason']!a}"
    return f"{row['item']!a} stays: {reasons}."


def reasons_of(evidence: Evidence, rows: Integers) -> list[str]:
    """Return why the items of these rows stay: the first reason that holds."""
    size = len(evidence.is_dummy)
    wanted, wanting = set(evidence.head.tolist()), set(evidence.tail.tolist())
    on_ring = _on_rings(evidence, size)
    short = _on_short_rings(evidence, rows[on_ring[rows]])
    reasons = []
    for row in rows.tolist():
        if row not in wanted:
            reasons.append("nobody_wants_it")
        elif row not in wanting:
            reasons.append("wants_nothing")
        elif not on_ring[row]:
            reasons.append("not_on_any_ring")
        else:
            reasons.append("others_traded_more" if row in short else "ring_too_long")
    return reasons


def _on_rings(evidence: Evidence, size: int) -> Flags:
    """Tell which rows some chain of wants leads back to: those that share a strong component."""
    ones = np.ones(len(evidence.tail), np.int8)
    wants = csr_array((ones, (evidence.tail, evidence.head)), shape=(size, size))
    _, label = connected_components(wants, directed=True, connection="strong")
    return np.asarray(np.bincount(label)[label] > 1)


def _on_short_rings(evidence: Evidence, rows: Integers) -> set[int]:
    if not evidence.max_ring:
        return set(rows.tolist())
    return on_short_rings(evidence.tail, evidence.head, evidence.is_dummy, rows, evidence.max_ring)
