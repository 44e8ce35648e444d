"""Want lists as plain arrays, and what a solver makes of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.want_lists import WantLists

NOBODY = -1
"""The owner of an item whose list names no trader."""


@dataclass(frozen=True, slots=True)
class Market:
    """Rows of `WantLists.items` by number; arc ``a`` is the want of ``head[a]`` for ``tail[a]``.

    The owner of ``tail[a]`` gives it and gets ``head[a]``, at ``cost[a]``. ``owner`` is the number of
    each row's trader, or `NOBODY`; ``is_real`` is false for dummies.
    """

    owner: Integers
    is_real: NDArray[np.bool_]
    tail: Integers
    head: Integers
    cost: Integers


@dataclass(frozen=True, slots=True)
class Solution:
    """The row each row receives, itself where it does not trade, and how good that is.

    ``items`` counts the real items that change hands, ``traders`` their owners. ``item_bound`` and
    ``trader_bound`` are passed by no solution of the same problem, in the objective's sequence: the second
    holds among those that are best in the first. ``proven`` says that both are reached.
    """

    receives: Integers
    items: int
    traders: int
    item_bound: int
    trader_bound: int
    proven: bool
    method: str


def market_of(lists: WantLists) -> Market:
    """Return the want lists as arrays; traders are numbered as they first stand in the lists."""
    items, wants = lists.items, lists.wants
    named = items.filter(items["trader"] != "")["trader"].unique(maintain_order=True)
    number = {trader: place for place, trader in enumerate(named)}
    owner = [number.get(trader, NOBODY) for trader in items["trader"]]
    return Market(
        owner=np.array(owner, dtype=np.int64),
        is_real=~items["is_dummy"].to_numpy().astype(bool),
        tail=wants["item"].to_numpy().astype(np.int64),
        head=wants["wanted"].to_numpy().astype(np.int64),
        cost=wants["cost"].to_numpy().astype(np.int64),
    )
