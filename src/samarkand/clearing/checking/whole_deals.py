"""Whether every deal is one deal: not several, each balanced by itself, said to be one.

Value goes round in a deal. Its legs carry it from giver to taker; who took more than it gave hands the
difference to its pool, from which another takes it; what a pool leaves open goes through its swing. Draw
that as a graph: parties, a node for each pool whose parties are not even, one for all swings. If a single
node is all that holds two parts of the graph together, or nothing does, then each part balances by itself
(what flows into a part flows out of it), with its own parties but for that node: it is a deal of its own.
So a deal must be one block of its graph (Tarjan 1972, "Depth-first search and linear graph algorithms").
"""

from collections.abc import Iterable, Iterator

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, deal_names
from samarkand.clearing.checking.faults import faults
from samarkand.core.finding import Finding

_PLAIN_RING = 5
"""Where every node has two neighbours and there are no more nodes than this, they are one ring."""

_ON_A_RING = 2

_PARTY, _POOL, _SWINGS = 0, 1, 2


def check_whole_deals(evidence: Evidence) -> list[Finding]:
    """Return the deals that fall apart into smaller ones."""
    edges = _edges(evidence)
    apart = [deal for deal, pairs in _to_be_followed(edges) if not _is_one_block(pairs)]
    broken = deal_names(evidence.outcome).filter(pl.col("deal_no").is_in(apart))
    return faults(
        "deal_apart",
        broken,
        lambda row: f"deal {row['deal']} is several: parts of it balance by themselves among fewer parties.",
        file="legs",
        column="deal",
    )


def _edges(evidence: Evidence) -> pl.DataFrame:
    """Return the edges of every deal's graph, each once: deal_no, and the two nodes as ``low``, ``high``.

    A node is three times the number of its party or pool, and its kind.
    """
    party, pool = (pl.col(name).cast(pl.Int64) * 3 for name in ("party_no", "pool_no"))
    legs = evidence.legs.drop_nulls(["deal_no", "giver_no", "taker_no"])
    giver, taker = (pl.col(name).cast(pl.Int64) * 3 + _PARTY for name in ("giver_no", "taker_no"))
    off = (pl.col("value_out") - pl.col("value_in")).alias("off")
    uneven = evidence.stakes.with_columns(off).filter(pl.col("off") != 0)
    at_home = uneven.select("deal_no", one=party + _PARTY, other=pool + _POOL)
    open_pools = uneven.group_by("deal_no", "pool_no").agg(pl.col("off").sum()).filter(pl.col("off") != 0)
    by_swing = open_pools.select("deal_no", one=pool + _POOL, other=pl.lit(_SWINGS, dtype=pl.Int64))
    every = pl.concat([legs.select("deal_no", one=giver, other=taker), at_home, by_swing])
    ends = every.filter(pl.col("one") != pl.col("other")).select(
        "deal_no", low=pl.min_horizontal("one", "other"), high=pl.max_horizontal("one", "other")
    )
    return ends.unique()


def _to_be_followed(edges: pl.DataFrame) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the deals of which a glance does not tell that they are one: their number and their edges."""
    ends = pl.concat([edges.select("deal_no", node="low"), edges.select("deal_no", node="high")])
    degrees = ends.group_by("deal_no", "node").agg(degree=pl.len())
    nodes = degrees.group_by("deal_no").agg(nodes=pl.len(), is_ring=(pl.col("degree") == _ON_A_RING).all())
    plain = (pl.col("nodes") == _ON_A_RING) | (pl.col("is_ring") & (pl.col("nodes") <= _PLAIN_RING))
    left = edges.join(nodes.filter(~plain), on="deal_no", how="semi").sort("deal_no", "low", "high")
    for (deal,), group in left.group_by("deal_no", maintain_order=True):
        yield int(str(deal)), list(zip(group["low"].to_list(), group["high"].to_list(), strict=True))


def _is_one_block(edges: Iterable[tuple[int, int]]) -> bool:
    """Tell whether no single node, when it is taken away, leaves the others without a way to each other."""
    beside: dict[int, list[int]] = {}
    for low, high in edges:
        beside.setdefault(low, []).append(high)
        beside.setdefault(high, []).append(low)
    root = next(iter(beside))
    found, lowest = {root: 0}, {root: 0}
    branches = 0
    trail = [(root, root, iter(beside[root]))]
    while trail:
        node, above, others = trail[-1]
        other = next(others, None)
        if other is None:
            trail.pop()
            if trail and node != root:
                lowest[above] = min(lowest[above], lowest[node])
                branches += above == root
                if above != root and lowest[node] >= found[above]:
                    return False
        elif other not in found:
            found[other] = lowest[other] = len(found)
            trail.append((other, node, iter(beside[other])))
        elif other != above:
            lowest[node] = min(lowest[node], found[other])
    return branches == 1 and len(found) == len(beside)
