"""The front door: obligations in, the largest set-off and its proof out."""

import numpy as np
import polars as pl

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import SCHEMAS, Outcome
from samarkand.netting.results.positions import positions_of
from samarkand.netting.results.residual import Residual, fewest_payments
from samarkand.netting.results.summary import summarise
from samarkand.netting.results.units import units_of
from samarkand.netting.rings.cutting import cut_into_rings
from samarkand.netting.setting_off.debts import Debts, debts_of
from samarkand.netting.setting_off.network import CREDIT_FACTOR
from samarkand.netting.setting_off.plan import Plan, plan
from samarkand.netting.settings import Settings

_DEFAULT = Settings()


def net(
    obligations: Obligations, settings: Settings = _DEFAULT, limits: CreditLimits | None = None
) -> Outcome:
    """Return what is set off, what remains, and the proof.

    ``limits`` are the members of a clearing house and what each may owe it; without them every party
    sets off exactly as much of what it owes as of what it is due.

    Raises Refusal, with findings, when the settings cannot be met with these obligations.
    """
    _refuse_contradictions(obligations, settings, limits)
    debts = debts_of(obligations, settings)
    _refuse_large_gains(debts, limits)
    found = plan(debts, settings, limits)
    notices = _notices(obligations, debts, found)
    positions = positions_of(debts, found.network, found.flow)
    owing = (positions["due_after"] - positions["owed_after"]).to_numpy()
    residual = fewest_payments(owing, debts.block)
    units = units_of(obligations, settings, limits, debts, found, notices, positions, residual)
    return Outcome(
        set_off_notices=notices,
        positions=positions,
        residual=_residual_table(debts, residual),
        potentials=_potentials_table(debts, found),
        rings=_rings_table(debts, found, settings) if settings.rings or settings.scope == "ring:3" else None,
        prices=_prices_table(debts, found) if settings.scope == "ring:3" else None,
        summary=summarise(obligations, settings, limits, units, int(found.set_off.any())),
    )


def _refuse_contradictions(obligations: Obligations, settings: Settings, limits: CreditLimits | None) -> None:
    findings = []
    is_plain = settings.objective == "value" and bool((obligations.frame["weight"] == 1).all())
    if settings.scope != "full" and not (is_plain and limits is None):
        message = f"The scope {settings.scope} is found for the most value only, without weights and credit."
        remedy = "Leave out --objective, --credit and the column weight, or net in full."
        findings.append(
            Finding("scope_for_value_only", message, remedy, column="--scope", value=settings.scope)
        )
    if limits is not None and settings.rings:
        message = "With credit, chains end at the clearing house and are no rings."
        findings.append(
            Finding("rings_with_credit", message, "Leave out --rings or --credit.", column="--rings")
        )
    if findings:
        raise Refusal(*findings)


def _refuse_large_gains(debts: Debts, limits: CreditLimits | None) -> None:
    """Refuse gains the solver could not add up, or not tell apart at its finest scale."""
    factor = 1 if limits is None else CREDIT_FACTOR
    gains = pl.DataFrame({"gain": debts.gain, "amount": debts.amount})
    total = gains.select((pl.col("gain").cast(pl.Int128) * pl.col("amount")).sum()).item()
    finest = int(debts.gain.max(initial=0)) * (len(debts.block) + 2) * _SOLVER_ROOM
    if max(int(total), finest) * factor > LARGEST:
        message = "Amounts times weights and ages are too large to be counted in 64 bits."
        remedy = "Use smaller weights, or state amounts in thousands."
        raise Refusal(Finding("gains_too_large", message, remedy, file="obligations", column="weight"))


_SOLVER_ROOM = 16
"""The solver multiplies gains by the number of nodes and needs room above that."""


def _notices(obligations: Obligations, debts: Debts, found: Plan) -> pl.DataFrame:
    frame = obligations.frame
    set_off = debts.to_obligations(found.set_off, frame["amount"].to_numpy())
    return (
        frame.with_columns(set_off=set_off)
        .with_columns(remainder=pl.col("amount") - pl.col("set_off"))
        .select(SCHEMAS["set_off_notices"].keys())
    )


def _residual_table(debts: Debts, residual: Residual) -> pl.DataFrame:
    payer = debts.nodes[residual.payer]
    payee = debts.nodes["party"].gather(residual.payee)
    return payer.select(
        payer=pl.col("party"), payee=payee, amount=pl.Series(residual.amount), unit="unit", group="group"
    )


def _potentials_table(debts: Debts, found: Plan) -> pl.DataFrame:
    houses, first = np.unique(found.network.house, return_index=True)
    house = debts.nodes[found.network.member[first]].with_columns(party=pl.lit(""), kind=pl.lit("house"))
    nodes = pl.concat([debts.nodes.with_columns(kind=pl.lit("party")), house])
    value = np.concatenate([found.value_potential, np.zeros(len(houses), np.int64)])
    return nodes.with_columns(potential=found.potential, value_potential=value).select(
        SCHEMAS["potentials"].keys()
    )


def _rings_table(debts: Debts, found: Plan, settings: Settings) -> pl.DataFrame:
    """Return the rings; those of three as they were found, for not every way to cut them ends at three."""
    tail, head = debts.tail[found.first], debts.head[found.first]
    if settings.scope == "ring:3":
        rings = found.short_rings
    else:
        flow = np.add.reduceat(found.set_off, found.first) if len(found.first) else found.set_off
        rings = cut_into_rings(tail, head, flow)
    debtor = debts.nodes[tail[rings.debt]]
    creditor = debts.nodes["party"].gather(head[rings.debt])
    return (
        debtor.rename({"party": "debtor"})
        .with_columns(creditor=creditor, ring=rings.ring, parties=rings.length, amount=rings.amount)
        .with_columns(step=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("ring"))
        .select(SCHEMAS["rings"].keys())
    )


def _prices_table(debts: Debts, found: Plan) -> pl.DataFrame | None:
    if found.prices is None:
        return None
    debtor = debts.nodes[debts.tail].rename({"party": "debtor"})
    creditor = debts.nodes["party"].gather(debts.head)
    return debtor.with_columns(creditor=creditor, price=found.prices).select(SCHEMAS["prices"].keys())
