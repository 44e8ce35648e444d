"""Proposing a netting run: open obligations in, the largest set-off and its notices out, proven."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.accounts.models import UnitOfAccount
from samarkand.platform.accounts.units import known_unit
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.codes import is_plain
from samarkand.platform.house.many_rows import with_rows
from samarkand.platform.house.permissions import require
from samarkand.platform.netting.catalogue import finding
from samarkand.platform.netting.models import NettingRun
from samarkand.platform.netting.open_obligations import open_obligations

if TYPE_CHECKING:
    from samarkand.netting.obligations import Obligations
    from samarkand.netting.outcome import Outcome
    from samarkand.netting.settings import Settings

_KEEP = """
    INSERT INTO netting_setoffnotice (run_id, obligation_id, amount, set_off, remainder)
    SELECT given.run, obligation.id, given.amount, given.set_off, given.amount - given.set_off
    FROM {given} JOIN accounts_obligation AS obligation ON obligation.code = given.code
    ORDER BY given.place
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A run that was found and waits to be kept; without an ``outcome`` it is there already."""

    code: str
    unit: UnitOfAccount
    settings: "Settings"
    outcome: "Outcome | None"


def propose(
    actor: Actor, code: str, unit_code: str, settings: "Settings | None", now: datetime
) -> NettingRun:
    """Return a run over everything open in a unit, with a notice for each obligation; nothing is posted.

    The same code again, for the same unit and settings, returns the run there is. The set-off is the
    largest there can be, and passes `samarkand.netting.check` before it is kept. Raises NotPermittedError,
    and Refusal: ``code_unfit``, ``unit_unknown``, ``run_code_in_use``, ``nothing_owed``, ``owed_too_large``,
    ``netting_false``, and what the engine refuses of the settings.
    """
    return keep(actor, prepare(actor, code, unit_code, settings), now)


def prepare(actor: Actor, code: str, unit_code: str, settings: "Settings | None") -> Proposal:
    """Return the run that `propose` is to keep; nothing is written. Raises as `propose` does."""
    from samarkand.netting.settings import Settings

    require(actor, "netting.propose")
    if not is_plain(code):
        message = f"The code {code[:80]!r} of a netting run is not written in plain letters."
        raise Refusal(house_finding("code_unfit", message, column="code", value=code[:80]))
    unit, settings = known_unit(unit_code), settings or Settings()
    there = NettingRun.objects.filter(code=code).first()
    if there is not None:
        _same(there, unit, settings)
        return Proposal(code, unit, settings, None)
    return Proposal(code, unit, settings, _netted(open_obligations(unit), settings))


@transaction.atomic
def keep(actor: Actor, proposal: Proposal, now: datetime) -> NettingRun:
    """Keep a run that was prepared; return it, or the one there is. Raises Refusal: ``run_code_in_use``."""
    outcome = proposal.outcome
    if outcome is None:
        return NettingRun.objects.get(code=proposal.code)
    run, is_new = NettingRun.objects.get_or_create(
        code=proposal.code,
        defaults=_columns(proposal.unit, proposal.settings, outcome) | {"ran_at": now, "by": actor.by},
    )
    if not is_new:
        return _same(run, proposal.unit, proposal.settings)
    _keep_notices(run, outcome)
    return run


def settings_text(settings: "Settings") -> dict[str, Any]:
    """Return the settings as they are kept with a run."""
    day = settings.as_of.isoformat() if settings.as_of else None
    return {"objective": settings.objective, "scope": settings.scope, "as_of": day}


def _same(run: NettingRun, unit: UnitOfAccount, settings: "Settings") -> NettingRun:
    if run.unit_id == unit.pk and run.settings == settings_text(settings):
        return run
    message = f"Netting run {run} is there, of another unit or with other settings."
    raise Refusal(finding("run_code_in_use", message, column="code", value=run.code))


def _netted(obligations: "Obligations", settings: "Settings") -> "Outcome":
    """Return the outcome of the engine, proven by the engine's check, which shares nothing with it."""
    from samarkand.netting.check import check
    from samarkand.netting.net import net

    outcome = net(obligations, settings)
    faults = check(obligations, outcome)
    if faults:
        raise Refusal(_false(obligations.name, faults), *faults)
    return outcome


def _false(name: str, faults: list[Finding]) -> Finding:
    return finding("netting_false", f"The netting of {name} has {len(faults)} faults.", value=len(faults))


def _columns(unit: UnitOfAccount, settings: "Settings", outcome: "Outcome") -> dict[str, Any]:
    notices = outcome.set_off_notices
    return {
        "unit": unit,
        "settings": settings_text(settings),
        "owed": int(notices["amount"].sum()),
        "set_off": int(notices["set_off"].sum()),
        "summary": {**outcome.summary, "residual": outcome.residual.to_dicts()},
    }


def _keep_notices(run: NettingRun, outcome: "Outcome") -> None:
    notices = outcome.set_off_notices.with_row_index("place")
    rows = notices.select("place", "obligation", "amount", "set_off").iter_rows()
    with_rows(
        _KEEP,
        {"run": "bigint", "place": "bigint", "code": "text", "amount": "bigint", "set_off": "bigint"},
        ((run.pk, *row) for row in rows),
    )
