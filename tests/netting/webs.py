"""Debts between numbered parties, one from each to each at most, as the stages that find rings take them.

``web("0 owes 1 30; 1 owes 0 20")`` is one clause a debt.
"""

import re
from collections import Counter
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from samarkand.netting.obligations import Obligations
from samarkand.netting.rings.cutting import Rings
from samarkand.solving.arrays import Integers
from tests.obligations import owes

_DEBT = re.compile(r"(\d+) owes (\d+) (\d+)")


class Web(NamedTuple):
    """A debt an entry: who owes, who is owed, how much."""

    tail: Integers
    head: Integers
    amount: Integers

    def ledger(self) -> Obligations:
        """Return the debts as obligations, for the oracles."""
        return owes(
            *(f"{debtor} owes {creditor} {amount}" for debtor, creditor, amount in zip(*self, strict=True))
        )

    def pairs(self) -> list[tuple[int, int]]:
        """Return debtor and creditor of each debt."""
        return list(zip(self.tail.tolist(), self.head.tolist(), strict=True))


def web(text: str) -> Web:
    """Return the debts written down."""
    return Web(*np.array(_DEBT.findall(text), np.int64).reshape(-1, 3).T)


def random_web(seed: int, parties: int, debts: int, largest: int = 1000) -> Web:
    """Return debts between parties drawn by lot, some of whom owe and are owed much more often."""
    dice = np.random.default_rng(seed)
    ends = (parties * dice.random((2, debts)) ** 2).astype(np.int64)
    tail, head = np.unique(ends[:, ends[0] != ends[1]], axis=1)
    return Web(tail, head, dice.integers(1, largest, len(tail), endpoint=True))


def random_circulation(seed: int, parties: int, rings: int, largest: int = 1000) -> Web:
    """Return rings drawn by lot, laid over each other: every party owes as much as it is owed."""
    dice = np.random.default_rng(seed)
    sums: Counter[tuple[int, int]] = Counter()
    for _ in range(rings):
        ring = dice.permutation(parties)[: dice.integers(2, parties, endpoint=True)].tolist()
        amount = int(dice.integers(1, largest, endpoint=True))
        for pair in zip(ring, [*ring[1:], ring[0]], strict=True):
            sums[pair] += amount
    return Web(*np.array([[*pair, amount] for pair, amount in sums.items()], np.int64).reshape(-1, 3).T)


@st.composite
def webs(draw: st.DrawFn, parties: int = 6, largest: int = 12) -> Web:
    """Return a few debts between a few parties, small enough to collide."""
    everyone = [(one, other) for one in range(parties) for other in range(parties) if one != other]
    pairs = draw(st.lists(st.sampled_from(everyone), unique=True, max_size=len(everyone)))
    amounts = draw(st.lists(st.integers(1, largest), min_size=len(pairs), max_size=len(pairs)))
    tail, head = np.array(pairs, np.int64).reshape(-1, 2).T
    return Web(tail, head, np.array(amounts, np.int64))


def rings_through(debts: Web) -> list[list[int]]:
    """Return every ring of two or three debts, by their numbers."""
    number = {pair: place for place, pair in enumerate(debts.pairs())}
    rings = []
    for (one, two), first in number.items():
        if one < two and (two, one) in number:
            rings.append([first, number[two, one]])
        rings += [
            [first, second, number[three, one]]
            for (start, three), second in number.items()
            if start == two and one < min(two, three) and (three, one) in number
        ]
    return rings


def assert_rings(rings: Rings, debts: Web, flow: Integers) -> None:
    """Fail unless these are rings, numbered shortest first, that set off exactly ``flow`` of each debt."""
    parties = []
    for number in range(1, int(rings.ring.max(initial=0)) + 1):
        steps = np.flatnonzero(rings.ring == number)
        debt = rings.debt[steps]
        assert np.array_equal(steps, np.arange(steps[0], steps[0] + len(steps))), "one ring after the other"
        assert np.array_equal(debts.head[debt], np.roll(debts.tail[debt], -1)), "each step leads to the next"
        assert len(set(debts.tail[debt].tolist())) == len(debt), "nobody twice"
        assert len(set(rings.amount[steps].tolist())) == 1
        assert (rings.length[steps] == len(steps)).all()
        parties.append(len(steps))
    assert parties == sorted(parties)
    assert (rings.amount > 0).all()
    total = np.zeros_like(flow)
    np.add.at(total, rings.debt, rings.amount)
    assert np.array_equal(total, flow)
