"""The summary of each unit: how much was owed and set off, how, and how it is proven."""

from typing import Any

import numpy as np
import polars as pl

from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.results.borrowing import credit_of
from samarkand.netting.results.certificate import Proof, proofs_of
from samarkand.netting.results.residual import Residual
from samarkand.netting.results.summary import amounts, share
from samarkand.netting.setting_off.debts import Debts
from samarkand.netting.setting_off.gains import share_unit
from samarkand.netting.setting_off.network import CREDIT_FACTOR
from samarkand.netting.setting_off.plan import Plan
from samarkand.netting.settings import Settings

_METHODS = {
    "full": "potentials of a maximum circulation",
    "bilateral": "two parties at a time: the smaller debt of each pair",
}


def units_of(
    obligations: Obligations,
    settings: Settings,
    limits: CreditLimits | None,
    debts: Debts,
    plan: Plan,
    notices: pl.DataFrame,
    positions: pl.DataFrame,
    residual: Residual,
) -> list[dict[str, Any]]:
    """Return an entry for each unit, sorted."""
    decimals = obligations.decimals
    scopes = _scopes(debts, plan)
    proofs = proofs_of(debts, plan)
    settled = _settled(debts, residual)
    at_most = _closed_at_most(obligations, settings, limits, proofs)
    credit = credit_of(settings, limits, debts, plan, scopes, positions, decimals)
    entries = []
    for total in _totals(notices, positions).iter_rows(named=True):
        unit = total["unit"]
        proof, scope = proofs[unit], scopes[unit]
        counted = {name: total[name] for name in ("groups", "obligations", "parties")}
        values = {name: total[name] for name in ("owed", "set_off", "remainder")}
        entries.append(
            {
                "unit": unit,
                **counted,
                **amounts(values, decimals),
                "share": share(total["set_off"], total["owed"]),
            }
            | {name: total[name] for name in ("touched", "closed")}
            | amounts({"positions_net": total["positions_net"]}, decimals)
            | amounts({name: scope[name] for name in ("bilateral", "ring_3", "full")}, decimals)
            | {"ring_3_proven": _is_best_in_rings(scope, proof)}
            | {"credit": credit.get(unit)}
            | {"residual": settled[unit] | amounts({"amount": settled[unit]["amount"]}, decimals)}
            | {"certificate": _certificate(proof, settings, decimals) | at_most.get(unit, {})}
        )
    return entries


def _totals(notices: pl.DataFrame, positions: pl.DataFrame) -> pl.DataFrame:
    sums = notices.group_by("unit").agg(
        groups=pl.col("group").n_unique(),
        obligations=pl.len(),
        owed=pl.col("amount").sum(),
        set_off=pl.col("set_off").sum(),
        remainder=pl.col("remainder").sum(),
        touched=(pl.col("set_off") > 0).sum(),
        closed=(pl.col("remainder") == 0).sum(),
    )
    nets = positions.group_by("unit").agg(
        parties=pl.col("party").n_unique(), positions_net=pl.col("net_before").clip(0).sum()
    )
    return sums.join(nets, on="unit").sort("unit")


def _scopes(debts: Debts, plan: Plan) -> dict[str, dict[str, int]]:
    """Return the most value that each scope sets off."""
    found = pl.DataFrame(
        {
            "unit": debts.nodes["unit"].gather(debts.tail),
            "bilateral": plan.pairs,
            "ring_3": plan.rings_of_three,
            "full": plan.most,
        }
    )
    sums = found.group_by("unit").sum()
    return {row.pop("unit"): row for row in sums.iter_rows(named=True)}


def _settled(debts: Debts, residual: Residual) -> dict[str, dict[str, Any]]:
    """Return how many payments settle what remains of each unit, and whether fewer could."""
    first = np.unique(debts.block, return_index=True)[1]
    blocks = pl.DataFrame(
        {
            "unit": debts.nodes["unit"].gather(first),
            "at_least": residual.at_least,
            "payments": np.bincount(debts.block[residual.payer], minlength=len(first)),
            "amount": _sums(debts.block[residual.payer], residual.amount, len(first)),
            "proven": residual.proven,
        }
    )
    sums = blocks.group_by("unit").agg(
        pl.col("payments").sum(), pl.col("at_least").sum(), pl.col("proven").all(), pl.col("amount").sum()
    )
    return {row.pop("unit"): row for row in sums.iter_rows(named=True)}


def _sums(place: np.ndarray[Any, Any], amount: np.ndarray[Any, Any], length: int) -> np.ndarray[Any, Any]:
    total = np.zeros(length, np.int64)
    np.add.at(total, place, amount)
    return total


def _is_best_in_rings(scope: dict[str, int], proof: Proof) -> bool:
    """Tell whether the outcome proves what rings of three set off: by its prices, or as nothing does more."""
    return scope["ring_3"] in (proof.ring_bound, scope["full"])


def _certificate(proof: Proof, settings: Settings, decimals: int) -> dict[str, Any]:
    certificate = {
        "gain": str(proof.gain),
        "bound": str(proof.bound),
        "gap": str(proof.bound - proof.gain),
        "proven": proof.bound == proof.gain and settings.scope == "full",
        "method": _METHODS.get(settings.scope, ""),
    }
    if settings.scope == "ring:3":
        is_priced = proof.ring_bound is not None
        certificate["method"] = "prices of rings" if is_priced else "none better known"
    if proof.ring_bound is not None:
        certificate |= amounts({"ring_bound": proof.ring_bound}, decimals)
    return certificate


def _closed_at_most(
    obligations: Obligations, settings: Settings, limits: CreditLimits | None, proofs: dict[str, Proof]
) -> dict[str, dict[str, int | None]]:
    """Return how many obligations of each unit can be closed at most, None where weights differ.

    Closing one of weight 1 gains at least the share unit, so the bound on gains is one on their number.
    """
    if settings.objective != "count":
        return {}
    frame = obligations.frame
    if bool((frame["weight"] != 1).any()):
        return {unit: {"closed_at_most": None} for unit in proofs}
    one = share_unit(frame) * (1 if limits is None else CREDIT_FACTOR)
    rows = dict(frame.group_by("unit").len().iter_rows())
    return {unit: {"closed_at_most": min(proof.bound // one, rows[unit])} for unit, proof in proofs.items()}
