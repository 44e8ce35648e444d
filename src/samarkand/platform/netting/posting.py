"""Posting a netting run: every set-off an entry, all of them or none, and nobody's net position moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.journal import Draft, Line, post_all
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.recording import record
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.many_rows import with_rows
from samarkand.platform.house.permissions import require
from samarkand.platform.house.states import Steps, step
from samarkand.platform.netting.catalogue import finding
from samarkand.platform.netting.models import NettingRun, RunState
from samarkand.platform.parties.models import Party

STEPS: Steps = {RunState.PROPOSED: frozenset({RunState.POSTED, RunState.VOID})}
"""A run ends once."""


@dataclass(frozen=True, slots=True)
class _SetOff:
    """One notice that sets something off; ``amount`` is what was open when it was proposed."""

    notice: int
    obligation: str
    debtor: int
    creditor: int
    amount: int
    set_off: int


def post_run(actor: Actor, run: NettingRun, effective_on: date, now: datetime) -> None:
    """Post a run's set-offs with effect from a day: of each the creditor down, the debtor up.

    All in one database transaction with the change of every obligation. Posted before, it stays as it is.
    Raises NotPermittedError, and Refusal: ``state_wrong`` for a void run, ``netting_stale`` where an
    obligation is no longer open as it was, ``netting_uneven`` where a party's net position would move, and
    as `accounts.journal.post_all` does.
    """
    require(actor, "netting.post", run)
    with transaction.atomic():
        kept = NettingRun.objects.select_for_update().get(pk=run.pk)
        if kept.state == RunState.POSTED:
            run.state, run.posted_at = kept.state, kept.posted_at
            return
        step(kept, RunState.POSTED, STEPS, posted_at=now, ended_by=actor.by)
        set_offs = _set_offs(kept)
        entries = post_all([_draft(actor, kept, one, effective_on) for one in set_offs], now)
        _change_obligations(kept, set_offs, entries)
        _keep_entries(kept, set_offs, entries)
        _refuse_uneven(kept)
        _tell(kept, now)
    run.state, run.posted_at = kept.state, kept.posted_at


def void_run(actor: Actor, run: NettingRun, reason: str) -> None:
    """End a proposed run without posting it, and say why.

    Raises NotPermittedError, and Refusal (``state_wrong``) where it was posted.
    """
    require(actor, "netting.void", run)
    step(run, RunState.VOID, STEPS, reason=reason, ended_by=actor.by)


def _set_offs(run: NettingRun) -> list[_SetOff]:
    rows = run.notices.filter(set_off__gt=0).order_by("id")
    names = ("id", "obligation__code", "obligation__debtor", "obligation__creditor", "amount", "set_off")
    return [_SetOff(*row) for row in rows.values_list(*names)]


def _draft(actor: Actor, run: NettingRun, one: _SetOff, effective_on: date) -> Draft:
    lines = (Line(one.creditor, -one.set_off), Line(one.debtor, one.set_off))
    return Draft(_key(run, one), run.unit_id, "set_off", one.obligation, effective_on, lines, by=actor.by)


def _key(run: NettingRun, one: _SetOff) -> str:
    return f"netting {run.pk} notice {one.notice}"


def _change_obligations(run: NettingRun, set_offs: Sequence[_SetOff], entries: dict[str, int]) -> None:
    """Take what is set off from each obligation, which must be open as it was when the run was proposed."""
    changes = [
        Change(one.obligation, entries[_key(run, one)], -one.set_off, "set_off", expected=one.amount)
        for one in set_offs
    ]
    try:
        change_all(changes)
    except Refusal as refusal:
        stale = [
            finding("netting_stale", f"Netting run {run}: {found.message}", column="run", value=run.code)
            for found in refusal.findings
        ]
        raise Refusal(*stale) from refusal


_MOVED = """
    SELECT posting.account_id, sum(posting.amount)
    FROM netting_setoffnotice AS notice JOIN accounts_posting AS posting ON posting.entry_id = notice.entry_id
    WHERE notice.run_id = %s GROUP BY posting.account_id HAVING sum(posting.amount) <> 0
"""


def _refuse_uneven(run: NettingRun) -> None:
    """Prove from the postings as they are written that every account stands where it stood."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [run.pk])
        moved = cursor.fetchall()
    if moved:
        raise Refusal(*(_uneven(run, account, amount) for account, amount in moved))


def _uneven(run: NettingRun, account: int, amount: int) -> Finding:
    message = f"Netting run {run} would move account {account} by {amount_text(amount)}."
    return finding("netting_uneven", message, column="account", value=account)


_ENTRY = """
    UPDATE netting_setoffnotice SET entry_id = given.entry
    FROM {given} WHERE netting_setoffnotice.id = given.notice
"""


def _keep_entries(run: NettingRun, set_offs: Sequence[_SetOff], entries: dict[str, int]) -> None:
    rows = [(one.notice, entries[_key(run, one)]) for one in set_offs]
    with_rows(_ENTRY, {"notice": "bigint", "entry": "bigint"}, rows)


def _tell(run: NettingRun, now: datetime) -> None:
    pairs = run.notices.filter(set_off__gt=0).values_list(
        "obligation__debtor__holder", "obligation__creditor__holder"
    )
    holders = {holder for pair in pairs.distinct() for holder in pair}
    content = {"run": run.code, "unit": run.unit.code}
    record(EventKind.NETTING_POSTED, run.code, content, Party.objects.filter(pk__in=holders), now)
