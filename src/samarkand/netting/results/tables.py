"""The tables of an outcome, from numbered debts and flows back to names."""

import numpy as np
import polars as pl

from samarkand.netting.obligations import Obligations
from samarkand.netting.outcome import SCHEMAS
from samarkand.netting.results.residual import Residual
from samarkand.netting.rings.cutting import cut_into_rings
from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.plan import Plan
from samarkand.netting.settings import Settings


def set_off_notices(obligations: Obligations, debts: Debts, found: Plan) -> pl.DataFrame:
    """Return a row for each obligation, in the order they came in."""
    frame = obligations.frame
    set_off = debts.to_obligations(found.set_off, frame["amount"].to_numpy())
    return (
        frame.with_columns(set_off=set_off)
        .with_columns(remainder=pl.col("amount") - pl.col("set_off"))
        .select(SCHEMAS["set_off_notices"].keys())
    )


def residual(debts: Debts, remaining: Residual) -> pl.DataFrame:
    """Return the payments that settle what remains."""
    payer = debts.nodes[remaining.payer]
    payee = debts.nodes["party"].gather(remaining.payee)
    return payer.select(
        payer=pl.col("party"), payee=payee, amount=pl.Series(remaining.amount), unit="unit", group="group"
    )


def potentials(debts: Debts, found: Plan) -> pl.DataFrame:
    """Return the potentials of parties, then of clearing houses."""
    houses, first = np.unique(found.network.house, return_index=True)
    house = debts.nodes[found.network.member[first]].with_columns(party=pl.lit(""), kind=pl.lit("house"))
    nodes = pl.concat([debts.nodes.with_columns(kind=pl.lit("party")), house])
    value = np.concatenate([found.value_potential, np.zeros(len(houses), np.int64)])
    return nodes.with_columns(potential=found.potential, value_potential=value).select(
        SCHEMAS["potentials"].keys()
    )


def rings(debts: Debts, found: Plan, settings: Settings) -> pl.DataFrame:
    """Return the rings; those of three as they were found, for not every way to cut them ends at three."""
    tail, head = debts.tail[found.first], debts.head[found.first]
    if settings.scope == "ring:3":
        cut = found.short_rings
    else:
        flow = np.add.reduceat(found.set_off, found.first) if len(found.first) else found.set_off
        cut = cut_into_rings(tail, head, flow)
    debtor = debts.nodes[tail[cut.debt]]
    creditor = debts.nodes["party"].gather(head[cut.debt])
    return (
        debtor.rename({"party": "debtor"})
        .with_columns(creditor=creditor, ring=cut.ring, parties=cut.length, amount=cut.amount)
        .with_columns(step=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("ring"))
        .select(SCHEMAS["rings"].keys())
    )


def prices(debts: Debts, found: Plan) -> pl.DataFrame | None:
    """Return the price of each debt that proves rings of three; None where there is none."""
    if found.prices is None or len(found.prices) != len(debts.tail):
        return None
    debtor = debts.nodes[debts.tail].rename({"party": "debtor"})
    creditor = debts.nodes["party"].gather(debts.head)
    return debtor.with_columns(creditor=creditor, price=found.prices).select(SCHEMAS["prices"].keys())
