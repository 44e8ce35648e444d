"""What pools could earn at the prices of a proof, by itself each, at the best of their rates."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.bundles import ROUNDING
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.proof import Proof
from samarkand.clearing.allocation.row_potentials import alternative_potentials, offer_potentials
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers

_OWN = pl.col("earned")
_KEY = ("stretch", "bundle")


def most_earned(economy: Economy, full: Capacities, proof: Proof, stretches: pl.DataFrame) -> pl.DataFrame:
    """Return stretch and ``most``: what the rows of its pool earn at the best of its steps.

    ``stretches`` are runs of steps of a pool over which its potential is the same: stretch, unit (of
    case and pool), first, end (steps), potential.
    """
    events = pl.concat([*_offers(economy, full, proof, stretches), *_wants(economy, full, proof, stretches)])
    steps = events.group_by("stretch", "step").agg(pl.col("up", "down").sum()).sort("stretch", "step")
    # Running sums go through all stretches; what they were before a stretch is taken off again.
    up_before, down_to = pl.col("up").cum_sum() - pl.col("up"), pl.col("down").cum_sum()
    running = steps.with_columns(up_before=up_before, down_to=down_to)
    down_before = pl.col("down_to").first() - pl.col("down").first()
    at_best = (pl.col("down_to") - pl.col("up_before")).max()
    most = pl.col("up").sum() + pl.col("up_before").first() - down_before + at_best
    return running.group_by("stretch").agg(most=most)


def bundles_together(rows: pl.DataFrame) -> int:
    """Return what bundles earn together and, for rounding, a little more, but no more than row by row."""
    sums = rows.drop_nulls("bundle").group_by("bundle").agg(*_together())
    return int(sums.select(_least().sum()).item() or 0)


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


def _together() -> tuple[pl.Expr, pl.Expr]:
    apart, together = _OWN.clip(lower_bound=0).sum(), _OWN.sum().clip(lower_bound=0)
    return apart.alias("apart"), (together + pl.col("loose").sum()).alias("together")


def _least() -> pl.Expr:
    return pl.min_horizontal("apart", "together")


def _offers(economy: Economy, full: Capacities, proof: Proof, stretches: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what offers earn, as events: stretch, step, and ``up``, earned there and at lower steps."""
    rows = np.flatnonzero(full.offer)
    frame = _by_case(
        economy, economy.offers["pool"].to_numpy()[rows],
        {"step": proof.ladder.offer[rows], "cap": full.offer[rows],
         "bundle": economy.offers["bundle"].fill_null(-1).to_numpy()[rows]},
        [{"gain": proof.scale - offer_potentials(economy, case)[rows]} for case in proof.cases],
    )  # fmt: skip
    near = frame.join(stretches, on="unit").filter(pl.col("step") >= pl.col("first"))
    gain = (pl.col("gain") + pl.col("potential")).cast(pl.Int128)
    earned = near.select(
        *_KEY,
        pl.min_horizontal("step", pl.col("end") - 1).alias("step"),
        (gain * pl.col("cap")).alias("earned"),
        (gain.abs() * ROUNDING).alias("loose"),
    )
    alone = earned.filter(pl.col("bundle") < 0, _OWN > 0).select("stretch", "step", up=_OWN)
    events = [alone]
    if economy.bundles.height:
        events.append(_bundled(economy, earned, pl.col("step").min()).rename({"amount": "up"}))
    nothing = pl.lit(0, dtype=pl.Int128).alias("down")
    return [rows.select("stretch", "step", "up", nothing) for rows in events]


