"""Take a set-off apart into rings of debts, each balanced by itself, the shortest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from samarkand.netting.rings.cuts import Cuts, Lists, Trail, cut_shortest, cut_walking
from samarkand.netting.rings.loops import NONE
from samarkand.netting.rings.search import Debts, laid_out, rings_of_three, set_off, sizes
from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

_EFFORT = 3_000
"""Debts that the search for one ring looks at before it is left to walking, which finds longer rings."""

_AT_ONCE = 1_000_000
"""Rings of three listed at once."""

_STEPS_PER_DEBT = 4
"""Steps there is room for before they are taken away."""

_Cut = tuple[Integers, Integers, Integers]
"""Rings: the size of each, the debts of all their steps, the amount of each."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings of debts, a row for each step: the creditor of one debt is the debtor of the next.

    ``ring``: its number, from 1, the shortest first. ``length``: how many steps it has.
    ``debt``: which debt; the last of a ring leads back to the debtor of the first.
    ``amount``: what is set off, the same in all steps of a ring.
    """

    ring: Integers
    length: Integers
    debt: Integers
    amount: Integers


def cut_into_rings(tail: Integers, head: Integers, flow: Integers) -> Rings:
    """Return rings that together set off ``flow`` of each debt; no party is in a ring twice.

    All rings of two are cut out first, then rings of three, then longer ones: each time one of the
    shortest through the next debt, as far as the search for it is cheap. There are no more rings than
    debts. No two debts have the same ``tail`` and ``head``.

    Raises ValueError when a party sets off more of what it owes than of what it is owed, or less.
    """
    _require_balance(tail, head, flow)
    left = flow.copy()
    parts = [*_cut_short(tail, head, left), _cut_long(tail, head, left)]
    size, debt, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
    return numbered(size, debt, amount)


def numbered(size: Integers, debt: Integers, amount: Integers) -> Rings:
    """Return rings of these sizes and amounts, numbered as they come; ``debt`` are the steps of all."""
    number = np.arange(1, len(size) + 1)
    return Rings(np.repeat(number, size), np.repeat(size, size), debt, np.repeat(amount, size))


def _require_balance(tail: Integers, head: Integers, flow: Integers) -> None:
    balance = np.zeros(max(tail.max(initial=-1), head.max(initial=-1)) + 1, np.int64)
    np.add.at(balance, tail, flow)
    np.subtract.at(balance, head, flow)
    if balance.any() or (flow < 0).any():
        raise ValueError("what is to be cut into rings does not balance")


def _cut_short(tail: Integers, head: Integers, left: Integers) -> Iterator[_Cut]:
    """Cut all rings of two, then all of three, out of ``left``."""
    debts = laid_out(tail, head, left)
    room = debts.amount.copy()
    yield _largest_first(debts, debts.pairs, room)
    more = True
    while more:
        rings = rings_of_three(debts, room, _AT_ONCE)
        more = len(rings) == _AT_ONCE
        yield _largest_first(debts, rings, room)
    left[debts.row] = room


def _largest_first(debts: Debts, rings: Integers, room: Integers) -> _Cut:
    """Cut the rings out of ``room``, the largest first."""
    most = room[rings].min(axis=1, initial=np.iinfo(np.int64).max, where=rings != NONE)
    rings = rings[np.argsort(-most, kind="stable")]
    amount = set_off(rings, room)
    rings, amount = rings[amount > 0], amount[amount > 0]
    return sizes(rings), debts.row[rings[rings != NONE]], amount


def _cut_long(tail: Integers, head: Integers, left: Integers) -> _Cut:
    """Cut all that is ``left`` into rings, and return them by size."""
    row = np.flatnonzero(left)
    cuts = _ready(tail[row], head[row], left[row])
    parts = [*_run(cut_shortest, cuts, _EFFORT), *_run(cut_walking, cuts)]
    steps = np.concatenate([cuts.steps[:0], *parts])
    size = np.bincount(steps[:, 0])
    steps = steps[np.argsort(size[steps[:, 0]], kind="stable")]
    size = np.sort(size)
    return size, row[steps[:, 1]], steps[np.cumsum(size) - size, 2]


def _ready(tail: Integers, head: Integers, left: Integers) -> Cuts:
    """Return what the loops of `ring_cuts` work on, nothing cut yet."""
    _, ends = np.unique(np.concatenate([tail, head]), return_inverse=True)
    debtor, creditor = ends[: len(tail)], ends[len(tail) :]
    parties = int(ends.max(initial=-1)) + 1
    trail = Trail(*(np.zeros(size, np.int64) for size in (1, *[parties] * 4, parties + 1)))
    steps = np.zeros((_STEPS_PER_DEBT * len(tail) + parties + 1, 3), np.int64)
    owes, owed = _lists(debtor, creditor, parties), _lists(creditor, debtor, parties)
    return Cuts(debtor, creditor, left, owes, owed, trail, steps, np.zeros(3, np.int64))


def _lists(party: Integers, other: Integers, parties: int) -> Lists:
    """Return the debts of each party, one side of them."""
    listed = np.argsort(party, kind="stable")
    bounds = np.searchsorted(party[listed], np.arange(parties + 1))
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    return Lists(bounds[:-1].copy(), np.diff(bounds), listed, other[listed], spot)


def _run(loop: Callable[..., None], cuts: Cuts, *settings: int) -> Iterator[Integers]:
    """Run a loop over all debts, in parts as long as there is room for; yield the steps of each part."""
    cuts.done[0] = 0
    while cuts.done[0] < len(cuts.left):
        cuts.done[1] = 0
        compiled(loop, len(cuts.left))(*settings, cuts)
        yield cuts.steps[: cuts.done[1]].copy()
