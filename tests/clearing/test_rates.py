"""Rates are stated as exact decimals state them, also where floats find them."""

import random
from collections.abc import Callable
from decimal import Context, Decimal

import pytest

from samarkand.clearing.results.rates import Ratio, rates_table
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS

_TWELVE, _FORTY_EIGHT = Context(prec=12), Context(prec=48)


def _decimal(ratio: Decimal) -> float:
    return float(_TWELVE.scaleb(ratio, PRICE_DECIMALS - TERMS_DECIMALS))


def _any_ratio(dice: random.Random) -> Ratio:
    return dice.randint(1, 10 ** dice.randint(1, 18)), dice.randint(1, 10 ** dice.randint(1, 18))


def _halfway(dice: random.Random) -> Ratio:
    """Return a ratio that ends just in the middle between two of twelve digits, or a hair beside."""
    middle = dice.randint(10**11, 10**12 - 1) * 10 + 5
    return middle + dice.randint(-1, 1), 10 ** dice.randint(0, 13)


def _power_of_ten(dice: random.Random) -> Ratio:
    return 10 ** dice.randint(0, 18) + dice.randint(0, 1), 10 ** dice.randint(0, 18)


@pytest.mark.parametrize("draw", [_any_ratio, _halfway, _power_of_ten])
def test_rates_are_those_of_decimals(draw: Callable[[random.Random], Ratio]) -> None:
    dice = random.Random(7)
    low = {pool: draw(dice) for pool in range(2_000)}
    high = {pool: draw(dice) for pool in range(1_000, 3_000)}
    table = rates_table(low, high, None)
    assert table["number"].to_list() == list(range(3_000))
    for number, rate, rate_low, rate_high in table.rows():
        one, other = low.get(number) or high[number], high.get(number) or low[number]
        squared = _FORTY_EIGHT.divide(Decimal(one[0] * other[0]), Decimal(one[1] * other[1]))
        assert rate == _decimal(_TWELVE.sqrt(squared))
        for stated, side in ((rate_low, low), (rate_high, high)):
            ends = side.get(number)
            assert stated == (None if ends is None else _decimal(_TWELVE.divide(*map(Decimal, ends))))


def test_the_rate_of_the_unit_is_one() -> None:
    table = rates_table({0: (10**8, 10**6)}, {0: (10**8 + 2, 10**6)}, 0)
    assert table["rate"].item() == 1.0
    assert rates_table({}, {}, 0).is_empty()
