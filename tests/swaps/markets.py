"""Small markets of want lists drawn by dice, and what every solution of one must keep to."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from samarkand.swaps.market import NOBODY, Market, Solution, market_of
from samarkand.swaps.reading import read_want_lists, want_lists_from_text
from tests.oracle.swap_oracle import Trade, ring_from, trade_of

PUBLIC = Path(__file__).parents[3] / "shared" / "data"


def random_market(seed: int, *, rows: int = 7) -> Market:
    """Return a market of some traders with several items each, some of whom have dummies.

    Where the seed is odd wants are ranked; in one of five markets nobody has a name.
    """
    dice = random.Random(seed)
    named = seed % 5 != 0
    traders = dice.randint(2, 4)
    owner = [dice.randrange(traders) if named else NOBODY for _ in range(rows)]
    real = [not named or dice.random() < 0.7 for _ in range(rows)]
    density = dice.choice([0.3, 0.5, 0.8])
    wants = [
        (giver, wanted)
        for giver in range(rows)
        for wanted in range(rows)
        if giver != wanted
        and (not named or real[wanted] == (owner[giver] != owner[wanted]))
        and dice.random() < density
    ]
    tail, head = np.array(wants, dtype=np.int64).reshape(-1, 2).T
    return Market(
        owner=np.array(owner, dtype=np.int64),
        is_real=np.array(real, dtype=np.bool_),
        tail=tail,
        head=head,
        cost=np.array([dice.randint(1, 9) if seed % 2 else 1 for _ in wants], dtype=np.int64),
    )


def assert_as_good(market: Market, found: Solution, best: Trade) -> None:
    """Assert that a solution is a trade, as good as the best one, and says that it is."""
    trade = as_trade(market, found)
    assert (found.items, found.traders, found.proven) == (best.items, best.traders, True)
    if market.cost.max(initial=1) > 1:
        assert trade.cost == best.cost


def shuffled(market: Market, seed: int) -> Market:
    """Return the same market with rows, wants and traders in another sequence."""
    dice = np.random.default_rng(seed)
    row = dice.permutation(len(market.owner))
    trader = dice.permutation(int(market.owner.max(initial=0)) + 1)
    want = dice.permutation(len(market.tail))
    was = np.argsort(row)
    named = market.owner != NOBODY
    return Market(
        owner=np.where(named, trader[market.owner], NOBODY)[was],
        is_real=market.is_real[was],
        tail=row[market.tail][want],
        head=row[market.head][want],
        cost=market.cost[want],
    )


def written(text: str) -> Market:
    """Return the market of want lists as they are written."""
    lists = want_lists_from_text("#! ALLOW-DUMMIES\n" + text).lists
    assert lists is not None
    return market_of(lists)


def public(name: str) -> Market:
    """Return a public math trade; skips the test where it does not lie beside this checkout."""
    path = PUBLIC / "mathtrade" / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"{path} is not here: a public math trade was not compared")
    lists = read_want_lists(path).lists
    assert lists is not None
    return market_of(lists)


def pool(name: str) -> Market:
    """Return a public pool of pairs for kidney exchange: everyone an item of nobody's, every arc a want."""
    path = PUBLIC / "kep" / f"{name}.input"
    if not path.is_file():
        pytest.skip(f"{path} is not here: a public pool of pairs was not compared")
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs, arcs = int(lines[0][0]), int(lines[0][1])
    tail, head = np.array([[int(end) for end in line[:2]] for line in lines[1 : 1 + arcs]], dtype=np.int64).T
    return Market(np.full(pairs, NOBODY), np.ones(pairs, np.bool_), tail, head, np.ones(arcs, np.int64))


def as_trade(market: Market, solution: Solution) -> Trade:
    """Return the solution as the oracle counts it; fails unless it keeps to what every solution must."""
    cost: dict[tuple[int, int], int] = {}
    for giver, wanted, paid in zip(
        market.tail.tolist(), market.head.tolist(), market.cost.tolist(), strict=True
    ):
        cost[giver, wanted] = min(paid, cost.get((giver, wanted), paid))
    receives = tuple(solution.receives.tolist())
    assert sorted(receives) == list(range(len(receives))), "each row is given and received once"
    for row, got in enumerate(receives):
        if row != got:
            assert (row, got) in cost, "only wants are met"
            assert market.is_real[ring_from(row, receives)].any(), "no ring is of dummies alone"
    trade = trade_of(market, receives, cost)
    assert (trade.items, trade.traders) == (solution.items, solution.traders)
    assert solution.item_bound >= solution.items
    assert solution.trader_bound >= solution.traders
    reached = (solution.item_bound, solution.trader_bound) == (solution.items, solution.traders)
    assert solution.proven == reached
    return trade


def unranked(market: Market) -> Market:
    """Return the market with every want as good as any other."""
    return replace(market, cost=np.ones_like(market.cost))
