"""Cuts a solution into rings of real items: the dummies between them are left out."""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers

Ring = list[int]
"""Rows of real items: the owner of each next one gets the one before it, and of the first the last."""


def rings_of(receives: Integers, is_real: NDArray[np.bool_]) -> list[Ring]:
    """Return the rings in which items change hands, each begun at its first row, in the rows' sequence.

    ``receives`` is a permutation of the rows: the row each row receives, itself where it does not trade.
    """
    receiver = np.empty_like(receives)
    receiver[receives] = np.arange(len(receives))
    trading = np.flatnonzero(is_real & (receives != np.arange(len(receives))))
    goes_for = _past_dummies(receiver, is_real).tolist()
    left = set(trading.tolist())
    rings = []
    for first in trading.tolist():
        if first in left:
            ring = _walk(first, goes_for)
            left.difference_update(ring)
            rings.append(ring)
    return rings


def _past_dummies(receiver: Integers, is_real: NDArray[np.bool_]) -> Integers:
    """Return for each row the real row that receives it, through however many dummies."""
    found = receiver
    for _ in range(len(receiver)):
        through = ~is_real[found] & is_real
        if not through.any():
            break
        found = np.where(through, receiver[found], found)
    return found


def _walk(first: int, goes_for: list[int]) -> Ring:
    ring = [first]
    while goes_for[ring[-1]] != first:
        ring.append(goes_for[ring[-1]])
    return ring
