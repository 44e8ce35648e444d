"""Numbers in use, numbered anew without gaps."""

import numpy as np

from samarkand.solving.arrays import Integers

_MOST_MARKS = 50_000_000
"""Up to here a mark for every number there could be is cheaper than sorting those in use."""


def compact(keys: list[Integers], most: int) -> tuple[Integers, list[Integers]]:
    """Return the keys in use, ascending, and the keys numbered by their place among them."""
    if most > _MOST_MARKS:
        used, places = np.unique(np.concatenate(keys), return_inverse=True)
        return used, np.split(places, [len(keys[0])])
    is_used = np.zeros(most, bool)
    for key in keys:
        is_used[key] = True
    place = np.cumsum(is_used) - 1
    return np.flatnonzero(is_used), [place[key] for key in keys]
