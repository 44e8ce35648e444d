"""Other programs that find the same largest set-off, where they are installed: for comparing times.

Neither knows obligations: each gets arrays of numbers, builds what it solves, and is timed from
there. The network simplex gets the form it likes best, the least that can remain rather than the
most that can be set off, with parallel obligations merged.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program: the package it needs, and how many obligations it can be asked for in minutes."""

    name: str
    package: str
    most_rows: int
    solve: Callable[[Numbers, Numbers, Numbers], int]

    def is_here(self) -> bool:
        """Tell whether its package is installed."""
        return find_spec(self.package) is not None

    def version(self) -> str:
        """Return its package's version."""
        return str(import_module(self.package).__version__)


def timed(peer: Peer, tail: Numbers, head: Numbers, amount: Numbers) -> tuple[float, int]:
    """Return the seconds the peer takes, and the set-off it finds."""
    import_module(peer.package)
    start = time.perf_counter()
    set_off = peer.solve(tail, head, amount)
    return time.perf_counter() - start, set_off


def _network_simplex(tail: Numbers, head: Numbers, amount: Numbers) -> int:
    networkx = import_module("networkx")
    tail, head, amount = _merged(tail, head, amount)
    demand = np.bincount(head, amount, _nodes(tail, head)) - np.bincount(tail, amount, _nodes(tail, head))
    graph = networkx.DiGraph()
    graph.add_nodes_from((node, {"demand": int(much)}) for node, much in enumerate(demand))
    arcs = zip(tail.tolist(), head.tolist(), amount.tolist(), strict=True)
    graph.add_edges_from((one, other, {"capacity": much, "weight": 1}) for one, other, much in arcs)
    remainder, _ = networkx.network_simplex(graph)
    return int(amount.sum()) - int(remainder)


def _linear_program(tail: Numbers, head: Numbers, amount: Numbers) -> int:
    optimize, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
    rows, number = len(tail), np.arange(len(tail))
    signs = np.concatenate([np.ones(rows), -np.ones(rows)])
    places = np.concatenate([tail, head]), np.concatenate([number, number])
    balances = sparse.csr_array((signs, places), shape=(_nodes(tail, head), rows))
    bounds = np.column_stack([np.zeros(rows), amount])
    solved = optimize.linprog(
        -np.ones(rows), A_eq=balances, b_eq=np.zeros(balances.shape[0]), bounds=bounds, method="highs"
    )
    return round(-float(solved.fun))


def _merged(tail: Numbers, head: Numbers, amount: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    nodes = _nodes(tail, head)
    pairs, place = np.unique(tail * nodes + head, return_inverse=True)
    sums = np.zeros(len(pairs), np.int64)
    np.add.at(sums, place, amount)
    return pairs // nodes, pairs % nodes, sums


def _nodes(tail: Numbers, head: Numbers) -> int:
    return int(max(tail.max(), head.max())) + 1


PEERS = (
    Peer("networkx network_simplex", "networkx", 200_000, _network_simplex),
    Peer("scipy linprog (HiGHS)", "scipy", 110_000, _linear_program),
)
