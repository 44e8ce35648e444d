"""Few payments that settle what is left after set-off.

The fewest are the open positions less the most parts they fall into that sum to zero, each by itself:
a part of k is settled by k - 1 payments (Verhoeff 2004, "Settling multiple debts efficiently"). Whether
some of the positions sum to zero is the subset-sum problem, so the fewest payments are NP-hard to
find. Two positions that cancel may always be a part of their own. After those, few positions are
taken apart in the best way; many stay one part.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samarkand.netting.results.zero_sums import MOST_TAKEN_APART, zero_sum_parts
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Residual:
    """Payments, a row each, and how few there could be in each block.

    ``payer`` and ``payee`` are numbers of nodes, ``amount`` is positive. ``at_least`` is a number of
    payments that no way to settle the block can go below; ``proven`` says that there are no more.
    """

    payer: Integers
    payee: Integers
    amount: Integers
    at_least: Integers
    proven: NDArray[np.bool_]


def fewest_payments(net: Integers, block: Integers) -> Residual:
    """Return few payments, one less than open positions at most, that settle each block by itself.

    ``net`` is what each node is to get, negative what it is to pay; it sums to zero in each ``block``.
    The fewest are found, and proven, in blocks of up to 14 open positions. In others at least
    as many payments are needed as there are payers, or payees.
    """
    node = np.flatnonzero(net)
    node = node[np.argsort(block[node], kind="stable")]
    payer, payee, amount = _settle(node, net[node], _parts(net[node], block[node]))
    in_sequence = np.lexsort((payee, payer, block[payer]))
    blocks = int(block.max(initial=-1)) + 1
    payments = np.bincount(block[payer], minlength=blocks)
    sides = [
        np.bincount(block[side], minlength=blocks) for side in (node[net[node] < 0], node[net[node] > 0])
    ]
    few = sides[0] + sides[1] <= MOST_TAKEN_APART
    at_least = np.where(few, payments, np.maximum(*sides))
    return Residual(
        payer[in_sequence], payee[in_sequence], amount[in_sequence], at_least, payments == at_least
    )


def _parts(net: Integers, block: Integers) -> Integers:
    """Return the part of each open position, a number; parts are inside blocks and sum to zero."""
    part = _cancelling(net, block)
    rest = np.flatnonzero(part < 0)
    part[rest] = len(net) + zero_sum_parts(net[rest], block[rest])
    return part


def _cancelling(net: Integers, block: Integers) -> Integers:
    """Return a number for each two positions that cancel, -1 for positions that have no such other."""
    owes = net < 0
    by_amount = np.lexsort((owes, np.abs(net), block))
    new = np.ones(len(net), bool)
    new[1:] = (np.diff(block[by_amount]) != 0) | (np.diff(np.abs(net)[by_amount]) != 0)
    group = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    owing = np.bincount(group, weights=owes[by_amount]).astype(np.int64)
    owed = np.diff(np.append(first, len(net))) - owing
    rank = np.arange(len(net)) - first[group] - np.where(owes[by_amount], owed[group], 0)
    part = np.full(len(net), -1)
    has_other = rank < np.minimum(owing, owed)[group]
    part[by_amount[has_other]] = (first[group] + rank)[has_other]
    return part


def _settle(node: Integers, net: Integers, part: Integers) -> tuple[Integers, Integers, Integers]:
    """Return payer, payee and amount of payments: in each part the largest pay the largest, in turn.

    All that is paid and all that is got are laid end to end, part after part. Wherever a payer or
    a payee is done a payment ends; so a part of k has k - 1 payments or fewer.
    """
    in_turn = np.lexsort((-np.abs(net), part))
    payers, payees = in_turn[net[in_turn] < 0], in_turn[net[in_turn] > 0]
    paid, got = np.cumsum(-net[payers]), np.cumsum(net[payees])
    ends = np.union1d(paid, got)
    amount = np.diff(ends, prepend=0)
    return node[payers[np.searchsorted(paid, ends)]], node[payees[np.searchsorted(got, ends)]], amount
