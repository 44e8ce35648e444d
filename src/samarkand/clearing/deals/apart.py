"""Deals that fall apart: rings put together may come to smaller sets of legs, each balanced by itself.

In a deal value goes round: by legs from party to party, at home from a party to its pool and on to
another, through the swings from pool to pool. Where one node of that graph is all that holds two parts
together, each part balances without the other and is a deal of fewer parties. The parts are the blocks
of the graph (Tarjan 1972, "Depth-first search and linear graph algorithms").

`blocks` is written to be compiled (`compiled`): loops over arrays, nothing else.
"""

import numpy as np
import polars as pl

from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

_SHORT = (2, 3)
"""In rings of so many everybody who gives one other what he takes of one other is in the same ring."""

_PLAIN_RING = 5
"""Where every node has two neighbours and there are no more nodes than this, they are one ring."""


def set_apart(legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with ``part``: legs of a deal with another part are a deal of their own.

    ``legs``, ascending by deal, has deal, giver, taker (numbers of parties), giver_pool, taker_pool (numbers)
    and value.
    """
    longer = (~_in_short_rings(legs)).arg_true()
    rest = legs[longer]
    loose = _may_fall_apart(_edges(rest))
    part = np.zeros(legs.height, np.int64)
    if not loose.is_empty():
        labelled = loose.with_columns(part=pl.Series(_labels(loose), dtype=pl.Int64))
        low, high = pl.min_horizontal("giver", "taker") * 3, pl.max_horizontal("giver", "taker") * 3
        keyed = rest.select("deal", low=low, high=high)
        parted = keyed.join(labelled, on=["deal", "low", "high"], how="left", maintain_order="left")
        part[longer.to_numpy()] = parted["part"].fill_null(0).to_numpy()
    return legs.with_columns(part=pl.Series(part))


def _in_short_rings(legs: pl.DataFrame) -> pl.Series:
    """Return whether a leg is of a deal that is plainly one ring of two or three, as most deals are."""
    deal, value, giver, taker = (legs[name].to_numpy() for name in ("deal", "value", "giver", "taker"))
    begins = np.flatnonzero(np.append(True, deal[1:] != deal[:-1]))
    size = np.diff(begins, append=len(deal))
    is_ring = np.zeros(len(begins), bool)
    for members in _SHORT:
        found = np.flatnonzero(size == members)
        leg = begins[found][:, np.newaxis] + np.arange(members)
        givers, takers = np.sort(giver[leg]), np.sort(taker[leg])
        go_round = (givers == takers) & (giver[leg] != taker[leg]) & (value[leg] == value[leg][:, :1])
        is_ring[found] = go_round.all(axis=1) & (np.diff(givers) > 0).all(axis=1)
    return pl.Series(np.repeat(is_ring, size))


def _edges(legs: pl.DataFrame) -> pl.DataFrame:
    """Return the edges of the graphs: deal, low, high; a node is three times a number, and its kind."""
    given = legs.select("deal", party="giver", pool="giver_pool", net="value")
    taken = legs.select("deal", party="taker", pool="taker_pool", net=-pl.col("value"))
    ends = pl.concat([given, taken]).group_by("deal", "party", "pool").agg(pl.col("net").sum())
    uneven = ends.filter(pl.col("net") != 0)
    pools = uneven.group_by("deal", "pool").agg(pl.col("net").sum()).filter(pl.col("net") != 0)
    swings = pl.lit(2, dtype=pl.Int64)
    both = pl.concat(
        [
            legs.select("deal", one=pl.col("giver") * 3, other=pl.col("taker") * 3),
            uneven.select("deal", one=pl.col("party") * 3, other=pl.col("pool") * 3 + 1),
            pools.select("deal", one=pl.col("pool") * 3 + 1, other=swings),
        ]
    ).filter(pl.col("one") != pl.col("other"))
    low, high = pl.min_horizontal("one", "other"), pl.max_horizontal("one", "other")
    return both.select("deal", low=low, high=high).unique().sort("deal", "low", "high")


def _may_fall_apart(edges: pl.DataFrame) -> pl.DataFrame:
    """Return the edges of the deals that are neither swaps nor, at a glance, one ring."""
    ends = pl.concat([edges.select("deal", node="low"), edges.select("deal", node="high")])
    nodes = ends.group_by("deal", "node").agg(degree=pl.len())
    sizes = nodes.group_by("deal").agg(
        nodes=pl.len(), least=pl.col("degree").min(), most=pl.col("degree").max()
    )
    one_ring = (pl.col("least") == 2) & (pl.col("most") == 2) & (pl.col("nodes") <= _PLAIN_RING)  # noqa: PLR2004
    plain = sizes.filter(one_ring | (pl.col("nodes") == 2))  # noqa: PLR2004 - two parties, one way each
    return edges.join(plain, on="deal", how="anti", maintain_order="left")


def _labels(edges: pl.DataFrame) -> Integers:
    """Return a number for each edge, the same for edges of one block of one deal, the first block's 0."""
    nodes = pl.concat([edges.select("deal", node="low"), edges.select("deal", node="high")]).unique()
    nodes = nodes.sort("deal", "node").with_row_index("at")
    low = edges.join(nodes, left_on=["deal", "low"], right_on=["deal", "node"], maintain_order="left")["at"]
    high = edges.join(nodes, left_on=["deal", "high"], right_on=["deal", "node"], maintain_order="left")["at"]
    tail = np.concatenate([low.to_numpy(), high.to_numpy()]).astype(np.int64)
    head = np.concatenate([high.to_numpy(), low.to_numpy()]).astype(np.int64)
    edge = np.tile(np.arange(edges.height), 2)
    by_tail = np.lexsort((head, tail))
    start = np.searchsorted(tail[by_tail], np.arange(nodes.height + 1))
    found = compiled(blocks, edges.height)(start, head[by_tail], edge[by_tail], edges.height)
    first = pl.DataFrame({"deal": edges["deal"], "block": found})
    label: Integers = (
        first.select(pl.col("block") - pl.col("block").min().over("deal")).to_series().to_numpy()
    )
    return label


def blocks(start: Integers, head: Integers, edge: Integers, edges: int) -> Integers:  # noqa: C901 one search
    """Return the number of the block of each edge.

    ``start[v]:start[v + 1]`` are the arcs that leave node v, ``head`` where they lead, ``edge`` which
    edge each is a direction of.
    """
    nodes = len(start) - 1
    block = np.full(edges, -1, np.int64)
    seen, lowest = np.full(nodes, -1, np.int64), np.zeros(nodes, np.int64)
    above, at = np.full(nodes, -1, np.int64), start[:-1].copy()
    trail, kept = np.zeros(nodes, np.int64), np.zeros(edges, np.int64)
    clock, count, held = 0, 0, 0
    for root in range(nodes):
        if seen[root] >= 0:
            continue
        depth = 0
        trail[0] = root
        seen[root] = lowest[root] = clock
        clock += 1
        while depth >= 0:
            node = trail[depth]
            if at[node] < start[node + 1]:
                arc = at[node]
                at[node] += 1
                other = head[arc]
                if edge[arc] == above[node]:
                    continue
                if seen[other] < 0:
                    kept[held] = edge[arc]
                    held += 1
                    above[other] = edge[arc]
                    seen[other] = lowest[other] = clock
                    clock += 1
                    depth += 1
                    trail[depth] = other
                elif seen[other] < seen[node]:
                    kept[held] = edge[arc]
                    held += 1
                    lowest[node] = min(lowest[node], seen[other])
                continue
            depth -= 1
            if depth < 0:
                continue
            parent = trail[depth]
            lowest[parent] = min(lowest[parent], lowest[node])
            if lowest[node] >= seen[parent]:
                while True:
                    held -= 1
                    block[kept[held]] = count
                    if kept[held] == above[node]:
                        break
                count += 1
    return block
