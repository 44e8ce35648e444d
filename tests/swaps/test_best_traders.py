"""Most traders, then most items: as good as any way to meet wants."""

import pytest

from samarkand.swaps.best_traders import most_traders
from tests.oracle.swap_oracle import best_trade
from tests.swaps.markets import as_trade, random_market


@pytest.mark.parametrize("seed", range(150))
def test_no_other_trade_is_better(seed: int) -> None:
    market = random_market(seed, ranked=seed % 2 == 1, named=seed % 5 != 0)
    found, best = most_traders(market), best_trade(market, traders_first=True)
    trade = as_trade(market, found)
    assert (found.items, found.traders, found.proven) == (best.items, best.traders, True)
    if seed % 2:
        assert trade.cost == best.cost
