"""The fewest payments that settle a few parties, found by going through all sets of them."""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

MOST_OPEN = 14
"""Up to so many parties with something left are all sets of them gone through."""


def fewest_payments(left: Integers) -> Integers:
    """Return the fewest payments that settle each row of ``left``: nets that sum to zero, none of them 0.

    With as many payments as parties less one everybody can be settled, and so can every part of them
    that sums to zero by itself: the fewest are the parties less the most such parts. Adding one
    party after the other, the most parts are the most times that the sum can be zero on the way
    (Verhoeff 2004, "Settling multiple debts efficiently").
    """
    rows, parties = left.shape
    sums = np.zeros((rows, 1), np.int64)
    for party in range(parties):
        sums = np.concatenate([sums, sums + left[:, party : party + 1]], axis=1)
    is_even = (sums == 0).astype(np.int8)
    parts = np.zeros_like(is_even)
    sets = np.arange(1 << parties)
    sizes = sum((sets >> party) & 1 for party in range(parties))
    for size in range(1, parties + 1):
        of_size = sets[sizes == size]
        best = np.zeros((rows, len(of_size)), np.int8)
        for party in range(parties):
            has = ((of_size >> party) & 1).astype(bool)
            without = parts[:, of_size[has] ^ (1 << party)]
            best[:, has] = np.maximum(best[:, has], without)
        parts[:, of_size] = best + is_even[:, of_size]
    fewest: Integers = parties - parts[:, -1].astype(np.int64)
    return fewest
