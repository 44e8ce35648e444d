"""Every ring of at most so many nodes, by walking on from the smallest node of each.

A walk goes on only where it can still be back in time; sets of nodes within so many steps are kept
as bits, which makes asking cheap.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.choosing.links import NONE, successors

Bits = NDArray[np.uint8]

_AT_ONCE = 1_000_000
"""Walks gone on with at once."""

_MOST_BYTES = 2**32
"""For all sets of nodes together."""


class TooManyRingsError(Exception):
    """There are more rings than asked for."""


def rings_up_to(tail: Integers, head: Integers, nodes: int, longest: int, most: int) -> Integers:
    """Return a row per ring: its nodes in turn, the smallest first, then `NONE`.

    Arcs are in the sequence of their tails, each pair once, none to itself. Raises TooManyRingsError
    when there are more than ``most``.
    """
    if nodes * nodes // 8 * longest > _MOST_BYTES:
        raise TooManyRingsError
    within = _reach(tail, head, nodes, longest - 1)
    kept = _bit(within[longest - 1], head, tail)
    tail, head = tail[kept], head[kept]
    rings: list[Integers] = [np.empty((0, longest), np.int64)]
    count = 0
    for found in _walks(np.column_stack([tail, head])[tail < head], tail, head, within):
        count += len(found)
        if count > most:
            raise TooManyRingsError
        rings.append(np.pad(found, ((0, 0), (0, longest - found.shape[1])), constant_values=NONE))
    return np.concatenate(rings)


def _walks(paths: Integers, tail: Integers, head: Integers, within: list[Bits]) -> Iterator[Integers]:
    """Yield the rings these paths are the beginnings of."""
    longest, size = len(within), paths.shape[1]
    start, last = paths[:, 0], paths[:, -1]
    yield paths[_bit(within[1], last, start)]
    if size == longest:
        return
    counts = np.bincount(tail, minlength=len(within[0]))[last]
    pieces = np.flatnonzero(np.diff(np.cumsum(counts) // _AT_ONCE, prepend=0))
    for piece in np.split(np.arange(len(paths)), pieces):
        row, place = successors(tail, last[piece], np.ones(len(piece), np.bool_))
        row, to = piece[row], head[place]
        good = to > start[row]
        row, to = row[good], to[good]
        good = _bit(within[longest - size], to, start[row])
        row, to = row[good], to[good]
        longer = np.column_stack([paths[row], to])
        fresh = (longer[:, :-1] != to[:, None]).all(axis=1)
        if fresh.any():
            yield from _walks(longer[fresh], tail, head, within)


def _reach(tail: Integers, head: Integers, nodes: int, steps: int) -> list[Bits]:
    """Return for 0, 1, ... ``steps`` steps a row of bits per node: what it reaches in at most so many."""
    width = (nodes + 7) // 8
    here = np.arange(nodes)
    reach = np.zeros((nodes, width), np.uint8)
    reach[here, here >> 3] = _mask(here)
    within = [reach]
    at_once = max(1, _MOST_BYTES // (64 * max(1, width)))
    for _ in range(steps):
        reach = within[-1].copy()
        for low in range(0, len(tail), at_once):
            part = tail[low : low + at_once]
            first = np.flatnonzero(np.diff(part, prepend=-1))
            seen = within[-1][head[low : low + at_once]]
            reach[part[first]] |= np.bitwise_or.reduceat(seen, first, axis=0)
        within.append(reach)
    return within


def _bit(bits: Bits, row: Integers, column: Integers) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (bits[row, column >> 3] & _mask(column)) != 0
    return found


def _mask(column: Integers) -> Bits:
    return np.left_shift(np.uint8(1), (column & 7).astype(np.uint8))
