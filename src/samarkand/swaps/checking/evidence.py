"""The want lists and the outcome side by side, with numbers for names: what every question reads."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from samarkand.swaps.checking.ways import Ways, find_ways
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.want_lists import WantLists

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Evidence:
    """The lists, the outcome, and what follows from both.

    ``trades``: the outcome's trades with ``taken`` and ``given``, the rows in the lists of the item and
    of what is given for it; null where no real item is called so.
    ``tail`` and ``head`` are the wants as arrays of rows: the owner of the first would take the second.
    """

    lists: WantLists
    outcome: Outcome
    trades: pl.DataFrame
    tail: Integers
    head: Integers
    is_dummy: npt.NDArray[np.bool_]

    @cached_property
    def ways(self) -> Ways:
        """Return by which wants each trade can be made."""
        known = (
            self.trades.drop_nulls(["taken", "given"]).select("given", "taken").unique(maintain_order=True)
        )
        return find_ways(list(known.iter_rows()), self.tail, self.head, self.is_dummy)

    @property
    def max_ring(self) -> int:
        """Return how many items a ring may have, 0 for any number."""
        return int(self.outcome.summary["settings"]["max_ring"])

    @property
    def objective(self) -> str:
        """Return what was to be the most first."""
        return str(self.outcome.summary["settings"]["objective"])


def lay_out(lists: WantLists, outcome: Outcome) -> Evidence:
    """Return the evidence for lists and the outcome said to be theirs."""
    items = lists.items.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    real = items.filter(~pl.col("is_dummy"))
    trades = outcome.trades
    for number, column in (("taken", "item"), ("given", "for_item")):
        names = real.select(pl.col("item").alias(column), pl.col("row").alias(number))
        trades = trades.join(names, on=column, how="left", maintain_order="left")
    return Evidence(
        lists=lists,
        outcome=outcome,
        trades=trades,
        tail=lists.wants["item"].to_numpy().astype(np.int64),
        head=lists.wants["wanted"].to_numpy().astype(np.int64),
        is_dummy=items["is_dummy"].to_numpy().astype(bool),
    )
