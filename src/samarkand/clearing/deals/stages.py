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
    """The flows, and the legs cut from them."""

    def __init__(self, gives: Flows, takes: Flows, pools: int, markets: int) -> None:
        self.gives, self.takes = gives, takes
        self._size = len(gives.pool) + len(takes.pool)
        self._trail = _trail(pools, markets)
        self._legs = np.zeros((max(self._size, pools) + _ROOM, 4), np.int64)
        self._count = 0
        self.taken: list[Integers] = []

    def cut(self, loop: Callable[..., tuple[int, int]], *how: int | Integers) -> None:
        """Let the loop begin at every pool that has something left, and take its legs off the board."""
        given, taken = (np.flatnonzero(flows.left) for flows in (self.gives, self.takes))
        busy = np.union1d(self.gives.pool[given], self.takes.pool[taken])
        gives, takes = what_is_left(self.gives, given, busy), what_is_left(self.takes, taken, busy)
        board = Board(gives, takes, self._trail, self._legs)
        starts, at = _scarcest_first(gives, takes), 0
        while at < len(starts):
            at, written = compiled(loop, self._size)(starts, at, *how, board)
            found = board.legs[:written]
            self.take(np.stack([found[:, 0], given[found[:, 1]], taken[found[:, 2]], found[:, 3]], axis=1))
        self.gives.left[given], self.takes.left[taken] = gives.left, takes.left

    def take(self, legs: Integers) -> None:
        """Keep legs, with numbers of their own for their deals."""
        legs[:, 0] += self._count
        self._count += len(legs)
        self.taken.append(legs)


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
    gives, takes = cutting.gives, cutting.takes
    swaps = best_swaps(gives, takes)
    number = 2 * np.arange(len(swaps.value))
    there = np.stack([number, swaps.giving, swaps.back_taking, swaps.value], axis=1)
    back = np.stack([number, swaps.back_giving, swaps.taking, swaps.value], axis=1)
    legs = np.stack([there, back], axis=1).reshape(-1, 4)
    for flows, column in ((gives, 1), (takes, 2)):
        np.subtract.at(flows.left, legs[:, column], legs[:, 3])
    cutting.take(legs)


def what_is_left(flows: Flows, left: Integers, pools: Integers) -> Flows:
    """Return the flows ``left`` alone, listed by market, the smallest first.

    Their pools are numbered by their places among ``pools``, all that have something left: what is small
    is searched fast.
    """
    pool = np.searchsorted(pools, flows.pool[left])
    market, amount = flows.market[left], flows.left[left]
    listed = np.lexsort((amount, market))
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    live = np.bincount(market, minlength=len(flows.live))
    return Flows(
        start=np.searchsorted(pool, np.arange(len(pools) + 1)),
        pool=pool,
        row=flows.row[left],
        party=flows.party[left],
        market=market,
        left=amount,
        first=np.cumsum(live) - live,
        live=live,
        listed=listed,
        spot=spot,
    )


def _scarcest_first(gives: Flows, takes: Flows) -> Integers:
    """Return the pools that have something to give, those with the fewest to trade with first."""
    pools = len(gives.start) - 1
    takers, givers = np.zeros(pools, np.int64), np.zeros(pools, np.int64)
    np.add.at(takers, gives.pool, takes.live[gives.market])
    np.add.at(givers, takes.pool, gives.live[takes.market])
    busy = np.flatnonzero(takers)
    return busy[np.argsort(takers[busy] * givers[busy], kind="stable")]


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
