"""A bound on the value any allocation could have at the round's terms, whatever the rates.

Lagrange's bound: price every node and every quota; then no allocation can be worth more than what
each pool could earn by itself at those prices at the best of its rates, plus what the quotas are
worth. At a rate a pool earns what the rows admitted earn one by one, and its swing; its own price may
differ from rate to rate. The rows of a bundle earn together: what one of them loses another must make
up for. Where one set of prices proves too little, cases share out the rates between them, each with
prices of its own: a value is bounded by the largest of the cases.
"""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.earnings import most_earned
from samarkand.clearing.allocation.proof import Proof
from samarkand.clearing.economy.economy import Economy

_STRETCH = dict.fromkeys(("unit", "case", "pool", "first", "end", "potential"), pl.Int64)


def value_bound(economy: Economy, full: Capacities, proof: Proof) -> int:
    """Return the bound the proof gives, in minor units times the proof's scale.

    ``full`` is what every row could carry, were it admitted.
    """
    stretches = stretches_of(proof, economy.pools["swing"])
    most = most_earned(economy, full, proof, stretches)
    pools = stretches.join(most, on="stretch", how="left").with_columns(
        most=pl.col("most").fill_null(0)
        + pl.col("swing").cast(pl.Int128) * pl.col("potential").abs().cast(pl.Int128)
    )
    by_case = pools.group_by("unit").agg(pl.col("case").first(), pl.col("most").max())
    sums = dict(by_case.group_by("case").agg(pl.col("most").sum()).iter_rows())
    limits = [
        row["value"] if row["quantity"] is None else row["quantity"]
        for row in economy.quotas.iter_rows(named=True)
    ]
    bounds = [int(sums.get(number, 0)) for number in range(len(proof.cases))]
    for number, case in enumerate(proof.cases):
        bounds[number] += sum(int(price) * most for price, most in zip(case.quotas, limits, strict=True))
    return max(bounds)


def stretches_of(proof: Proof, swing: pl.Series) -> pl.DataFrame:
    """Return the steps of each case and pool over which the pool's potential is the same.

    Columns: stretch (its number), unit (of case and pool), case, pool, first, end, potential, swing.
    ``swing`` has one integer per pool.
    """
    pools = len(swing)
    ladder = proof.ladder
    owner = np.repeat(np.arange(pools), np.diff(ladder.start))
    found = [pl.DataFrame(schema=_STRETCH)]
    for number, case in enumerate(proof.cases):
        low, high = case.open_steps(ladder)
        step = np.arange(len(owner))
        step = step[(step >= low[owner]) & (step < high[owner])]
        own, potential = owner[step], case.steps[step]
        first = np.ones(len(step), bool)
        first[1:] = (own[1:] != own[:-1]) | (potential[1:] != potential[:-1])
        pool, begins = own[first], step[first]
        is_last = np.ones(len(pool), bool)
        is_last[:-1] = pool[1:] != pool[:-1]
        frame = pl.DataFrame(
            {
                "unit": pool + number * pools,
                "pool": pool,
                "first": begins,
                "end": np.where(is_last, high[pool], np.roll(begins, -1)),
                "potential": potential[first],
            }
        )
        found.append(frame.with_columns(case=pl.lit(number, dtype=pl.Int64)).select(_STRETCH.keys()))
    every = pl.concat(found)
    return every.with_columns(stretch=pl.int_range(pl.len()), swing=pl.lit(swing).gather(pl.col("pool")))
