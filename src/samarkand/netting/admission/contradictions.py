"""What cannot be netted as it was asked for, told before anything is sought."""

import polars as pl

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.setting_off.network import CREDIT_FACTOR
from samarkand.netting.settings import Settings
from samarkand.solving.arrays import Integers

_SOLVER_ROOM = 16
"""The solver multiplies gains by the number of nodes and needs room above that."""


def refuse_contradictions(obligations: Obligations, settings: Settings, limits: CreditLimits | None) -> None:
    """Raise Refusal where settings, weights and credit cannot go together."""
    findings: list[Finding] = []
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


def refuse_large_gains(gain: Integers, amount: Integers, nodes: int, limits: CreditLimits | None) -> None:
    """Refuse gains the solver could not add up, or not tell apart at its finest scale."""
    factor = 1 if limits is None else CREDIT_FACTOR
    gains = pl.DataFrame({"gain": gain, "amount": amount})
    total = gains.select((pl.col("gain").cast(pl.Int128) * pl.col("amount")).sum()).item()
    finest = int(gain.max(initial=0)) * (nodes + 2) * _SOLVER_ROOM
    if max(int(total), finest) * factor > LARGEST:
        message = "Amounts times weights and ages are too large to be counted in 64 bits."
        remedy = "Use smaller weights, or state amounts in thousands."
        raise Refusal(Finding("gains_too_large", message, remedy, file="obligations", column="weight"))
