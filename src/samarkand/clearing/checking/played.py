"""A round played again: its legs fail by the same dice, and what stays must be what the outcome says."""

import numpy as np
import polars as pl

_DRAWS = (20, 1_000)
_NUMBERS = 5_000_000
"""A round is played so often that its deals need about so many numbers, within the bounds above."""

_UNLIKELY = 5
"""Of a hundred rounds played, so many stay under the low value, and so many above the high one."""

_SEEDS = 2**64


def played(deals: pl.DataFrame, seed: int, percents: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the low and the high value that stays, in minor units, for each share of failing legs.

    ``deals`` is the outcome's table, in its sequence. A deal stands when its number falls below the
    chance that none of its legs fails. Numbers come from the permuted congruential generator PCG64
    (O'Neill 2014) with ``seed``; each share meets the same ones.
    """
    if deals.is_empty():
        return [(0, 0)] * len(percents)
    dice = np.random.Generator(np.random.PCG64(seed % _SEEDS))
    count = max(_DRAWS[0], min(_DRAWS[1], _NUMBERS // deals.height))
    value = deals["value"].to_numpy()
    chances = [_chances(deals["legs"], percent) for percent in percents]
    stays = np.zeros((count, len(percents)), np.int64)
    for draw in range(count):
        numbers = dice.random(deals.height)
        stays[draw] = [int(value[numbers < chance].sum()) for chance in chances]
    ranked = np.sort(stays, axis=0)
    low, high = ranked[count * _UNLIKELY // 100], ranked[count * (100 - _UNLIKELY) // 100]
    return [(int(least), int(most)) for least, most in zip(low, high, strict=True)]


def _chances(legs: pl.Series, percent: int) -> np.ndarray:
    """Return each deal's chance that none of its legs fails, the nearest float to the exact one."""
    sizes = legs.unique().sort()
    exact = [(100 - percent) ** size / 100**size for size in sizes]
    placed: np.ndarray = np.array(exact)[np.searchsorted(sizes.to_numpy(), legs.to_numpy())]
    return placed
