"""Take few positions that sum to zero apart into as many parts that sum to zero as there are."""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers

MOST_TAKEN_APART = 14
"""Up to so many positions are taken apart: all 16,384 sets of them are looked at."""

_FEWEST = 6
"""Fewer, of which no two cancel, are one part: each part has three or more."""

_AT_ONCE = 2**20


def zero_sum_parts(net: Integers, block: Integers) -> Integers:
    """Return a number for the part that each position is in; parts of different blocks differ.

    ``block`` ascends. No two positions of a block cancel each other. Blocks of many are one part.
    """
    first = np.flatnonzero(np.diff(block, prepend=-1))
    size = np.diff(np.append(first, len(block)))
    part = np.repeat(np.arange(len(first)), size) * MOST_TAKEN_APART
    for few in range(_FEWEST, MOST_TAKEN_APART + 1):
        starts = first[size == few]
        for some in np.array_split(starts, (len(starts) << few) // _AT_ONCE + 1):
            places = some[:, np.newaxis] + np.arange(few)
            part[places] += _labels(net[places])
    return part


def _labels(net: Integers) -> Integers:
    """Return the part of each position, numbered in each row from 0; a row sums to zero."""
    rows, few = net.shape
    sums = np.zeros((rows, 1), np.int64)
    for position in range(few):
        sums = np.concatenate([sums, sums + net[:, [position]]], axis=1)
    label = np.zeros((rows, few), np.int64)
    divisible = np.flatnonzero(np.count_nonzero(sums == 0, axis=1) > 2)  # noqa: PLR2004 - none and all
    if len(divisible):
        label[divisible] = _trace(sums[divisible] == 0, few)
    return label


def _trace(is_zero: NDArray[np.bool_], few: int) -> Integers:
    """Return the labels for rows of sets that sum to zero or not.

    Taking one position away after the other, from all to none, the sums are zero as often as possible;
    what is taken away between two zeros is a part.
    """
    most = _most_zeros(is_zero, few)
    row = np.arange(len(is_zero))
    label, count = np.zeros((len(is_zero), few), np.int64), np.full(len(is_zero), -1)
    held = np.full(len(is_zero), (1 << few) - 1)
    for _ in range(few):
        count += is_zero[row, held]
        wanted = most[row, held] - is_zero[row, held]
        taken = np.full(len(is_zero), -1)
        for position in range(few):
            holds = (held >> position) & 1 == 1
            fits = holds & (most[row, np.where(holds, held ^ (1 << position), 0)] == wanted) & (taken < 0)
            taken[fits] = position
        label[row, taken] = count
        held ^= 1 << taken
    return label


def _most_zeros(is_zero: NDArray[np.bool_], few: int) -> NDArray[np.int8]:
    """Return, for each set, how often the sum can be zero when it is taken down to none one by one."""
    most = np.zeros(is_zero.shape, np.int8)
    sets = np.arange(1 << few)
    size = np.bitwise_count(sets)
    for count in range(1, few + 1):
        of_size = sets[size == count]
        best = np.zeros((len(is_zero), len(of_size)), np.int8)
        for position in range(few):
            holds = (of_size >> position) & 1 == 1
            without = most[:, of_size[holds] ^ (1 << position)]
            best[:, holds] = np.maximum(best[:, holds], without)
        most[:, of_size] = best + is_zero[:, of_size]
    return most
