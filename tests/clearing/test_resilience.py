"""What failing legs do to a round: deals of two and three legs, and numbers a person can work out."""

import polars as pl
import pytest

from samarkand.clearing.results.resilience import if_legs_fail


def deals(*rows: tuple[int, str]) -> pl.DataFrame:
    """Return deals, each written as its number of legs and its value."""
    return pl.DataFrame(
        {
            "deal": [str(number) for number, _ in enumerate(rows, 1)],
            "parties": [legs for legs, _ in rows],
            "legs": [legs for legs, _ in rows],
            "value": [round(float(value) * 100) for _, value in rows],
        },
        schema={"deal": pl.String, "parties": pl.Int64, "legs": pl.Int64, "value": pl.Int64},
    )


def test_a_round_without_deals_loses_nothing() -> None:
    nothing = {"expected": "0.00", "low": "0.00", "high": "0.00", "deals_undone": "0.0"}
    assert if_legs_fail(deals(), 0) == [{"share": share} | nothing for share in ("0.01", "0.05", "0.10")]


def test_a_deal_stands_where_none_of_its_legs_fails() -> None:
    one, five, ten = if_legs_fail(deals((2, "1000"), (3, "2000")), 0)
    assert one["expected"] == "2920.69", "1000 * 0.99**2 = 980.10 and 2000 * 0.99**3 = 1940.598, rounded down"
    assert five["expected"] == "2617.25"
    assert ten["expected"] == "2268.00"


def test_deals_undone_are_rounded_halves_up() -> None:
    undone = [share["deals_undone"] for share in if_legs_fail(deals(*[(1, "5")] * 5), 0)]
    assert undone == ["0.1", "0.3", "0.5"], "0.05 and 0.25 deals are rounded up"


def test_longer_deals_are_undone_more_often() -> None:
    (short, *_), (long, *_) = if_legs_fail(deals((2, "900")), 0), if_legs_fail(deals((90, "900")), 0)
    assert float(short["expected"]) > float(long["expected"])
    assert float(short["deals_undone"]) < float(long["deals_undone"])


def test_most_rounds_played_lie_between_low_and_high() -> None:
    many = deals(*[(2, "100")] * 1000)
    for share, spread in zip(if_legs_fail(many, 7), (700, 1600, 2000), strict=True):
        low, expected, high = (float(share[name]) for name in ("low", "expected", "high"))
        assert low < expected < high < 100_000
        assert high - low == pytest.approx(3.3 * spread / 2, rel=0.35), "about 3.3 standard deviations"


def test_the_seed_decides_the_rounds_played() -> None:
    many = deals(*[(2 + number % 4, f"{number}.5") for number in range(300)])
    assert if_legs_fail(many, 3) == if_legs_fail(many, 3)
    other = if_legs_fail(many, -4)
    assert [share["low"] for share in other] != [share["low"] for share in if_legs_fail(many, 3)]
    assert [share["expected"] for share in other] == [share["expected"] for share in if_legs_fail(many, 3)]


def test_more_failing_legs_never_serve_a_round() -> None:
    one, five, ten = if_legs_fail(deals(*[(2 + number % 5, "10") for number in range(99)]), 1)
    for name in ("expected", "low", "high"):
        assert float(one[name]) >= float(five[name]) >= float(ten[name])


def test_a_deal_of_hundreds_of_legs_is_hardly_ever_whole() -> None:
    one, _, ten = if_legs_fail(deals((2000, "1000000"), (2, "1")), 0)
    assert one["expected"] == "0.98", "of the long deal less than a hundredth is expected to stay"
    assert ten["low"] == "0.00"
    assert ten["deals_undone"] == "1.2"
