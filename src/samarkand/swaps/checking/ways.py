"""By which wants a trade is made: the trader's own, or his dummies', each of which serves once.

What a trader gives and gets is stated; through which of his dummies is not. A dummy stands between: he
gives his item for the dummy, and the dummy for what it wants. So a way from each given item to the taken
one has to be found such that no dummy lies on two of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Trade = tuple[int, int]
"""The row given and the row taken for it."""
Way = tuple[int, ...]
"""The dummies passed from the one to the other; none where the want is the trader's own."""
Wanted = dict[int, list[int]]

_MOST_TRIES = 50_000
"""So many ways are tried for one trader's trades: enough for all but the most tangled dummies."""

_MOST_TOGETHER = 400
"""So many trades that share dummies are placed with regard to each other; more are placed in turn."""


@dataclass(frozen=True, slots=True)
class Ways:
    """``found``: the way of each trade that has one; ``missing``: the trades without."""

    found: dict[Trade, Way]
    missing: list[Trade]

    def receives(self, rows: int) -> Integers:
        """Return which row each row receives by these ways, itself where it receives none."""
        receives = np.arange(rows)
        for (given, taken), way in self.found.items():
            path = (given, *way, taken)
            receives[list(path[:-1])] = path[1:]
        return receives


def find_ways(
    trades: Sequence[Trade], tail: Integers, head: Integers, is_dummy: npt.NDArray[np.bool_]
) -> Ways:
    """Return the ways of the trades, the given row before the taken one in each."""
    wanted: Wanted = defaultdict(list)
    for row, other in zip(tail.tolist(), head.tolist(), strict=True):
        wanted[row].append(other)
    own = {trade: () for trade in trades if trade[1] in wanted[trade[0]]}
    found: dict[Trade, Way] = dict(own)
    rest = [trade for trade in trades if trade not in own]
    for group in _tangled(rest, wanted, is_dummy):
        found |= _by_one_dummy(group, wanted, is_dummy) or _by_chains(group, wanted, is_dummy)
    return Ways(found, [trade for trade in trades if trade not in found])


def _tangled(trades: Sequence[Trade], wanted: Wanted, is_dummy: npt.NDArray[np.bool_]) -> list[list[Trade]]:
    """Return the trades in groups that can reach no dummy of each other's."""
    groups: list[tuple[set[int], list[Trade]]] = []
    for trade in trades:
        reached, members = _dummies_from(trade[0], wanted, is_dummy), [trade]
        apart = []
        for others, group in groups:
            if reached & others:
                reached, members = reached | others, group + members
            else:
                apart.append((others, group))
        groups = [*apart, (reached, members)]
    return [members for _, members in groups]


def _dummies_from(row: int, wanted: Wanted, is_dummy: npt.NDArray[np.bool_]) -> set[int]:
    reached: set[int] = set()
    left = [row]
    while left:
        new = {other for other in wanted[left.pop()] if is_dummy[other]} - reached
        reached |= new
        left += new
    return reached


def _by_one_dummy(
    trades: Sequence[Trade], wanted: Wanted, is_dummy: npt.NDArray[np.bool_]
) -> dict[Trade, Way]:
    """Return a way through a dummy of its own for every trade, or none at all where one cannot have it.

    A trade takes a dummy from another one that can move to a further dummy: the textbook matching.
    """
    choices = {
        (given, taken): [one for one in wanted[given] if is_dummy[one] and taken in wanted[one]]
        for given, taken in trades
    }
    user: dict[int, Trade] = {}

    def place(trade: Trade, seen: set[int]) -> bool:
        for dummy in choices[trade]:
            if dummy not in seen:
                seen.add(dummy)
                if dummy not in user or place(user[dummy], seen):
                    user[dummy] = trade
                    return True
        return False

    is_whole = all(place(trade, set()) for trade in trades)
    return {trade: (dummy,) for dummy, trade in user.items()} if is_whole else {}


def _by_chains(trades: Sequence[Trade], wanted: Wanted, is_dummy: npt.NDArray[np.bool_]) -> dict[Trade, Way]:
    """Return ways through any number of dummies: for all trades, or else for those that find one in turn."""
    tries = 0

    def place(at: int, used: frozenset[int]) -> list[Way] | None:
        nonlocal tries
        if at == len(trades):
            return []
        for way in _chains(trades[at], wanted, is_dummy, used):
            tries += 1
            others = place(at + 1, used | set(way)) if tries <= _MOST_TRIES else None
            if others is not None:
                return [way, *others]
        return None

    whole = place(0, frozenset()) if len(trades) <= _MOST_TOGETHER else None
    if whole is not None:
        return dict(zip(trades, whole, strict=True))
    found: dict[Trade, Way] = {}
    for trade in trades:
        used = frozenset(dummy for way in found.values() for dummy in way)
        way = next(_chains(trade, wanted, is_dummy, used), None)
        if way is not None:
            found[trade] = way
    return found


def _chains(
    trade: Trade, wanted: Wanted, is_dummy: npt.NDArray[np.bool_], used: frozenset[int]
) -> Iterator[Way]:
    """Yield the ways of one trade past no used dummy, those with few dummies first."""
    given, taken = trade
    ways: list[Way] = [(dummy,) for dummy in wanted[given] if is_dummy[dummy] and dummy not in used]
    while ways:
        yield from (way for way in ways if taken in wanted[way[-1]])
        ways = [
            (*way, dummy)
            for way in ways
            for dummy in wanted[way[-1]]
            if is_dummy[dummy] and dummy not in used and dummy not in way
        ][:_MOST_TRIES]
