"""The stages of cutting: trade inside pools, swaps, rings of three, deals that grow, and the rest.

Each stage begins with the pools that have the fewest to trade with, and lists the smallest flows first:
then fewer are left for the stages after it, in which a cut takes more legs.
"""

from collections.abc import Callable

import numpy as np

from samarkand.clearing.deals.board import Board, Flows, Trail
from samarkand.clearing.deals.rings import cut_grown, cut_inside, cut_rest, cut_rings
from samarkand.clearing.deals.swaps import best_swaps, unlisted
from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

_SWAP, _RING = 2, 3

_LONGEST_SEARCHED = 8
"""Where rings are not to be longer than a limit, those of up to this many pools are searched for."""

_GROWN = ((8, 500), (30, 2_000))
"""How many pools a deal may grow to, and at how many a search for more may look: first few, then more."""

_ROOM = 64


class _Cutting:
    """The board, and the legs taken off it."""

    def __init__(self, gives: Flows, takes: Flows, pools: int, markets: int) -> None:
        self._flows = len(gives.pool) + len(takes.pool)
        legs = np.zeros((max(self._flows, pools) + _ROOM, 4), np.int64)
        self.board = Board(gives, takes, _trail(pools, markets), legs)
        self.taken: list[Integers] = []
        self._count = 0

    def cut(self, loop: Callable[..., tuple[int, int]], *how: int | Integers) -> None:
        """Let the loop begin at every pool that has something left, and take its legs off the board."""
        for flows in (self.board.gives, self.board.takes):
            list_again(flows)
        starts, at = self._scarcest_first(), 0
        while at < len(starts):
            at, written = compiled(loop, self._flows)(starts, at, *how, self.board)
            self.take(self.board.legs[:written].copy())

    def take(self, legs: Integers) -> None:
        """Keep legs, with numbers of their own for their deals."""
        legs[:, 0] += self._count
        self._count += len(legs)
        self.taken.append(legs)

    def _scarcest_first(self) -> Integers:
        """Return the pools that have something to give, those with the fewest to trade with first."""
        gives, takes = self.board.gives, self.board.takes
        pools = len(gives.start) - 1
        takers, givers = np.zeros(pools, np.int64), np.zeros(pools, np.int64)
        np.add.at(takers, gives.pool, np.where(gives.left > 0, takes.live[gives.market], 0))
        np.add.at(givers, takes.pool, np.where(takes.left > 0, gives.live[takes.market], 0))
        busy = np.flatnonzero(takers)
        return busy[np.argsort(takers[busy] * givers[busy], kind="stable")]


def cut_all(gives: Flows, takes: Flows, pools: int, markets: int, longest: int | None) -> Integers:
    """Return the legs: number of the deal, giving flow, taking flow, value; flows are used up.

    Without ``longest`` deals grow and nothing is left that can go round; with it rings have so many
    pools at most.
    """
    cutting = _Cutting(gives, takes, pools, markets)
    cutting.cut(cut_inside)
    _cut_swaps(cutting)
    if longest is not None or unlisted(gives, takes).any():
        cutting.cut(cut_rings, _SWAP)
    if longest is None:
        cutting.cut(cut_rings, _RING)
        for most, looks in _GROWN:
            cutting.cut(cut_grown, np.zeros(most, np.int64), looks)
        cutting.cut(cut_rest)
    else:
        for size in range(_RING, min(longest, _LONGEST_SEARCHED) + 1):
            cutting.cut(cut_rings, size)
    return np.concatenate(cutting.taken)


def _cut_swaps(cutting: _Cutting) -> None:
    """Cut the best swaps; others may be left, of pools that are too large to look at."""
    gives, takes = cutting.board.gives, cutting.board.takes
    swaps = best_swaps(gives, takes)
    number = 2 * np.arange(len(swaps.value))
    there = np.stack([number, swaps.giving, swaps.back_taking, swaps.value], axis=1)
    back = np.stack([number, swaps.back_giving, swaps.taking, swaps.value], axis=1)
    legs = np.stack([there, back], axis=1).reshape(-1, 4)
    for flows, column in ((gives, 1), (takes, 2)):
        np.subtract.at(flows.left, legs[:, column], legs[:, 3])
    cutting.take(legs)


def list_again(flows: Flows) -> None:
    """List by market what has something left, the smallest first, and then what has not."""
    empty = flows.left == 0
    listed = np.lexsort((flows.left, empty, flows.market))
    flows.listed[:] = listed
    flows.spot[listed] = np.arange(len(listed))
    flows.live[:] = np.bincount(flows.market[~empty], minlength=len(flows.live))


def _trail(pools: int, markets: int) -> Trail:
    return Trail(
        market_mark=np.zeros(markets, np.int64),
        market_by=np.zeros(markets, np.int64),
        pool_mark=np.zeros(pools, np.int64),
        pool_by=np.zeros(pools, np.int64),
        wanted=np.zeros(markets, np.int64),
        inside=np.zeros(pools, np.int64),
        queue=np.zeros(markets + 1, np.int64),
        number=np.zeros(1, np.int64),
    )
