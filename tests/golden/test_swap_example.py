"""The example's want-list trades still come out as their folders and its README say."""

from functools import cache

import pytest

from samarkand.swaps.check import check
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from tests.golden.swapped import EXAMPLE, EXPECTED, TRADES, example_lists, swap_example, trade_as_text

README = (EXAMPLE / "README.md").read_text(encoding="utf-8")

outcome_of = cache(swap_example)


@pytest.mark.parametrize("name", TRADES)
def test_the_example_comes_out_as_expected(name: str) -> None:
    expected = {path.name: path.read_text(encoding="utf-8") for path in (EXPECTED / name).iterdir()}
    assert trade_as_text(outcome_of(name)) == expected


@pytest.mark.parametrize("name", TRADES)
def test_the_example_is_proven_true(name: str) -> None:
    assert check(example_lists(), outcome_of(name)) == []
    assert outcome_of(name).summary["proven"]


@pytest.mark.parametrize("name", TRADES)
def test_the_readme_tells_what_each_way_trades(name: str) -> None:
    summary = outcome_of(name).summary
    assert f"| {summary['items']} | {summary['traders']} | {summary['largest_ring']} |" in README


@pytest.mark.parametrize("longest", [2, 3, 4, 5])
def test_the_readme_tells_what_short_rings_cost(longest: int) -> None:
    summary = swap(example_lists(), Settings(max_ring=longest)).summary
    assert summary["proven"]
    assert f"| {longest} | {summary['items']} | {summary['traders']} |" in README
