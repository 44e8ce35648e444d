"""The network a set-off flows in: an arc a debt, from debtor to creditor, and the arcs of the house."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.netting.obligations import CreditLimits
from samarkand.netting.setting_off.debts import Debts
from samarkand.solving.arrays import Integers

CREDIT_FACTOR = 2
"""What a minor unit of value counts against one of credit, which costs 1.

A simple ring passes the house once at most, so with 2 to 1 no ring of debts is too dear for the
credit it needs: the largest set-off wins, and among those the one that needs least credit.
"""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs with capacity and gain: first a debt each, then what the house lends, then what it holds.

    Nodes are those of the debts, then the houses. ``member`` is the node of each member, in the
    sequence of the arcs of lending and of holding alike; ``house`` the node of its house.
    """

    tail: Integers
    head: Integers
    capacity: Integers
    gain: Integers
    nodes: int
    debts: int
    member: Integers
    house: Integers

    def lent(self, flow: Integers) -> Integers:
        """Return what the house lends each member, negative where it owes the member."""
        lent, held = np.split(flow[self.debts :], 2)
        return lent - held


_NOBODY = np.zeros(0, np.int64)


def plain_network(debts: Debts, gain: Integers) -> Network:
    """Return the network of the debts alone."""
    nodes = debts.nodes.height
    return Network(debts.tail, debts.head, debts.amount, gain, nodes, len(debts.tail), _NOBODY, _NOBODY)


def house_network(debts: Debts, limits: CreditLimits) -> Network:
    """Return the network of the debts and of one clearing house for each unit and group with members.

    The house lends a member up to its limit, and owes it no more than it holds.
    """
    numbered = debts.nodes.with_row_index("node").with_columns(block=pl.Series(debts.block))
    total = np.zeros(int(debts.block.max(initial=-1)) + 1, np.int64)
    np.add.at(total, debts.block[debts.tail], debts.amount)
    members = limits.frame.join(numbered, on=["party", "unit", "group"], how="inner").sort("node")
    member = members["node"].cast(pl.Int64).to_numpy()
    block = members["block"].to_numpy()
    houses, place = np.unique(block, return_inverse=True)
    house = debts.nodes.height + place.astype(np.int64)
    most = members["hold"].fill_null(pl.Series(total[block])).to_numpy()
    limit = members["limit"].to_numpy()
    caps = [debts.amount, np.minimum(limit, total[block]), np.minimum(most, total[block])]
    borrowing, holding = np.full(len(member), -1), np.zeros(len(member), np.int64)
    return Network(
        tail=np.concatenate([debts.tail, house, member]),
        head=np.concatenate([debts.head, member, house]),
        capacity=np.concatenate(caps),
        gain=np.concatenate([CREDIT_FACTOR * debts.gain, borrowing, holding]),
        nodes=debts.nodes.height + len(houses),
        debts=len(debts.tail),
        member=member,
        house=house,
    )


def with_budget(network: Network, budget: Integers) -> Network:
    """Return the network in which each house lends no more than its budget in all.

    What comes into a house and what it lends become two nodes; the only arc between them carries
    the budget.
    """
    houses, place = np.unique(network.house, return_inverse=True)
    lending = network.nodes + place.astype(np.int64)
    count, members = len(network.tail), len(network.member)
    tail = network.tail.copy()
    tail[count - 2 * members : count - members] = lending
    return Network(
        tail=np.concatenate([tail, houses]),
        head=np.concatenate([network.head, network.nodes + np.arange(len(houses))]),
        capacity=np.concatenate([network.capacity, budget]),
        gain=np.concatenate([network.gain, np.zeros(len(houses), np.int64)]),
        nodes=network.nodes + len(houses),
        debts=network.debts,
        member=network.member,
        house=network.house,
    )
