"""Small markets of want lists drawn by dice, and what every solution of one must keep to."""

import random

import numpy as np

from samarkand.swaps.market import Market, Solution
from tests.oracle.swap_oracle import Trade, ring_from, trade_of


def random_market(seed: int, *, rows: int = 7, ranked: bool = False, named: bool = True) -> Market:
    """Return a market of some traders with several items each, some of whom have dummies."""
    dice = random.Random(seed)
    traders = dice.randint(2, 4)
    owner = [dice.randrange(traders) if named else -1 for _ in range(rows)]
    real = [not named or dice.random() < 0.7 for _ in range(rows)]
    density = dice.choice([0.3, 0.5, 0.8])
    wants = [
        (one, other)
        for one in range(rows)
        for other in range(rows)
        if one != other
        and (owner[one] != owner[other] or not named if real[other] else owner[one] == owner[other])
    ]
    wants = [want for want in wants if dice.random() < density]
    return market_of_wants(owner, real, wants, [dice.randint(1, 9) if ranked else 1 for _ in wants])


def market_of_wants(
    owner: list[int], real: list[bool], wants: list[tuple[int, int]], cost: list[int] | None = None
) -> Market:
    """Return the market in which each first row of ``wants`` wants the second."""
    tail, head = np.array(wants, dtype=np.int64).reshape(-1, 2).T
    return Market(
        np.array(owner, dtype=np.int64),
        np.array(real, dtype=np.bool_),
        tail,
        head,
        np.array(cost or [1] * len(wants), dtype=np.int64),
    )


def as_trade(market: Market, solution: Solution) -> Trade:
    """Return the solution as the oracle counts it; fails unless each want it meets is one."""
    wants = zip(market.tail.tolist(), market.head.tolist(), strict=True)
    cost: dict[tuple[int, int], int] = {}
    for want, paid in zip(wants, market.cost.tolist(), strict=True):
        cost[want] = min(paid, cost.get(want, paid))
    receives = tuple(solution.receives.tolist())
    assert sorted(receives) == list(range(len(receives))), "each row is given and received once"
    for row, got in enumerate(receives):
        if row != got:
            assert (row, got) in cost, "only wants are met"
            assert market.is_real[ring_from(row, receives)].any(), "no ring of dummies alone"
            assert (
                not market.is_real[got] or market.owner[row] != market.owner[got] or market.owner[row] == -1
            )
    trade = trade_of(market, receives, cost)
    assert (trade.items, trade.traders) == (solution.items, solution.traders)
    assert solution.item_bound >= solution.items
    assert solution.trader_bound >= solution.traders
    return trade
