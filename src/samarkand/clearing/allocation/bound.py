"""A bound on the value any allocation could have at the round's terms and rates.

Lagrange's bound: price every node and every quota; then no allocation can be worth more than what
each row could earn by itself at those prices, plus what the swings and quotas are worth.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Proof:
    """Potentials of pools and markets and prices of quotas, integers at ``scale``.

    The price of a quota on value is per minor unit of value; that of a quota on quantity is minor
    units of value per thousandth of the market's unit.
    """

    pools: Integers
    markets: Integers
    quotas: Integers
    scale: int


def value_bound(economy: Economy, full: Capacities, proof: Proof) -> int:
    """Return the bound the proof gives, in minor units times the proof's scale."""
    offers = _gathered(economy.offers, proof).select(
        gain=(proof.scale - pl.col("market_potential") + pl.col("pool_potential")).cast(pl.Int128),
        cap=pl.Series(full.offer),
    )
    earned = offers.select((pl.col("cap") * pl.col("gain").clip(lower_bound=0)).sum()).item()
    swings = (economy.pools["swing"].cast(pl.Int128) * pl.Series(np.abs(proof.pools))).sum()
    quotas: int = sum(
        price * (row["value"] if row["quantity"] is None else row["quantity"])
        for price, row in zip(proof.quotas.tolist(), economy.quotas.iter_rows(named=True), strict=True)
    )
    return int(earned or 0) + _wants(economy, full, proof) + int(swings or 0) + quotas


def _wants(economy: Economy, full: Capacities, proof: Proof) -> int:
    by_value, by_quantity = _quota_prices(economy, proof)
    gain = (pl.col("market_potential") - pl.col("pool_potential") - pl.Series(by_value)).cast(pl.Int128)
    cost = pl.col("quantity").cast(pl.Int128) * pl.Series(by_quantity)
    earned = (
        _gathered(economy.alternatives, proof)
        .with_columns(cap=pl.Series(full.alternative))
        .select("want", earned=(gain * pl.col("cap") - cost) * (pl.col("cap") > 0).cast(pl.Int128))
        .group_by("want")
        .agg(pl.col("earned").max().clip(lower_bound=0))
    )
    return int(earned["earned"].sum() or 0)


def _quota_prices(economy: Economy, proof: Proof) -> tuple[Integers, Integers]:
    """Return the quota prices on each alternative: per unit of value, and per unit of quantity."""
    by_value = np.zeros(economy.alternatives.height, np.int64)
    by_quantity = np.zeros(economy.alternatives.height, np.int64)
    if not economy.quota_uses.is_empty():
        quota, used = economy.quota_uses["quota"].to_numpy(), economy.quota_uses["alternative"].to_numpy()
        on_quantity = economy.quotas["quantity"].is_not_null().to_numpy()[quota]
        np.add.at(by_quantity, used[on_quantity], proof.quotas[quota[on_quantity]])
        np.add.at(by_value, used[~on_quantity], proof.quotas[quota[~on_quantity]])
    return by_value, by_quantity


def _gathered(rows: pl.DataFrame, proof: Proof) -> pl.DataFrame:
    return rows.with_columns(
        pl.Series(proof.markets[rows["market"].to_numpy()]).alias("market_potential"),
        pl.Series(proof.pools[rows["pool"].to_numpy()]).alias("pool_potential"),
    )
