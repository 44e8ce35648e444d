"""The best trade in rings of a few items: as good as any by hand, and as published on public inputs."""

import pytest

from samarkand.swaps.short_rings import Objective, in_short_rings
from tests.oracle.swap_oracle import best_trade
from tests.swaps.markets import as_trade, random_market


@pytest.mark.parametrize("longest", [2, 3, 4])
@pytest.mark.parametrize("objective", ["items", "traders-first"])
@pytest.mark.parametrize("seed", range(40))
def test_no_other_trade_in_such_rings_is_better(seed: int, objective: Objective, longest: int) -> None:
    market = random_market(seed, ranked=seed % 2 == 1, named=seed % 5 != 0)
    found = in_short_rings(market, longest, objective)
    best = best_trade(market, traders_first=objective == "traders-first", longest=longest)
    trade = as_trade(market, found)
    assert trade.longest <= longest
    assert (found.items, found.traders, found.proven) == (best.items, best.traders, True)
    if seed % 2:
        assert trade.cost == best.cost
