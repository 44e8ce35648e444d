"""The largest set-off, found by another program: an LP over the obligations as they stand, solved by HiGHS.

It knows nothing of merged debts, circulations or potentials: a variable for each obligation, and one
row for each party that says what it may gain or lose. Such a matrix has whole corners, so that the
best value is a whole number; floats, exact for sums below 10**9 or so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from samarkand.netting.obligations import CreditLimits, Obligations

Node = tuple[str, str, str]
"""A party in one unit and group; nothing is set off across either."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation, as the oracles read it."""

    debtor: Node
    creditor: Node
    amount: int


def read(obligations: Obligations) -> list[Owed]:
    """Return the obligations one by one."""
    columns = obligations.frame.select("unit", "group", "debtor", "creditor", "amount").iter_rows()
    return [Owed((u, g, debtor), (u, g, creditor), amount) for u, g, debtor, creditor, amount in columns]


def most(obligations: Obligations, gains: Sequence[int] | None = None) -> int:
    """Return the largest set-off, or the largest sum of set-offs times ``gains``."""
    owed = read(obligations)
    return _best(owed, gains or [1] * len(owed), {})


def most_with_credit(obligations: Obligations, limits: CreditLimits) -> tuple[int, int]:
    """Return the largest set-off with credit, and the least borrowing that reaches it."""
    owed, members = read(obligations), _members(limits)
    set_off = _best(owed, [1] * len(owed), members)
    return set_off, _least_borrowing(owed, members, set_off)


def most_in_rings_of_three(obligations: Obligations) -> float:
    """Return a bound on what rings of two and three clear: an LP over every such ring, parts allowed."""
    owed: dict[tuple[Node, Node], int] = {}
    for one in read(obligations):
        pair = one.debtor, one.creditor
        owed[pair] = owed.get(pair, 0) + one.amount
    rings = _short_rings(owed)
    if not rings:
        return 0.0
    number = {pair: place for place, pair in enumerate(owed)}
    cells = [(number[pair], ring) for ring, pairs in enumerate(rings) for pair in pairs]
    row, column = zip(*cells, strict=True)
    matrix = csr_array((np.ones(len(cells)), (row, column)), shape=(len(owed), len(rings)))
    solved = milp([-len(pairs) for pairs in rings], constraints=LinearConstraint(matrix, 0, [*owed.values()]))
    return -float(_value(solved))


def by_trying_all(obligations: Obligations) -> int:
    """Return the largest set-off after trying every one there is; for a handful of small obligations."""
    owed = read(obligations)
    ways = product(*(range(one.amount + 1) for one in owed))
    return max(sum(way) for way in ways if _is_balanced(owed, way))


def _is_balanced(owed: Sequence[Owed], way: Sequence[int]) -> bool:
    net: dict[Node, int] = {}
    for one, amount in zip(owed, way, strict=True):
        net[one.debtor] = net.get(one.debtor, 0) + amount
        net[one.creditor] = net.get(one.creditor, 0) - amount
    return not any(net.values())


def _members(limits: CreditLimits) -> dict[Node, tuple[float, float]]:
    rows = limits.frame.select("unit", "group", "party", "limit", "hold").iter_rows()
    return {
        (unit, group, party): (limit, np.inf if hold is None else hold)
        for unit, group, party, limit, hold in rows
    }


def _best(owed: Sequence[Owed], gains: Sequence[int], members: dict[Node, tuple[float, float]]) -> int:
    """Return the largest gain when a member may lose its limit and win its hold, and others nothing."""
    if not owed:
        return 0
    matrix, nodes = _balances(owed)
    low = [-members.get(node, (0, 0))[1] for node in nodes]
    high = [members.get(node, (0, 0))[0] for node in nodes]
    solved = milp(
        [-gain for gain in gains],
        bounds=(0, [one.amount for one in owed]),
        constraints=LinearConstraint(matrix, low, high),
    )
    return -round(_value(solved))


def _least_borrowing(owed: Sequence[Owed], members: dict[Node, tuple[float, float]], set_off: int) -> int:
    """Return the least that members borrow altogether when so much is set off."""
    if not owed:
        return 0
    matrix, nodes = _balances(owed)
    borrowers = np.eye(len(nodes))
    low = [-members.get(node, (0, 0))[1] for node in nodes]
    loans = [members.get(node, (0, 0))[0] for node in nodes]
    everything = np.concatenate([np.ones(len(owed)), np.zeros(len(nodes))])
    solved = milp(
        np.concatenate([np.zeros(len(owed)), np.ones(len(nodes))]),
        bounds=(0, [*(one.amount for one in owed), *loans]),
        constraints=[
            LinearConstraint(np.hstack([matrix.toarray(), -borrowers]), -np.inf, 0),
            LinearConstraint(np.hstack([matrix.toarray(), np.zeros_like(borrowers)]), low, loans),
            LinearConstraint(everything, set_off, np.inf),
        ],
    )
    return round(_value(solved))


def _balances(owed: Sequence[Owed]) -> tuple[csr_array, list[Node]]:
    """Return the matrix whose rows say what a party's debts fall by, less its claims."""
    nodes = sorted({node for one in owed for node in (one.debtor, one.creditor)})
    number = {node: place for place, node in enumerate(nodes)}
    rows = [number[one.debtor] for one in owed] + [number[one.creditor] for one in owed]
    columns = [*range(len(owed))] * 2
    signs = [1.0] * len(owed) + [-1.0] * len(owed)
    return csr_array((signs, (rows, columns)), shape=(len(nodes), len(owed))), nodes


def _short_rings(owed: dict[tuple[Node, Node], int]) -> list[list[tuple[Node, Node]]]:
    """Return the rings of two and of three debts, each once."""
    nodes = sorted({node for pair in owed for node in pair})
    rings = [
        [*zip(ring, [*ring[1:], ring[0]], strict=True)]
        for size in (2, 3)
        for ring in permutations(nodes, size)
        if ring[0] == min(ring)
    ]
    return [ring for ring in rings if all(pair in owed for pair in ring)]


def _value(solved: Any) -> float:  # noqa: ANN401 - what SciPy returns has no type
    if not solved.success:
        raise RuntimeError(f"the oracle failed: {solved.message}")
    return float(solved.fun)
