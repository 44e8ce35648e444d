"""Whether the settings can be, and no more parties set off together than the scope allows."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import fault, faults
from samarkand.netting.checking.gains import is_plain
from samarkand.netting.checking.numbers import amount_text
from samarkand.publishing.folder import SUMMARY


def check_settings(evidence: Evidence) -> list[Finding]:
    """Return the settings that contradict the obligations, the tables or each other."""
    stated, outcome = evidence.stated, evidence.outcome
    is_narrow = stated.scope != "full"
    has_rings = outcome.rings is not None
    wants_day = (
        stated.objective == "age" and evidence.obligations.frame["due"].null_count() < evidence.rows.height
    )
    wrong = {
        "objective": is_narrow and not is_plain(evidence.obligations, stated.objective),
        "scope": is_narrow and stated.has_limits,
        "as_of": wants_day and stated.as_of is None,
        "rings": has_rings != (stated.has_rings or stated.scope == "ring:3")
        or (has_rings and stated.has_limits),
    }
    return [
        fault("settings_differ", f"{name} does not fit the rest.", file=SUMMARY, column=f"settings.{name}")
        for name, is_wrong in wrong.items()
        if is_wrong
    ]


def check_pairs(evidence: Evidence) -> list[Finding]:
    """Return the debts that are not set off two parties at a time, where the scope is that."""
    if evidence.stated.scope != "bilateral":
        return []
    smaller = pl.min_horizontal("amount", "back_amount")
    wrong = evidence.debts.with_columns(smaller=smaller).filter(pl.col("set_off") != pl.col("smaller"))
    return faults(
        "scope_broken", wrong.sort("tail", "head"), partial(_say_pair, evidence), file="set_off_notices"
    )


def _say_pair(evidence: Evidence, row: dict[str, Any]) -> str:
    decimals = evidence.obligations.decimals
    set_off, smaller = (amount_text(row[name], decimals) for name in ("set_off", "smaller"))
    return f"{say_debt(evidence, row)}: {set_off} is set off, the smaller debt of the two is {smaller}."


def say_debt(evidence: Evidence, row: dict[str, Any]) -> str:
    """Return the debt of a row with ``tail`` and ``head`` in words."""
    debtor, creditor = (evidence.nodes.row(row[end], named=True) for end in ("tail", "head"))
    where = "".join(f" {name} {debtor[name]!r}" for name in ("unit", "group") if debtor[name])
    return f"what {debtor['party']!r} owes {creditor['party']!r}{where}"
