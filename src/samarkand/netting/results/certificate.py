"""What the potentials prove, unit by unit: the gain reached and the bound no other set-off can pass.

By linear programming duality the sum over arcs of capacity times positive reduced gain is a bound on
the gain of every circulation, whatever the potentials; at the best ones it is reached.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.plan import Plan

PRICE_SCALE = 10**6
"""Prices of rings of three count millionths."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whole numbers for one unit: the gain of its set-off and its bound.

    ``ring_bound`` bounds what rings of three can set off; None where they carry no prices.
    """

    gain: int
    bound: int
    ring_bound: int | None


def proofs_of(debts: Debts, plan: Plan) -> dict[str, Proof]:
    """Return what is proven for each unit; sums are exact, however large."""
    network = plan.network
    party = np.minimum(network.tail, network.head)  # houses are numbered after all parties
    reduced = network.gain + plan.potential[network.tail] - plan.potential[network.head]
    arcs = pl.DataFrame(
        {
            "unit": debts.nodes["unit"].gather(party),
            "gain": network.gain,
            "flow": plan.flow,
            "reduced": np.maximum(reduced, 0),
            "capacity": network.capacity,
        }
    )
    sums = arcs.group_by("unit").agg(gain=_product("gain", "flow"), bound=_product("reduced", "capacity"))
    ring_bounds = _ring_bounds(debts, plan)
    return {unit: Proof(gain, bound, ring_bounds.get(unit)) for unit, gain, bound in sums.iter_rows()}


def _ring_bounds(debts: Debts, plan: Plan) -> dict[str, int]:
    if plan.prices is None or len(plan.prices) != len(debts.tail):
        return {}
    priced = pl.DataFrame(
        {"unit": debts.nodes["unit"].gather(debts.tail), "price": plan.prices, "amount": debts.amount}
    )
    sums = priced.group_by("unit").agg(total=_product("price", "amount"))
    return {unit: total // PRICE_SCALE for unit, total in sums.iter_rows()}


def _product(first: str, second: str) -> pl.Expr:
    return (pl.col(first).cast(pl.Int128) * pl.col(second)).sum()
