"""The loops that cut rings of any length out of a circulation, written to be compiled (`compiled`).

A ring through a debt is searched from both its ends at once, level by level, whichever side is
smaller: from its creditor along what is owed, from its debtor against it. Where the two meet a
shortest ring, or one a step longer, is closed. What would take too long is found by walking from
debt to debt until a party comes up again. Each ring is cut out at its smallest amount, which ends
one debt at least.
"""

from typing import Any, NamedTuple

from samarkand.netting.rings.loops import NONE
from samarkand.solving.arrays import Integers


class Lists(NamedTuple):
    """The debts of each party on one side, as debtor or as creditor, that have something left.

    Those of party p are the first ``live[p]`` from ``first[p]`` on in ``debt``; ``other`` is the other
    party of each, ``spot`` where each debt stands.
    """

    first: Integers
    live: Integers
    debt: Integers
    other: Integers
    spot: Integers


class Trail(NamedTuple):
    """Where a search has been: a mark equal to its number counts, that of the way back is negative.

    ``by`` is the debt over which a party was reached. ``ahead`` and ``behind`` are the parties reached
    from each end, ``path`` the ring that was found.
    """

    number: Integers
    mark: Integers
    by: Integers
    ahead: Integers
    behind: Integers
    path: Integers


class Cuts(NamedTuple):
    """All that cutting works on, and what it has cut.

    A row of ``steps``: the number of its ring, the debt, the amount. ``done`` says at how many debts
    the search has begun, how many steps are written, and how many rings were cut in all.
    """

    debtor: Integers
    creditor: Integers
    left: Integers
    owes: Lists
    owed: Lists
    trail: Trail
    steps: Integers
    done: Integers


def cut_shortest(effort: int, cuts: Any) -> None:
    """Cut the shortest rings through each debt in turn until it has nothing left or takes long.

    A search that would look at more than ``effort`` debts is given up. Returns early when another ring
    may not fit the steps.
    """
    done = cuts.done
    while done[0] < len(cuts.left):
        debt = done[0]
        while cuts.left[debt] > 0:
            if done[1] + len(cuts.trail.path) > len(cuts.steps):
                return
            meeting = _search(debt, effort, cuts)
            if meeting == NONE:
                break
            _cut(0, _trace(debt, meeting, cuts), cuts)
        done[0] += 1


def _search(debt: int, effort: int, cuts: Any) -> int:
    """Return the debt at which the search from both ends of ``debt`` meets, `NONE` if it was given up."""
    trail = cuts.trail
    trail.number[0] += 1
    number = trail.number[0]
    trail.ahead[0], trail.behind[0] = cuts.creditor[debt], cuts.debtor[debt]
    trail.mark[cuts.creditor[debt]], trail.mark[cuts.debtor[debt]] = number, -number
    first_ahead, end_ahead, first_behind, end_behind = 0, 1, 0, 1
    work = 0
    while True:
        work_ahead = _work(trail.ahead, first_ahead, end_ahead, cuts.owes)
        work_behind = _work(trail.behind, first_behind, end_behind, cuts.owed)
        work += min(work_ahead, work_behind)
        if work > effort:
            return NONE
        if work_ahead <= work_behind:
            meeting, reached = _level(trail.ahead, first_ahead, end_ahead, number, cuts.owes, trail)
            first_ahead, end_ahead = end_ahead, reached
        else:
            meeting, reached = _level(trail.behind, first_behind, end_behind, -number, cuts.owed, trail)
            first_behind, end_behind = end_behind, reached
        if meeting != NONE:
            return int(meeting)


def _work(queue: Any, begin: int, end: int, lists: Any) -> int:
    """Return how many debts the next level looks at."""
    work = 0
    for place in range(begin, end):
        work += lists.live[queue[place]]
    return work


def _level(queue: Any, begin: int, end: int, number: int, lists: Any, trail: Any) -> tuple[int, int]:
    """Go one debt further from the parties at ``begin`` to ``end``; return the meeting, and the new end."""
    reached = end
    for place in range(begin, end):
        party = queue[place]
        for spot in range(lists.first[party], lists.first[party] + lists.live[party]):
            other = lists.other[spot]
            if trail.mark[other] == -number:
                return lists.debt[spot], reached
            if trail.mark[other] != number:
                trail.mark[other] = number
                trail.by[other] = lists.debt[spot]
                queue[reached] = other
                reached += 1
    return NONE, reached


def _trace(debt: int, meeting: int, cuts: Any) -> int:
    """Write the ring through ``debt`` and ``meeting`` to the path; return its length."""
    path, by = cuts.trail.path, cuts.trail.by
    path[0] = debt
    size = 1
    party = cuts.debtor[meeting]
    while party != cuts.creditor[debt]:
        path[size] = by[party]
        party = cuts.debtor[by[party]]
        size += 1
    path[1:size] = path[1:size][::-1].copy()
    path[size] = meeting
    size += 1
    party = cuts.creditor[meeting]
    while party != cuts.debtor[debt]:
        path[size] = by[party]
        party = cuts.creditor[by[party]]
        size += 1
    return size


def cut_walking(cuts: Any) -> None:
    """Cut rings found by walking from each debt in turn until nothing is left; may return early likewise."""
    done = cuts.done
    while done[0] < len(cuts.left):
        debt = done[0]
        while cuts.left[debt] > 0:
            if done[1] + len(cuts.trail.path) > len(cuts.steps):
                return
            begin, end = _walk(debt, cuts)
            _cut(begin, end, cuts)
        done[0] += 1


def _walk(debt: int, cuts: Any) -> tuple[int, int]:
    """Walk on from ``debt`` until a party comes up again; return from where to where on the path."""
    trail, owes = cuts.trail, cuts.owes
    trail.number[0] += 1
    number = trail.number[0]
    trail.path[0] = debt
    size = 1
    party = cuts.creditor[debt]
    trail.mark[cuts.debtor[debt]], trail.ahead[cuts.debtor[debt]] = number, 0
    while trail.mark[party] != number:
        trail.mark[party], trail.ahead[party] = number, size
        spot = owes.first[party] + owes.live[party] - 1
        trail.path[size] = owes.debt[spot]
        party = owes.other[spot]
        size += 1
    return trail.ahead[party], size


def _cut(begin: int, end: int, cuts: Any) -> None:
    """Cut out the ring on the path from ``begin`` to ``end`` at its smallest amount, and write its steps."""
    left, path = cuts.left, cuts.trail.path
    amount = left[path[begin]]
    for place in range(begin, end):
        amount = min(amount, left[path[place]])
    first, ring = cuts.done[1], cuts.done[2]
    for place in range(begin, end):
        debt = path[place]
        cuts.steps[first + place - begin] = (ring, debt, amount)
        left[debt] -= amount
        if left[debt] == 0:
            _drop(debt, cuts.debtor[debt], cuts.owes)
            _drop(debt, cuts.creditor[debt], cuts.owed)
    cuts.done[1] += end - begin
    cuts.done[2] += 1


def _drop(debt: int, party: int, lists: Any) -> None:
    """Take a debt that has nothing left off its party's list."""
    lists.live[party] -= 1
    spot, end = lists.spot[debt], lists.first[party] + lists.live[party]
    last, other = lists.debt[end], lists.other[end]
    lists.debt[end], lists.other[end], lists.spot[debt] = debt, lists.other[spot], end
    lists.debt[spot], lists.other[spot], lists.spot[last] = last, other, spot
