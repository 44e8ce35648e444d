"""Find rings of two and three debts among many."""

from dataclasses import dataclass

import numpy as np

from samarkand.netting.rings.loops import NONE, Board, Web, find_rings, take_rings
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.compiled import compiled

_LEVELS = 4096
_NO_LOAD, _NO_LEVELS = np.zeros(0), np.zeros(0, np.int64)
_NO_RINGS = np.zeros((0, 3), np.int64)


@dataclass(frozen=True, slots=True)
class Debts:
    """Debts laid out for the search.

    ``row`` is where each debt came from; ``pairs`` are the rings of two, in the form of `ring_loops`.
    """

    row: Integers
    amount: Integers
    web: Web
    pairs: Integers


def laid_out(tail: Integers, head: Integers, amount: Integers) -> Debts:
    """Return the debts that have an amount, in the order of their parties, those of most debts first."""
    row = np.flatnonzero(amount > 0)
    debtor, creditor, parties = _numbered_by_degree(tail[row], head[row])
    by_debtor = np.argsort(debtor * parties + creditor)
    row, debtor, creditor = row[by_debtor], debtor[by_debtor], creditor[by_debtor]
    owed = np.argsort(creditor * parties + debtor)
    numbers = np.arange(parties + 1)
    web = Web(
        debtor=debtor,
        creditor=creditor,
        start=np.searchsorted(debtor, numbers),
        owed=owed,
        owed_start=np.searchsorted(creditor[owed], numbers),
    )
    return Debts(row, amount[row], web, _pairs(debtor, creditor, parties))


def _numbered_by_degree(tail: Integers, head: Integers) -> tuple[Integers, Integers, int]:
    """Return both ends with parties numbered anew, and the number of parties."""
    parties = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
    degree = np.bincount(tail, minlength=parties) + np.bincount(head, minlength=parties)
    number = np.empty(parties, np.int64)
    number[np.argsort(-degree, kind="stable")] = np.arange(parties)
    return number[tail], number[head], parties


def _pairs(debtor: Integers, creditor: Integers, parties: int) -> Integers:
    """Return the debts of two parties to each other, from debts in the order of debtor and creditor."""
    one, other = np.flatnonzero(debtor < creditor), np.flatnonzero(debtor > creditor)
    _, at_one, at_other = np.intersect1d(
        debtor[one] * parties + creditor[one],
        creditor[other] * parties + debtor[other],
        assume_unique=True,
        return_indices=True,
    )
    pairs = np.full((len(at_one), 3), NONE)
    pairs[:, 0], pairs[:, 1] = one[at_one], other[at_other]
    return pairs


def rings_of_three(
    debts: Debts, left: Integers, room: int, price: Floats | None = None, dearest: float = np.inf
) -> Integers:
    """Return rings of three that have something left and prices up to ``dearest``: ``room`` or fewer."""
    asked = np.zeros(len(left)) if price is None else price
    board = Board(left, asked, _NO_LOAD, _NO_LEVELS, np.empty((room, 3), np.int64))
    return board.rings[: _search(debts, board, dearest)]


def loads(debts: Debts, price: Floats) -> tuple[Floats, Integers]:
    """Return how much of each debt is wanted by all rings of three, and how many rings there are by price.

    A ring of low prices wants as much as its debts allow, others the less the dearer they are. The
    number of rings is by level of their prices' sum, `LEVELS_PER_UNIT` to each unit.
    """
    load, levels = np.zeros(len(price)), np.zeros(_LEVELS, np.int64)
    _search(debts, Board(debts.amount, price, load, levels, _NO_RINGS), np.inf)
    return load, levels


def _search(debts: Debts, board: Board, dearest: float) -> int:
    parties = len(debts.web.start) - 1
    search = compiled(find_rings, len(debts.amount))
    return int(search(dearest, debts.web, board, debts.web.start.copy(), np.full(parties, NONE)))


def set_off(rings: Integers, left: Integers, most: Integers | None = None) -> Integers:
    """Set off the rings in turn, up to ``most`` of each, as far as their debts have something left.

    Returns how much of each; ``left`` is what is left after.
    """
    amount = np.full(len(rings), np.iinfo(np.int64).max) if most is None else most.copy()
    compiled(take_rings, len(rings))(rings, amount, left)
    return amount


def sizes(rings: Integers) -> Integers:
    """Return how many debts each ring has."""
    counted: Integers = 3 - (rings[:, 2] == NONE).astype(np.int64)
    return counted
