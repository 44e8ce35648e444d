"""Which items lie on a ring of few items, dummies not counted."""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]


def on_short_rings(
    tail: Integers, head: Integers, is_dummy: npt.NDArray[np.bool_], rows: Integers, longest: int
) -> set[int]:
    """Return those of ``rows`` from which at most ``longest`` items lead back to themselves.

    A chain that comes back to an item sooner than it ends holds a shorter ring, so following chains of
    any kind is enough. What an item reaches in one step is a row of bits, one for each item.
    """
    real = np.flatnonzero(~is_dummy)
    place = np.full(len(is_dummy), -1)
    place[real] = np.arange(len(real))
    steps = _steps(tail, head, is_dummy, place, len(real))
    found = set()
    for row in rows.tolist():
        at = int(place[row])
        reached = steps[row]
        for _ in range(longest - 1):
            items = np.flatnonzero(np.unpackbits(reached, count=len(real)))
            if not len(items):
                break
            reached = np.bitwise_or.reduce(steps[real[items]], axis=0)
            if reached[at // 8] & (128 >> at % 8):
                found.add(row)
                break
    return found


def _steps(
    tail: Integers, head: Integers, is_dummy: npt.NDArray[np.bool_], place: Integers, items: int
) -> Bits:
    """Return for every row the items it can be given for, through dummies or not, as packed bits."""
    steps = np.zeros((len(is_dummy), (items + 7) // 8), np.uint8)
    direct = ~is_dummy[head]
    at = place[head[direct]]
    np.bitwise_or.at(steps, (tail[direct], at // 8), (128 >> (at % 8)).astype(np.uint8))
    through, dummy = tail[~direct], head[~direct]
    while len(through):
        gained = np.any(steps[dummy] & ~steps[through], axis=1)
        if not gained.any():
            break
        for row, other in zip(through[gained].tolist(), dummy[gained].tolist(), strict=True):
            steps[row] |= steps[other]
    return steps
