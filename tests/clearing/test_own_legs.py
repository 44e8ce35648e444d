"""Legs of one market in which nobody gives to itself: always found where there are any."""

from collections import Counter
from random import Random

import numpy as np
import pytest

from samarkand.clearing.deals.own_legs import without_own_legs

Amounts = dict[int, int]


def paired(gives: Amounts, takes: Amounts, dice: Random) -> list[tuple[int, int, int, int]]:
    """Return legs that pair off what parties give and take, in any sequence, whoever meets whom."""
    units_given = [party for party, amount in gives.items() for _ in range(amount)]
    units_taken = [party for party, amount in takes.items() for _ in range(amount)]
    dice.shuffle(units_given)
    sums = Counter(zip(units_given, units_taken, strict=True))
    return [(ring, giver, taker, value) for ring, ((giver, taker), value) in enumerate(sums.items())]


def drawn(dice: Random) -> tuple[Amounts, Amounts]:
    """Return what some parties give and take, as much in all."""
    parties = dice.randint(2, 5)
    gives = {party: dice.randint(0, 4) for party in range(parties)}
    takes = dict.fromkeys(range(parties), 0)
    for _ in range(sum(gives.values())):
        takes[dice.randrange(parties)] += 1
    return gives, takes


def test_they_are_found_just_where_no_party_gives_and_takes_more_than_all_give() -> None:
    dice, names = Random(5), np.arange(5)
    possible = 0
    for _ in range(300):
        gives, takes = drawn(dice)
        legs = paired(gives, takes, dice)
        if max(gives[party] + takes[party] for party in gives) > sum(gives.values()):
            with pytest.raises(ValueError, match="more than its market"):
                without_own_legs(legs, names, names)
            continue
        possible += 1
        found = without_own_legs(legs, names, names)
        assert all(giver != taker and value > 0 for _, giver, taker, value in found)
        assert sums(found, 1) == sums(legs, 1)
        assert sums(found, 2) == sums(legs, 2)
    assert 50 < possible < 250


def sums(legs: list[tuple[int, int, int, int]], end: int) -> Counter[int]:
    """Return what each row gives (end 1) or takes (end 2)."""
    total: Counter[int] = Counter()
    for leg in legs:
        total[leg[end]] += leg[3]
    return total


def test_every_ring_balances_as_it_did() -> None:
    """Party 0 would give itself 5; the ring in which 1 gives 2 takes it in between."""
    names = np.arange(3)
    found = without_own_legs([(7, 0, 0, 5), (8, 1, 2, 9)], names, names)
    assert sorted(found) == [(8, 0, 2, 5), (8, 1, 0, 5), (8, 1, 2, 4)]


def test_two_legs_within_parties_become_a_swap() -> None:
    names = np.arange(2)
    found = without_own_legs([(7, 0, 0, 5), (8, 1, 1, 5)], names, names)
    assert {leg[1:] for leg in found} == {(0, 1, 5), (1, 0, 5)}
