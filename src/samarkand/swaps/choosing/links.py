"""Which real item goes for which, directly or by way of its own trader's dummies.

The length of a ring counts real items only, so dummies are gone through beforehand: a link leads from
a real item to a real item and names the dummies on its way, each of which can be used only once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.choosing.core import Core

NONE = -1

_MOST_PATHS = 5_000_000
_MOST_DUMMIES = 12


@dataclass(frozen=True, slots=True)
class Links:
    """Links by ``tail`` and ``head``, in that sequence; ``via`` has the dummies in turn, then `NONE`.

    ``cost`` is that of all its wants together. ``complete`` is false where some were left out for being
    too many, or for going by too many dummies.
    """

    tail: Integers
    head: Integers
    via: Integers
    cost: Integers
    complete: bool = True


def links_of(core: Core) -> Links:
    """Return the links between real nodes; dummies on the way only where that is all, or costs less."""
    wants = np.flatnonzero(core.tail != core.head)
    wants = wants[np.lexsort((core.head[wants], core.tail[wants]))]
    tail, head, cost = core.tail[wants], core.head[wants], core.cost[wants]
    begins = core.is_real[tail]
    paths, paid = np.column_stack([tail, head])[begins], cost[begins]
    found = []
    wanted = np.bincount(tail, minlength=core.nodes)
    while True:
        arrived = core.is_real[paths[:, -1]]
        found.append(_links(paths[arrived], paid[arrived]))
        more = int(wanted[paths[~arrived, -1]].sum())
        if not more or more > _MOST_PATHS or len(found) > _MOST_DUMMIES:
            return _needed(found, core.nodes, complete=not more)
        row, place = successors(tail, paths[:, -1], ~arrived)
        fresh = (paths[row] != head[place, None]).all(axis=1)
        row, place = row[fresh], place[fresh]
        paths, paid = np.column_stack([paths[row], head[place]]), paid[row] + cost[place]


def successors(tail: Integers, node: Integers, wanted: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Return, for each wanted row and each arc from its node, the row and the arc's place in ``tail``."""
    first = np.searchsorted(tail, node)
    counts = np.where(wanted, np.searchsorted(tail, node, side="right") - first, 0)
    row = np.repeat(np.arange(len(node)), counts)
    place = np.arange(len(row)) + np.repeat(first - np.cumsum(counts) + counts, counts)
    return row, place


def _links(paths: Integers, paid: Integers) -> Links:
    return Links(paths[:, 0], paths[:, -1], paths[:, 1:-1], paid)


def _needed(found: list[Links], nodes: int, *, complete: bool) -> Links:
    """Return links of several lengths as one, in sequence, without dummies that nothing is gained by."""
    width = found[-1].via.shape[1]
    tail, head, cost = (
        np.concatenate([getattr(part, name) for part in found]) for name in ("tail", "head", "cost")
    )
    via = np.concatenate(
        [np.pad(part.via, ((0, 0), (0, width - part.via.shape[1])), constant_values=NONE) for part in found]
    )
    pair = tail * nodes + head
    straight = len(found[0].tail)
    twin = np.minimum(np.searchsorted(pair[:straight], pair), straight - 1)
    kept = np.arange(len(pair)) < straight
    kept |= (pair[twin] != pair) | (cost < cost[twin]) if straight else True
    order = np.flatnonzero(kept)[np.argsort(pair[kept], kind="stable")]
    return Links(tail[order], head[order], via[order], cost[order], complete)
