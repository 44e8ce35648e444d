"""The loops over rings of two and three debts, written to be compiled (`compiled`): arrays, nothing else.

A ring is a row of three debts, the third -1 where two parties owe each other.
"""

from typing import Any, NamedTuple

from samarkand.solving.arrays import Floats, Integers

NONE = -1
LEVELS_PER_UNIT = 8


class Web(NamedTuple):
    """Debts by debtor, then creditor, and ``owed`` the same debts by creditor, then debtor.

    The debts of party p stand from ``start[p]`` up to ``start[p + 1]``, what it is owed likewise in
    ``owed`` from ``owed_start[p]``. Parties are numbered so that those with the most debts come first.
    """

    debtor: Integers
    creditor: Integers
    start: Integers
    owed: Integers
    owed_start: Integers


class Board(NamedTuple):
    """What the search for rings works on: an entry per debt, and the rings found.

    ``left`` is what can still be set off, ``price`` what setting off a unit of it is held to cost,
    ``load`` how much would be set off by all rings through it. ``levels`` counts the rings by price,
    `LEVELS_PER_UNIT` to each unit, the last for all above.
    """

    left: Integers
    price: Floats
    load: Floats
    levels: Integers
    rings: Integers


def find_rings(dearest: float, web: Any, board: Any, first: Any, mark: Any) -> int:
    """Go through the rings of three whose debts have something left; return how many are listed.

    Each ring is met once, from its party of the lowest number: what others owe that party is marked,
    then whoever is owed by one that it owes, and owes it, closes a ring. Debts to parties that are
    done stand at the beginning of each list and are passed over, so hubs, which come first, are
    looked at from their own side only. ``first`` begins as ``web.start``, ``mark`` with `NONE`
    everywhere.

    A board with ``levels`` has its rings weighed. One without has them listed: those of prices up to
    ``dearest``, no more than ``board.rings`` has room for.
    """
    found = 0
    for party in range(len(mark)):
        _mark_owed(party, web, board, first, mark)
        for one in range(first[party], web.start[party + 1]):
            if board.left[one] == 0:
                continue
            for two in range(first[web.creditor[one]], web.start[web.creditor[one] + 1]):
                three = mark[web.creditor[two]]
                if three == NONE or board.left[two] == 0:
                    continue
                price = board.price[one] + board.price[two] + board.price[three]
                if len(board.levels) > 0:
                    _weigh(one, two, three, price, board)
                elif price <= dearest:
                    board.rings[found] = (one, two, three)
                    found += 1
                    if found == len(board.rings):
                        return found
        for place in range(web.owed_start[party], web.owed_start[party + 1]):
            mark[web.debtor[web.owed[place]]] = NONE
    return found


def _mark_owed(party: int, web: Any, board: Any, first: Any, mark: Any) -> None:
    """Mark who owes the party and is not done, with the debt, and pass over it in later lists."""
    for place in range(web.owed_start[party], web.owed_start[party + 1]):
        debt = web.owed[place]
        debtor = web.debtor[debt]
        first[debtor] += 1
        if debtor > party and board.left[debt] > 0:
            mark[debtor] = debt


def _weigh(one: int, two: int, three: int, price: float, board: Any) -> None:
    """Add to the load of each debt what the ring would set off; little of it where the ring is dear."""
    mean = price / 3
    share = min(board.left[one], board.left[two], board.left[three]) / (1 + mean * mean * mean * mean)
    board.load[one] += share
    board.load[two] += share
    board.load[three] += share
    board.levels[int(min(price * LEVELS_PER_UNIT, len(board.levels) - 1))] += 1


def take_rings(rings: Any, most: Any, left: Any) -> None:
    """Set off each ring in turn by ``most`` of it or what its debts have left; ``most`` becomes how much."""
    for ring in range(len(rings)):
        amount = most[ring]
        for debt in rings[ring]:
            if debt != NONE:
                amount = min(amount, left[debt])
        for debt in rings[ring]:
            if debt != NONE:
                left[debt] -= amount
        most[ring] = amount


def raise_prices(rings: Any, unit: int, amount: Any, price: Any) -> None:
    """Raise prices until those of each ring make up a ``unit`` per debt, the smallest debt's first."""
    for ring in range(len(rings)):
        missing = 0
        smallest = rings[ring, 0]
        for debt in rings[ring]:
            if debt != NONE:
                missing += unit - price[debt]
                if amount[debt] < amount[smallest]:
                    smallest = debt
        if missing > 0:
            price[smallest] += missing
