"""Tells which items lie on a ring no longer than asked, by walking all of them at once.

A bit for each item that is asked about travels along the wants; after as many real items as a ring
may have, those are on one that see their own bit again.
"""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.market import Market

Flags = NDArray[np.bool_]
Words = NDArray[np.uint64]

_BITS = 64
_MOST_WORDS = 8_000_000
"""Words in work at a time: 64 MB."""


def on_short_rings(market: Market, asked: Integers, longest: int) -> Flags:
    """Return for each row of ``asked`` whether it lies on a ring of at most ``longest`` real items."""
    by_tail = np.argsort(market.tail, kind="stable")
    arcs = market.tail[by_tail], market.head[by_tail]
    size = max(1, _MOST_WORDS // max(1, len(by_tail))) * _BITS
    parts = [
        _block(market.is_real, arcs, asked[start : start + size], longest)
        for start in range(0, len(asked), size)
    ]
    return np.concatenate([np.zeros(0, bool), *parts])


def _block(is_real: Flags, arcs: tuple[Integers, Integers], asked: Integers, longest: int) -> Flags:
    number = np.arange(len(asked))
    word, bit = number // _BITS, np.uint64(1) << (number % _BITS).astype(np.uint64)
    own = np.zeros((len(is_real), len(asked) // _BITS + 1), np.uint64)
    own[asked, word] = bit
    seen = np.zeros_like(own)
    for _ in range(longest):
        further = _one_item_further(is_real, arcs, own | seen)
        if np.array_equal(further, seen):
            break
        seen = further
    found: Flags = (seen[asked, word] & bit) != 0
    return found


def _one_item_further(is_real: Flags, arcs: tuple[Integers, Integers], bits: Words) -> Words:
    """Return what each row sees through its wants; a dummy shows what it sees itself."""
    tail, head = arcs
    starts = np.flatnonzero(np.diff(tail, prepend=-1))
    shown = np.where(is_real[:, None], bits, np.uint64(0))
    while True:
        seen = np.zeros_like(shown)
        if len(starts):
            seen[tail[starts]] = np.bitwise_or.reduceat(shown[head], starts, axis=0)
        if np.array_equal(seen[~is_real], shown[~is_real]):
            return seen
        shown[~is_real] = seen[~is_real]
