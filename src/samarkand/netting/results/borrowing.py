"""What the clearing house granted and lent in each unit, and how much more that set off."""

from typing import Any

import polars as pl

from samarkand.netting.obligations import CreditLimits
from samarkand.netting.results.summary import amounts, curve
from samarkand.netting.setting_off.credit import credit_curve
from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.plan import Plan
from samarkand.netting.settings import Settings


def credit_of(
    settings: Settings,
    limits: CreditLimits | None,
    debts: Debts,
    plan: Plan,
    scopes: dict[str, dict[str, int]],
    positions: pl.DataFrame,
    decimals: int,
) -> dict[str, dict[str, Any]]:
    """Return what credit was granted and used in each unit that has members, and what it added."""
    if limits is None:
        return {}
    granted = dict(limits.frame.group_by("unit").agg(pl.col("limit").sum()).iter_rows())
    used = dict(positions.group_by("unit").agg((0 - pl.col("house")).clip(0).sum()).iter_rows())
    reached = dict(_by_unit(debts, plan).iter_rows())
    has_curve = settings.objective == "value" and bool((debts.gain == 1).all())
    points = credit_curve(debts, plan.network, plan.flow) if has_curve else None
    found = {}
    for unit in sorted(granted.keys() & scopes.keys()):
        added = reached[unit] - scopes[unit]["full"]
        values = amounts({"granted": granted[unit], "used": used[unit], "added": added}, decimals)
        of_unit = [] if points is None else curve(points.filter(pl.col("unit") == unit), decimals)
        found[unit] = {**values, "curve": of_unit}
    return found


def _by_unit(debts: Debts, plan: Plan) -> pl.DataFrame:
    flow = pl.DataFrame({"unit": debts.nodes["unit"].gather(debts.tail), "set_off": plan.set_off})
    return flow.group_by("unit").agg(pl.col("set_off").sum())