def _wants(economy: Economy, full: Capacities, proof: Proof, stretches: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what wants earn, as events: stretch, step, and ``down``, earned there and at higher steps.

    A want earns by the best of its admitted ways: each adds by how much it is better than those below.
    """
    near = _ways(economy, full, proof, stretches)
    alone = near.filter(pl.col("bundle") < 0, _OWN > 0)
    several = pl.struct("stretch", "want").is_duplicated()
    has_choice = economy.alternatives["want"].n_unique() < economy.alternatives.height
    shared, single = (alone.filter(several), alone.filter(~several)) if has_choice else (alone.clear(), alone)
    best = _OWN.cum_max().over("stretch", "want")
    rising = shared.sort("stretch", "want", "step").with_columns(best=best)
    added = pl.col("best") - pl.col("best").shift(1, fill_value=0).over("stretch", "want")
    events = [single.select("stretch", "step", down=_OWN), rising.select("stretch", "step", down=added)]
    if economy.bundles.height:
        bundled = _bundled(economy, _bundled_wants(near), pl.col("step").max())
        events.append(bundled.rename({"amount": "down"}))
    nothing = pl.lit(0, dtype=pl.Int128).alias("up")
    return [rows.select("stretch", "step", nothing, "down") for rows in events]


def _ways(economy: Economy, full: Capacities, proof: Proof, stretches: pl.DataFrame) -> pl.DataFrame:
    """Return stretch, step, want, bundle, cap and earned of every way in the stretches that admit it."""
    rows = np.flatnonzero(full.alternative)
    ways = economy.alternatives
    want = ways["want"].to_numpy()[rows]
    charges = [quota_charges(economy, case.quotas) for case in proof.cases]
    frame = _by_case(
        economy, ways["pool"].to_numpy()[rows],
        {"step": proof.ladder.alternative[rows], "cap": full.alternative[rows], "want": want,
         "bundle": economy.wants["bundle"].fill_null(-1).to_numpy()[want],
         "quantity": ways["quantity"].to_numpy()[rows]},
        [{"gain": alternative_potentials(economy, case)[rows] - by_value[rows], "charge": by_quantity[rows]}
         for case, (by_value, by_quantity) in zip(proof.cases, charges, strict=True)],
    )  # fmt: skip
    near = frame.join(stretches, on="unit").filter(pl.col("step") < pl.col("end"))
    gain = (pl.col("gain") - pl.col("potential")).cast(pl.Int128)
    cost = pl.col("quantity").cast(pl.Int128) * pl.col("charge")
    return near.select(
        *_KEY,
        "want",
        "cap",
        pl.max_horizontal("step", "first").alias("step"),
        (gain * pl.col("cap") - cost).alias("earned"),
    )


def _bundled_wants(near: pl.DataFrame) -> pl.DataFrame:
    """Return the wants of bundles: what each earns by its best way, from the first step on that has one."""
    ways = near.filter(pl.col("bundle") >= 0)
    wants = ways.group_by(*_KEY, "want").agg(_OWN.max(), pl.col("step").min())
    off = (_OWN.abs() * ROUNDING + pl.col("cap") - 1) // pl.col("cap")
    priced = ways.select("stretch", "want", "cap").join(wants, on=["stretch", "want"])
    loose = priced.group_by("stretch", "want").agg(loose=off.sum())
    return wants.join(loose, on=["stretch", "want"]).select(*_KEY, "step", "earned", "loose")


def _bundled(economy: Economy, earned: pl.DataFrame, step: pl.Expr) -> pl.DataFrame:
    """Return the bundles of which a stretch admits every row: stretch, step and ``amount``."""
    rows = economy.bundles.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("bundle"), pl.col("rows").cast(pl.Int64)
    )
    sums = earned.filter(pl.col("bundle") >= 0).group_by(*_KEY).agg(step, *_together(), there=pl.len())
    whole = sums.join(rows, on="bundle").filter(pl.col("there") >= pl.col("rows"))
    return whole.select("stretch", "step", _least().alias("amount"))


def _by_case(
    economy: Economy,
    pool: Integers,
    same: dict[str, Integers],
    differing: list[dict[str, Integers]],
) -> pl.DataFrame:
    """Return the rows once for each case, with the ``unit`` of their case and pool."""
    pools = economy.pools.height
    return pl.concat(
        pl.DataFrame({"unit": pool + number * pools, **same, **own}) for number, own in enumerate(differing)
    )
