"""Most items, then most traders, then the best ranked wants: as good as any way to meet wants."""

import numpy as np
import pytest

from samarkand.swaps.choosing.best_items import most_items
from samarkand.swaps.market import Market
from tests.depth import every
from tests.oracle.swap_oracle import best_trade
from tests.swaps.markets import as_trade, assert_as_good, public, random_market, shuffled, written


def received(market: Market) -> list[int]:
    return [int(row) for row in most_items(market).receives]


@pytest.mark.parametrize("seed", every(5, range(150)))
def test_no_other_trade_is_better(seed: int) -> None:
    market = random_market(seed)
    assert_as_good(market, most_items(market), best_trade(market))


@pytest.mark.parametrize("seed", every(5, range(40)))
def test_the_sequence_of_the_lists_changes_nothing(seed: int) -> None:
    market = random_market(seed, rows=14)
    found, other = most_items(market), most_items(shuffled(market, seed))
    assert (found.items, found.traders) == (other.items, other.traders)
    as_trade(market, found)


def test_all_of_a_ring_trade() -> None:
    assert received(written("(Ann) A : B\n(Bob) B : C\n(Cy) C : A")) == [1, 2, 0]


def test_what_is_on_no_ring_stays() -> None:
    market = written("(Ann) A : B\n(Bob) B : A\n(Cy) C : A B")
    assert received(market) == [1, 0, 2]


def test_nothing_wanted_nothing_traded() -> None:
    found = most_items(written("(Ann) A :\n(Bob) B : A"))
    assert (found.items, found.traders, found.item_bound, found.proven) == (0, 0, 0, True)
    empty = np.empty(0, np.int64)
    assert most_items(Market(empty, empty.astype(np.bool_), empty, empty, empty)).proven


def test_a_dummy_gets_its_trader_one_of_two_copies() -> None:
    copies = "(Bob) COPY1 : MAP\n(Cy) COPY2 : PEN\n"
    both = written(copies + "(Ann) MAP : COPY1 COPY2\n(Ann) PEN : COPY1 COPY2")
    one = written(copies + "(Ann) MAP : %COPY\n(Ann) PEN : %COPY\n(Ann) %COPY : COPY1 COPY2")
    assert most_items(both).items == 4
    assert most_items(one).items == 2


def test_of_the_same_number_of_items_more_traders() -> None:
    market = written("(Ann) A1 : B1 C\n(Ann) A2 : B2\n(Bob) B1 : A1\n(Bob) B2 : A2\n(Cy) C : A1\n")
    found = most_items(market)
    assert (found.items, found.traders, found.proven) == (4, 3, True)


def test_a_trader_gets_nothing_of_their_own() -> None:
    own = Market(
        np.array([0, 0]), np.ones(2, np.bool_), np.array([0, 1]), np.array([1, 0]), np.ones(2, np.int64)
    )
    assert most_items(own).items == 0


def test_the_wants_ranked_first_are_met_where_nothing_else_is_lost() -> None:
    lists = "#! LINEAR-PRIORITIES\n(Ann) A : B C\n(Bob) B : A\n(Cy) C : A\n"
    assert received(written(lists)) == [1, 0, 2]
    assert received(written(lists.replace("B C", "C B"))) == [2, 1, 0]


@pytest.mark.parametrize(
    ("name", "items", "traders"),
    every(
        4,
        [
            ("olwlg_286149", 638, 186),
            ("RO2024May", 78, 35),
            ("olwlg_286870", 166, 76),
            ("olwlg_286103", 10, 9),
            ("tm_onewant", 336, 151),
            ("tm_xmas", 356, 0),
            ("oz_brisbane2016", 81, 32),
            ("oz_amiguero", 442, 87),
            ("oz_amiguero2", 262, 70),
            ("oz_amiguero3", 274, 74),
        ],
        several=True,
    ),
)
def test_public_trades_come_to_the_most_that_is_known(name: str, items: int, traders: int) -> None:
    found = most_items(public(name))
    assert (found.items, found.traders, found.proven) == (items, traders, True)
