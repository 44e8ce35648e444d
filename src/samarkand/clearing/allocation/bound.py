"""A bound on the value any allocation could have at the round's terms and rates.

Lagrange's bound: price every node and every quota; then no allocation can be worth more than what
each row could earn by itself at those prices, plus what the swings and quotas are worth. The rows of
a bundle earn together: what one of them loses another must make up for.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.bundles import ROUNDING
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Proof:
    """Potentials of pools and markets and prices of quotas, integers at ``scale``.

    ``own`` (market, party, potential; few rows) are the prices that keep parties from trading with
    themselves, never below zero: in a market of potential p where they sum to Y, what a party gives costs
    p and its own price, what it takes p and Y without its own price.

    The price of a quota on value is per minor unit of value; that of a quota on quantity is minor units of
    value per thousandth of the market's unit.
    """

    pools: Integers
    markets: Integers
    own: pl.DataFrame
    quotas: Integers
    scale: int


@dataclass(frozen=True, slots=True)
class RowPrices:
    """The proof of a round of short rings: what a minor unit of each row costs, integers at ``scale``.

    Of a want: at its most valuable way. Of a quota on quantity: a thousandth of the market's unit. Of
    a pool: its swing.
    """

    offers: Integers
    wants: Integers
    quotas: Integers
    pools: Integers
    scale: int


def value_bound(economy: Economy, full: Capacities, proof: Proof) -> int:
    """Return the bound the proof gives, in minor units times the proof's scale."""
    rows = pl.concat([_offers(economy, full, proof), _wants(economy, full, proof)])
    alone = rows.filter(pl.col("bundle").is_null()).select(pl.col("earned").clip(lower_bound=0).sum()).item()
    swings = (economy.pools["swing"].cast(pl.Int128) * pl.Series(np.abs(proof.pools))).sum()
    quotas: int = sum(
        price * (row["value"] if row["quantity"] is None else row["quantity"])
        for price, row in zip(proof.quotas.tolist(), economy.quotas.iter_rows(named=True), strict=True)
    )
    return int(alone or 0) + bundles_together(rows) + int(swings or 0) + quotas


def bundles_together(rows: pl.DataFrame) -> int:
    """Return what bundles earn together and, for rounding, a little more, but no more than row by row."""
    own, loose = pl.col("earned"), pl.col("loose").sum()
    apart, together = own.clip(lower_bound=0).sum(), own.sum().clip(lower_bound=0)
    earned = (
        rows.drop_nulls("bundle")
        .group_by("bundle")
        .agg(apart.alias("apart"), (together + loose).alias("together"))
        .select(pl.min_horizontal("apart", "together").sum())
    )
    return int(earned.item() or 0)


def _offers(economy: Economy, full: Capacities, proof: Proof) -> pl.DataFrame:
    """Return bundle, earned and loose: what the whole offer earns, and what `ROUNDING` minor units do."""
    gain = (proof.scale - pl.col("market_potential") + pl.col("pool_potential")).cast(pl.Int128)
    return (
        _gathered(economy.offers, proof, _own_offers(economy, proof))
        .with_columns(cap=pl.Series(full.offer))
        .filter(pl.col("cap") > 0)
        .select("bundle", earned=gain * pl.col("cap"), loose=gain.abs() * ROUNDING)
    )


def _wants(economy: Economy, full: Capacities, proof: Proof) -> pl.DataFrame:
    """Return the same for every want that may trade: its best alternative counts."""
    by_value, by_quantity = quota_charges(economy, proof.quotas)
    gain = (pl.col("market_potential") - pl.col("pool_potential") - pl.Series(by_value)).cast(pl.Int128)
    cost = pl.col("quantity").cast(pl.Int128) * pl.Series(by_quantity)
    ways = (
        _gathered(economy.alternatives, proof, _own_alternatives(economy, proof))
        .with_columns(cap=pl.Series(full.alternative))
        .select("want", "cap", earned=gain * pl.col("cap") - cost)
        .filter(pl.col("cap") > 0)
    )
    best = ways.group_by("want").agg(pl.col("earned").max())
    numbers = (
        economy.wants.select("bundle").with_row_index("want").with_columns(pl.col("want").cast(pl.Int64))
    )
    bundled = best.join(numbers, on="want", how="left")
    per_way = (pl.col("earned").abs() * ROUNDING + pl.col("cap") - 1) // pl.col("cap")
    inside = bundled.drop_nulls("bundle").join(ways.select("want", "cap"), on="want")
    loose = inside.group_by("want").agg(loose=per_way.sum())
    nothing = pl.lit(0, dtype=pl.Int128)
    return bundled.join(loose, on="want", how="left").select(
        "bundle", "earned", pl.coalesce("loose", nothing).alias("loose")
    )


def quota_charges(economy: Economy, prices: Integers) -> tuple[Integers, Integers]:
    """Return the quota prices on each alternative: per unit of value, and per unit of quantity."""
    by_value = np.zeros(economy.alternatives.height, np.int64)
    by_quantity = np.zeros(economy.alternatives.height, np.int64)
    if not economy.quota_uses.is_empty():
        quota, used = economy.quota_uses["quota"].to_numpy(), economy.quota_uses["alternative"].to_numpy()
        on_quantity = economy.quotas["quantity"].is_not_null().to_numpy()[quota]
        np.add.at(by_quantity, used[on_quantity], prices[quota[on_quantity]])
        np.add.at(by_value, used[~on_quantity], prices[quota[~on_quantity]])
    return by_value, by_quantity


def _own_offers(economy: Economy, proof: Proof) -> Integers:
    """Return what the giver's own price adds to the potential of each offer's market."""
    return _own_price(economy.offers.select("market", "party"), proof)


def _own_alternatives(economy: Economy, proof: Proof) -> Integers:
    """Return what the prices of all but the taker add to the potential of each alternative's market."""
    rows = economy.alternatives.select("market", party=pl.lit(economy.wants["party"]).gather(pl.col("want")))
    everybody = np.zeros(economy.markets.height, np.int64)
    np.add.at(everybody, proof.own["market"].to_numpy(), proof.own["potential"].to_numpy())
    others: Integers = everybody[rows["market"].to_numpy()] - _own_price(rows, proof)
    return others


def _own_price(rows: pl.DataFrame, proof: Proof) -> Integers:
    if proof.own.is_empty():
        return np.zeros(rows.height, np.int64)
    known = rows.join(proof.own, on=["market", "party"], how="left", maintain_order="left")
    price: Integers = known["potential"].fill_null(0).to_numpy()
    return price


def _gathered(rows: pl.DataFrame, proof: Proof, own: Integers) -> pl.DataFrame:
    return rows.with_columns(
        pl.Series(proof.markets[rows["market"].to_numpy()] + own).alias("market_potential"),
        pl.Series(proof.pools[rows["pool"].to_numpy()]).alias("pool_potential"),
    )
