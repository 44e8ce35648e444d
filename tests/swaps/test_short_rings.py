"""The best trade in rings of a few items: as good as any by hand, and as published on public inputs."""

import pytest

from samarkand.swaps.choosing import links, short_rings
from samarkand.swaps.choosing.best_items import most_items
from samarkand.swaps.choosing.short_rings import in_short_rings
from samarkand.swaps.settings import Objective
from tests.depth import every, first
from tests.oracle.swap_oracle import best_trade
from tests.swaps.markets import as_trade, pool, public, random_market, shuffled, written

OBJECTIVES: tuple[Objective, ...] = ("items", "traders-first")
ROUND = "(Ann) A : %BOB\n(Ann) %BOB : B\n(Bob) B : C\n(Cy) C : D\n(Dee) D : A\n"
"""Four items go round, the first by way of a dummy."""

PAIR = "(Eve) E : F\n(Fay) F : E\n"


@pytest.mark.parametrize("longest", [2, 3, 4])
@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("seed", every(5, range(40)))
def test_no_other_trade_in_such_rings_is_better(seed: int, objective: Objective, longest: int) -> None:
    market = random_market(seed)
    found = in_short_rings(market, longest, objective)
    best = best_trade(market, traders_first=objective == "traders-first", longest=longest)
    trade = as_trade(market, found)
    assert trade.longest <= longest
    assert (found.items, found.traders, found.proven) == (best.items, best.traders, True)
    if market.cost.max(initial=1) > 1:
        assert trade.cost == best.cost


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("seed", every(5, range(20)))
def test_the_sequence_of_the_lists_changes_nothing(seed: int, objective: Objective) -> None:
    market = random_market(seed, rows=14)
    found, other = (in_short_rings(one, 3, objective) for one in (market, shuffled(market, seed)))
    assert (found.items, found.traders) == (other.items, other.traders)
    as_trade(market, found)


@pytest.mark.parametrize("seed", every(5, range(20)))
def test_longer_rings_trade_no_less(seed: int) -> None:
    market = random_market(seed, rows=12)
    items = [in_short_rings(market, longest).items for longest in (2, 3, 4, 5, 12)]
    assert items == sorted(items)
    assert items[-1] == most_items(market).items


def test_a_dummy_makes_a_ring_no_longer() -> None:
    market = written(ROUND + PAIR)
    assert in_short_rings(market, 3).items == 2
    assert in_short_rings(market, 4).items == 6


@pytest.mark.parametrize("longest", [4, 6])
def test_where_there_are_too_many_rings_shorter_ones_trade_without_a_proof(
    longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(short_rings, "_MOST_RINGS", 1)
    market = written(ROUND + "(Eve) E : F A\n(Fay) F : E G\n(Gil) G : E")
    found = in_short_rings(market, longest)
    assert (found.items, found.proven) == (2, False)
    assert found.item_bound == most_items(market).items
    as_trade(market, found)


def test_dummies_that_lead_to_dummies_without_end_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_MOST_DUMMIES", 1)
    market = written(ROUND.replace("%BOB : B", "%BOB : %TOO\n(Ann) %TOO : B") + PAIR)
    found = in_short_rings(market, 4)
    assert (found.items, found.item_bound, found.proven) == (2, 6, False)


@pytest.mark.parametrize(
    ("name", "longest", "transplants"),
    first(1, [("100", 3, 29), ("200", 3, 104), ("100", 4, 35), ("200", 4, 111)], several=True),
)
def test_pools_of_pairs_come_to_the_transplants_other_programs_find(
    name: str, longest: int, transplants: int
) -> None:
    found = in_short_rings(pool(name), longest)
    assert (found.items, found.proven) == (transplants, True)


@pytest.mark.parametrize(
    ("name", "objective", "longest", "items", "traders"),
    first(
        1,
        [
            ("RO2024May", "items", 3, 40, 25),
            ("olwlg_286149", "items", 3, 284, 131),
            ("olwlg_286149", "items", 4, 415, 163),
            ("olwlg_286149", "traders-first", 3, 277, 134),
            ("tm_onewant", "items", 4, 227, 116),
        ],
        several=True,
    ),
)
def test_public_trades_in_short_rings_are_proven(
    name: str, objective: Objective, longest: int, items: int, traders: int
) -> None:
    found = in_short_rings(public(name), longest, objective)
    assert (found.items, found.traders, found.proven) == (items, traders, True)
