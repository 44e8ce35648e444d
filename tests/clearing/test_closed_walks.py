"""The best closed walk among few parties, beside one found by trying every walk."""

import itertools
import random
from math import prod

import numpy as np
import pytest

from samarkand.clearing.checking.closed_walks import NO_STEP, Integers, best_walk, best_walk_of_legs
from samarkand.clearing.checking.risky_walks import best_risky_walk
from samarkand.core.scale import CERTAIN
from tests.depth import every


def random_steps(seed: int) -> tuple[Integers, Integers]:
    """Return legs between some of up to four parties, and moves at home and by the swings of two pools."""
    dice = random.Random(seed)
    parties = range(dice.randint(2, 4))
    pool, price = [dice.randrange(3) for _ in parties], [dice.randrange(4) for _ in range(3)]
    has_swing = [dice.random() < 0.5 for _ in range(3)]
    legs = np.full((len(parties), len(parties)), NO_STEP, np.int64)
    moves = legs.copy()
    for here, there in itertools.product(parties, repeat=2):
        start, end = pool[here], pool[there]
        if here != there and dice.random() < 0.6:
            legs[here, there] = dice.randint(-9, 6)
        if start == end:
            moves[here, there] = 0
        elif has_swing[start] and has_swing[end]:
            moves[here, there] = -(price[start] + price[end])
    return legs, moves


def best_by_legs(legs: Integers, moves: Integers, most_steps: int) -> dict[int, int]:
    """Return what the best closed walk gains by its number of legs, from trying all of them."""
    best: dict[int, int] = {}
    kinds = ((legs, 1), (moves, 0))
    for length in range(1, most_steps + 1):
        for walk in itertools.product(range(len(legs)), repeat=length):
            ways = itertools.pairwise([*walk, walk[0]])
            choices = [
                [(int(steps[way]), leg) for steps, leg in kinds if steps[way] > NO_STEP] for way in ways
            ]
            for taken in itertools.product(*choices):
                count = sum(leg for _, leg in taken)
                best[count] = max(best.get(count, 0), sum(gain for gain, _ in taken))
    return best


@pytest.mark.parametrize("seed", every(5, range(40)))
@pytest.mark.parametrize("most_steps", [2, 3, 4])
def test_it_is_that_found_by_trying_every_walk(seed: int, most_steps: int) -> None:
    legs, moves = random_steps(seed)
    tried = best_by_legs(legs, moves, most_steps)
    assert best_walk(legs, moves, most_steps).gain == max(tried.values(), default=0)
    for count in range(1, most_steps + 1):
        walk = best_walk_of_legs(legs, moves, count, min(count, most_steps - count))
        assert walk.gain == tried.get(count, 0)


def best_by_chance(legs: list[Integers], chances: list[int], moves: Integers, most_steps: int) -> int:
    """Return the most a closed walk gains at its exact chance, a thousand times, from trying all of them."""
    best = 0
    kinds = [*zip(legs, chances, strict=True), (moves, None)]
    for length in range(1, most_steps + 1):
        for walk in itertools.product(range(len(moves)), repeat=length):
            ways = itertools.pairwise([*walk, walk[0]])
            choices = [
                [(int(steps[way]), chance) for steps, chance in kinds if steps[way] > NO_STEP] for way in ways
            ]
            for taken in itertools.product(*choices):
                met = [chance for _, chance in taken if chance is not None]
                together = prod(met) * len(met) * 1000
                gain = -(-together // CERTAIN ** len(met)) + sum(cost for cost, _ in taken)
                best = max(best, gain)
    return best


@pytest.mark.parametrize("seed", every(5, range(25)))
@pytest.mark.parametrize("most_steps", [2, 3, 4])
def test_where_legs_may_fail_it_is_that_found_by_trying_every_walk(seed: int, most_steps: int) -> None:
    dice = random.Random(1000 + seed)
    costs, moves = random_steps(seed)
    moves = np.where(moves > NO_STEP, moves * 100, NO_STEP)
    chances = sorted(dice.sample((CERTAIN, 950_000, 500_000, 70_000), 2))
    kinds = [
        np.where(
            (costs > NO_STEP) & (np.array(dice.choices((True, False), k=costs.size)).reshape(costs.shape)),
            costs * 100 - 500,
            NO_STEP,
        )
        for _ in chances
    ]
    found = best_risky_walk(kinds, chances, moves, most_steps, 1000)
    assert found.gain == best_by_chance(kinds, chances, moves, most_steps)
