"""Most traders, then most items: as good as any way to meet wants."""

import pytest

from samarkand.swaps.choosing import best_traders
from samarkand.swaps.choosing.best_items import most_items
from samarkand.swaps.choosing.best_traders import most_traders
from tests.depth import every
from tests.oracle.swap_oracle import best_trade
from tests.swaps.markets import as_trade, assert_as_good, public, random_market, shuffled, written

LARGE_OR_MANY = """\
(Ann) A1 : B1 C
(Ann) A2 : B2
(Ann) A3 : B3
(Bob) B1 : A2
(Bob) B2 : A3
(Bob) B3 : A1
(Cy) C : D
(Dee) D : A1
"""
"""Either Ann and Bob trade all they have, or Ann, Cy and Dee an item each."""


@pytest.mark.parametrize("seed", every(5, range(150)))
def test_no_other_trade_is_better(seed: int) -> None:
    market = random_market(seed)
    assert_as_good(market, most_traders(market), best_trade(market, traders_first=True))


@pytest.mark.parametrize("seed", every(5, range(40)))
def test_the_sequence_of_the_lists_changes_nothing(seed: int) -> None:
    market = random_market(seed, rows=14)
    found, other = most_traders(market), most_traders(shuffled(market, seed))
    assert (found.items, found.traders) == (other.items, other.traders)
    as_trade(market, found)


def test_more_traders_are_worth_any_number_of_items() -> None:
    market = written(LARGE_OR_MANY)
    by_items, by_traders = most_items(market), most_traders(market)
    assert (by_items.items, by_items.traders) == (6, 2)
    assert (by_traders.items, by_traders.traders, by_traders.proven) == (3, 3, True)


def test_a_search_that_finds_nothing_leaves_most_items_and_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_traders, "best_choice", lambda *_: None)
    found = most_traders(written(LARGE_OR_MANY))
    assert (found.items, found.traders, found.trader_bound, found.proven) == (6, 2, 4, False)


@pytest.mark.parametrize(
    ("name", "traders", "items"),
    [("olwlg_286870", 84, 152), ("olwlg_286103", 9, 10)],
)
def test_public_trades_come_to_the_most_that_is_known(name: str, traders: int, items: int) -> None:
    found = most_traders(public(name))
    assert (found.traders, found.items, found.proven) == (traders, items, True)
