"""How much more clears for each unit of credit the house lends: a curve that never turns up."""

import numpy as np
import polars as pl

from samarkand.netting.setting_off.circulation import largest
from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.network import Network, with_budget
from samarkand.solving.arrays import Integers

_STEPS = 8
_POINTS = (0, 1, 2, 4, 6)
"""Budgets tried, in eighths of the credit that is used when no budget binds."""


def credit_curve(debts: Debts, network: Network, flow: Integers) -> pl.DataFrame:
    """Return unit, credit and set_off for rising budgets, the last row being the flow itself.

    Each budget is shared among the groups of a unit as the flow shares its credit. Because the
    largest set-off is concave in the budget (a linear program in its right-hand side), further
    credit never clears more per unit than earlier credit did.
    """
    lent = np.maximum(network.lent(flow), 0)
    houses, place = np.unique(network.house, return_inverse=True)
    used = np.zeros(len(houses), np.int64)
    np.add.at(used, place, lent)
    points = [_point(debts, network, _at(network, used * eighths // _STEPS)) for eighths in _POINTS]
    return pl.concat([*points, _point(debts, network, flow)])


def _at(network: Network, budget: Integers) -> Integers:
    flow, _ = largest(with_budget(network, budget))
    return flow[: len(network.tail)]


def _point(debts: Debts, network: Network, flow: Integers) -> pl.DataFrame:
    unit = debts.nodes["unit"]
    set_off = pl.DataFrame({"unit": unit.gather(debts.tail), "set_off": flow[: network.debts]})
    credit = pl.DataFrame(
        {"unit": unit.gather(network.member), "credit": np.maximum(network.lent(flow), 0)},
        schema={"unit": pl.String, "credit": pl.Int64},
    )
    sums = set_off.group_by("unit").agg(pl.col("set_off").sum())
    used = credit.group_by("unit").agg(pl.col("credit").sum())
    return (
        sums.join(used, on="unit", how="left").fill_null(0).select("unit", "credit", "set_off").sort("unit")
    )
