"""Every ring of links with at most so many real items, whichever dummies it goes by."""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.choosing.core import Core
from samarkand.swaps.choosing.links import NONE, Links
from samarkand.swaps.choosing.ring_search import TooManyRingsError, rings_up_to


def rings_of_links(core: Core, links: Links, longest: int, most: int) -> Integers:
    """Return a row of numbers of links for each ring, filled up with `NONE`.

    Raises TooManyRingsError when there are more than ``most``.
    """
    real = int(core.is_real.sum())
    number = np.cumsum(core.is_real) - 1
    pairs, first, ways = np.unique(
        number[links.tail] * real + number[links.head], return_index=True, return_counts=True
    )
    if not len(pairs):
        return np.empty((0, longest), np.int64)
    tail, head = np.divmod(pairs, real)
    nodes = rings_up_to(tail, head, real, longest, most)
    following = np.roll(nodes, -1, axis=1)
    last = (nodes != NONE).sum(axis=1) - 1
    following[np.arange(len(nodes)), last] = nodes[:, 0]
    place = np.searchsorted(pairs, nodes * real + following)
    place[nodes == NONE] = len(pairs)
    first, ways = np.append(first, NONE), np.append(ways, 1)
    if ways[place].prod(axis=1, dtype=float).sum() > most:
        raise TooManyRingsError
    return _by_every_way(place, first, ways, links)


def _by_every_way(place: Integers, first: Integers, ways: Integers, links: Links) -> Integers:
    """Return each ring of pairs once for every choice of links, if that uses no dummy twice."""
    rings = place[:, :0]
    for step in range(place.shape[1]):
        count = ways[place[:, step]]
        row = np.repeat(np.arange(len(place)), count)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        place = place[row]
        rings = np.column_stack([rings[row], first[place[:, step]] + nth])
    return rings[~_uses_a_dummy_twice(rings, links)]


def _uses_a_dummy_twice(rings: Integers, links: Links) -> NDArray[np.bool_]:
    via = np.where((rings == NONE)[:, :, None], NONE, links.via[rings])
    via = np.sort(via.reshape(len(rings), rings.shape[1] * links.via.shape[1]), axis=1)
    twice: NDArray[np.bool_] = ((via[:, 1:] == via[:, :-1]) & (via[:, 1:] != NONE)).any(axis=1)
    return twice
