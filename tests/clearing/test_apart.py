"""Deals that fall apart are made several, and what is one deal is left alone."""

import random

import polars as pl
import pytest

from samarkand.clearing.deals import apart
from samarkand.clearing.deals.apart import set_apart

SCHEMA = {
    "deal": pl.Int64,
    "giver": pl.Int64,
    "taker": pl.Int64,
    "giver_pool": pl.Int64,
    "taker_pool": pl.Int64,
    "value": pl.Int64,
}


def parts(*legs: tuple[int, int, int], pools: dict[int, int] | None = None) -> list[int]:
    """Return the part of each leg (giver, taker, value) of one deal, numbered as they come first."""
    home = pools or {}
    rows = [
        (1, giver, taker, home.get(giver, giver), home.get(taker, taker), value)
        for giver, taker, value in legs
    ]
    found = set_apart(pl.DataFrame(rows, schema=SCHEMA, orient="row"))["part"].to_list()
    first = list(dict.fromkeys(found))
    return [first.index(part) for part in found]


@pytest.mark.parametrize(
    ("legs", "pools", "expected"),
    [
        ([(1, 2, 5), (2, 1, 5)], {}, [0, 0]),
        ([(1, 2, 5), (2, 3, 5), (3, 1, 5)], {}, [0, 0, 0]),
        ([(1, 2, 5), (2, 1, 5), (3, 4, 7), (4, 3, 7)], {}, [0, 0, 1, 1]),
        ([(1, 2, 5), (2, 1, 5), (1, 3, 7), (3, 1, 7)], {}, [0, 0, 1, 1]),
        ([(1, 3, 5), (4, 2, 5)], {1: 10, 2: 10, 3: 11, 4: 11}, [0, 0]),
        ([(1, 3, 5), (3, 1, 5), (2, 4, 5), (4, 2, 5)], {1: 10, 2: 10, 3: 11, 4: 11}, [0, 0, 1, 1]),
        ([(1, 3, 5), (3, 2, 5), (4, 6, 7), (6, 5, 7)], dict.fromkeys((1, 2, 4, 5), 10), [0, 0, 1, 1]),
        ([(1, 2, 5), (3, 4, 7)], {}, [0, 1]),
        ([(1, 2, 5), (2, 3, 5)], {}, [0, 0]),
    ],
    ids=[
        "a swap",
        "a ring",
        "two swaps of four",
        "two swaps that share one firm",
        "a ring through two homes",
        "two swaps between two homes",
        "two rings through one home",
        "two gifts through swings",
        "a path that a swing closes",
    ],
)
def test_parts_are_those_that_balance_alone(
    legs: list[tuple[int, int, int]], pools: dict[int, int], expected: list[int]
) -> None:
    assert parts(*legs, pools=pools) == expected


@pytest.mark.parametrize("seed", range(30))
def test_every_part_balances_and_none_can_be_parted_again(seed: int) -> None:
    """Rings thrown together at random: parts balance for every pool but for what the deal leaves open."""
    dice = random.Random(seed)
    pools = {party: dice.randrange(4) + 100 for party in range(8)}
    legs = []
    for _ in range(dice.randint(1, 4)):
        ring = dice.sample(range(8), dice.randint(2, 4))
        legs += [
            (one, other, dice.randint(3, 4)) for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)
        ]
    found = parts(*legs, pools=pools)
    whole = _nets(legs, pools)
    open_anywhere: dict[int, int] = {}
    for part in set(found):
        own = [leg for leg, label in zip(legs, found, strict=True) if label == part]
        for pool, net in _nets(own, pools).items():
            open_anywhere[pool] = open_anywhere.get(pool, 0) + abs(net)
        assert len(set(parts(*own, pools=pools))) == 1
    assert open_anywhere == {pool: abs(net) for pool, net in whole.items()}


def test_what_is_plainly_one_ring_is_told_as_the_graph_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rings of two or three between six parties of three pools, some spoilt by a value or by one more leg."""
    dice = random.Random(0)
    rows = []
    for deal in range(1_000):
        ring = dice.sample(range(6), dice.choice((2, 3)))
        legs = [(one, other, 5) for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)]
        legs[0] = (ring[0], ring[1], dice.choice((5, 5, 7)))
        if dice.random() < 0.3:
            giver, taker = dice.sample(range(6), 2)
            legs.append((giver, taker, 5))
        dice.shuffle(legs)
        rows += [(deal, giver, taker, giver // 2, taker // 2, value) for giver, taker, value in legs]
    deals = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    told = set_apart(deals)
    assert told["part"].n_unique() > 1
    monkeypatch.setattr(apart, "_SHORT", ())
    assert set_apart(deals).equals(told)


def _nets(legs: list[tuple[int, int, int]], pools: dict[int, int]) -> dict[int, int]:
    nets: dict[int, int] = {}
    for giver, taker, value in legs:
        nets[pools[giver]] = nets.get(pools[giver], 0) + value
        nets[pools[taker]] = nets.get(pools[taker], 0) - value
    return {pool: net for pool, net in nets.items() if net}
