"""Whether any other choice of trades has more items, told by prices and not by a solver.

Give every row of the lists a price. Say that a trade gains 1, less the price of what is received, plus the
price of what is given; going round a ring the prices cancel, and an item that stays gains nothing. If the
prices are such that no want gains its tail more than what its tail does in the outcome, then no choice of
trades gains more than the outcome: it has the most items. Such prices exist exactly then, and following
the wants until no price falls any more finds them (Bellman and Ford); where they never come to rest, the
wants that pull them down form a ring that trades more.
"""

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
_LOOK_EVERY = 8


def has_most_items(
    receives: Integers, tail: Integers, head: Integers, is_dummy: npt.NDArray[np.bool_]
) -> bool:
    """Tell whether no other choice of trades has more real items than that in which rows receive these."""
    rows = np.arange(len(receives))
    counts = np.where(~is_dummy, 1, 0)
    gain = np.where(receives != rows, counts, 0)
    source = np.concatenate([head, rows])
    owner = np.concatenate([tail, rows])
    offered = np.concatenate([counts[tail], np.zeros_like(rows)])
    return _come_to_rest(source, receives[owner], gain[owner] - offered, len(rows))


def _come_to_rest(source: Integers, target: Integers, length: Integers, rows: int) -> bool:
    """Tell whether prices, each no more than a source's plus the length, come to rest."""
    by_target = np.argsort(target, kind="stable")
    source, target, length = source[by_target], target[by_target], length[by_target]
    starts = np.flatnonzero(np.diff(target, prepend=-1))
    ends = target[starts]
    price = np.zeros(rows, np.int64)
    pulled_by = np.full(rows, -1)
    for step in range(rows + 1):
        offered = price[source] + length
        least = np.minimum.reduceat(offered, starts)
        falls = least < price[ends]
        if not falls.any():
            return True
        new = price.copy()
        new[ends[falls]] = least[falls]
        pulls = (offered == new[target]) & (new[target] < price[target])
        pulled_by[target[pulls]] = source[pulls]
        price = new
        if step % _LOOK_EVERY == 0 and _has_ring(pulled_by):
            return False
    return False


def _has_ring(pulled_by: Integers) -> bool:
    """Tell whether rows pull each other down in a ring: following them never ends."""
    following = np.append(np.where(pulled_by < 0, len(pulled_by), pulled_by), len(pulled_by))
    for _ in range(len(pulled_by).bit_length()):
        following = following[following]
    return bool((following[:-1] != len(pulled_by)).any())
