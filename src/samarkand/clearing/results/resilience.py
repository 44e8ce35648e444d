"""What failing legs do to a round: each fails with the same probability, and takes its deal with it."""

from fractions import Fraction

import numpy as np
import polars as pl

from samarkand.core.scale import VALUE_DECIMALS
from samarkand.solving.arrays import Floats, Integers

_SHARES = (1, 5, 10)
"""How many legs of a hundred fail."""

_MOST_DRAWS, _FEWEST_DRAWS, _NUMBERS = 1_000, 20, 5_000_000
"""A round is played so often that its deals need about so many random numbers."""

_UNLIKELY = 5
"""Of a hundred rounds played, so many stay under the low value, and so many above the high one."""


def if_legs_fail(deals: pl.DataFrame, seed: int) -> list[dict[str, str]]:
    """Return what stays of a round where one, five and ten legs of a hundred fail.

    ``deals`` is the outcome's table. Legs fail independently, and a failed leg undoes its deal. The
    expected value and the deals undone are exact; the low and the high value are from playing the
    round, the same numbers for the same seed.
    """
    by_legs = deals.group_by("legs").agg(pl.len(), pl.col("value").sum()).sort("legs").rows()
    played = _played(deals, seed)
    return [
        {
            "share": _decimal(percent, 2),
            "expected": _decimal(
                sum(value * (100 - percent) ** legs // 100**legs for legs, _, value in by_legs),
                VALUE_DECIMALS,
            ),
            "low": _decimal(low, VALUE_DECIMALS),
            "high": _decimal(high, VALUE_DECIMALS),
            "deals_undone": _decimal(_undone([(legs, count) for legs, count, _ in by_legs], percent), 1),
        }
        for percent, (low, high) in zip(_SHARES, played, strict=True)
    ]


def _undone(by_legs: list[tuple[int, int]], percent: int) -> int:
    """Return how many tenths of deals are undone on average, halves up."""
    undone = sum(
        (count * (1 - Fraction((100 - percent) ** legs, 100**legs)) for legs, count in by_legs), Fraction(0)
    )
    return int((10 * undone + Fraction(1, 2)) // 1)


def _played(deals: pl.DataFrame, seed: int) -> list[tuple[int, int]]:
    """Return the low and the high value for each share.

    The same numbers play all shares, so that a higher share never comes out better by chance.
    """
    if deals.is_empty():
        return [(0, 0)] * len(_SHARES)
    dice = np.random.Generator(np.random.PCG64(seed % 2**64))
    draws = min(max(_NUMBERS // deals.height, _FEWEST_DRAWS), _MOST_DRAWS)
    values = deals["value"].to_numpy()
    stands = [_chance_to_stand(deals["legs"], percent) for percent in _SHARES]
    totals: Integers = np.zeros((len(_SHARES), draws), np.int64)
    for draw in range(draws):
        luck = dice.random(deals.height)
        for share, chance in enumerate(stands):
            totals[share, draw] = values[luck < chance].sum()
    totals.sort(axis=1)
    low, high = draws * _UNLIKELY // 100, draws * (100 - _UNLIKELY) // 100
    return [(int(total[low]), int(total[high])) for total in totals]


def _chance_to_stand(legs: pl.Series, percent: int) -> Floats:
    """Return the chance of each deal that none of its legs fails; whole numbers divide the same anywhere."""
    sizes, position = np.unique(legs.to_numpy(), return_inverse=True)
    by_size: Floats = np.array([(100 - percent) ** size / 100**size for size in sizes.tolist()])
    return by_size[position]


def _decimal(scaled: int, decimals: int) -> str:
    whole, fraction = divmod(scaled, 10**decimals)
    return f"{whole}.{fraction:0{decimals}d}"
