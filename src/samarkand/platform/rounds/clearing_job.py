"""A clearing: asked for by the operator, run by a worker under a lease, stored whole or not at all."""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django_q.tasks import async_task

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house import clock
from samarkand.platform.house.actor import HOUSE, Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.rounds import leases
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.findings_kept import kept_findings
from samarkand.platform.rounds.leases import Lease, LeaseLostError
from samarkand.platform.rounds.models import Clearing, ClearingState, Round, RoundState
from samarkand.platform.rounds.outcomes import snapshot_book
from samarkand.platform.rounds.settings import kept, settings_findings, settings_of
from samarkand.platform.rounds.storing import store
from samarkand.platform.rounds.unit_scale import with_scale_of_unit
from samarkand.platform.rounds.way import AT_WORK, locked, move, rest

MOST_ATTEMPTS = 5
"""After so many lost workers a clearing is given up: it is the clearing that ends them."""

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_JOB = "samarkand.platform.rounds.clearing_job.run_clearing"
_WAIT = timedelta(minutes=2)
_log = logging.getLogger(__name__)


@transaction.atomic
def ask_clearing(actor: Actor, round_: Round, label: str, settings: Settings, now: datetime) -> Clearing:
    """Return a clearing of the round's snapshot that waits for a worker; several may be at work at once.

    Without an anchor or a currency it counts as the rounds before it in its unit did. Without ``as_of``,
    rows are those whose last day had not passed when the round was frozen. Raises
    Refusal (``label_unfit``, ``label_taken``, ``setting_unfit``, ``state_wrong``).
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    findings = [*_label_findings(row, label), *settings_findings(settings)]
    if findings:
        raise Refusal(*findings)
    move(row, RoundState.CLEARING, actor, now)
    scaled = with_scale_of_unit(row, settings)
    as_of = settings.as_of or (row.frozen_at.date() if row.frozen_at else None)
    clearing = Clearing.objects.create(
        round=row, label=label, settings=kept(replace(scaled, as_of=as_of)), asked_at=now
    )
    _enqueue(clearing.pk, now)
    return clearing


def _label_findings(round_: Round, label: str) -> list[Finding]:
    if not _LABEL.fullmatch(label):
        return [finding("label_unfit", "This is no label of a clearing.", column="label", value=label[:80])]
    if Clearing.objects.filter(round=round_, label=label).exists():
        message = f"Round {round_} has a clearing {label}."
        return [finding("label_taken", message, column="label", value=label)]
    return []


def _enqueue(clearing: int, now: datetime) -> None:
    """Give the clearing to the workers; it is given to them again where none has come by ``lease_until``."""
    Clearing.objects.filter(pk=clearing).update(state=ClearingState.QUEUED, lease="", lease_until=now + _WAIT)
    async_task(_JOB, clearing)


def run_clearing(clearing: int) -> None:
    """Clear in the background: the job that workers are given. Given twice, it works once."""
    work(clearing, clock.now)


def work(clearing: int, tell_time: leases.Clock) -> None:
    """Clear, check and store, if the lease can be had; ``tell_time`` is asked as the work goes on."""
    lease = leases.take(clearing, tell_time())
    if lease is None:
        return
    try:
        with leases.kept_alive(lease, tell_time):
            _clear(lease, tell_time)
    except LeaseLostError:
        _log.warning("clearing %s was taken over while it was at work", clearing)


def _clear(lease: Lease, tell_time: leases.Clock) -> None:
    clearing = Clearing.objects.select_related("round").get(pk=lease.clearing)
    if clearing.attempts > MOST_ATTEMPTS:
        message = f"{MOST_ATTEMPTS} workers were lost in it."
        _end(lease, tell_time(), ClearingState.FAILED, [finding("clearing_given_up", message)])
        return
    leases.write(lease, stage="reading")
    try:
        book = snapshot_book(clearing.round)
    except Refusal as damaged:
        _end(lease, tell_time(), ClearingState.FAILED, damaged.findings)
        return
    leases.write(lease, stage="clearing")
    outcome = _outcome(lease, book, settings_of(clearing.settings), tell_time)
    if outcome is None:
        return
    leases.write(lease, stage="checking")
    faults = _faults(book, outcome)
    if faults:
        _end(lease, tell_time(), ClearingState.FAILED, faults)
        return
    leases.write(lease, stage="storing")
    store(lease, outcome, tell_time())


def _outcome(lease: Lease, book: Book, settings: Settings, tell_time: leases.Clock) -> Outcome | None:
    """Return what the engine makes of the book; None where it refuses or breaks off, which is then told."""
    from samarkand.clearing.clear import clear

    try:
        return clear(book, settings)
    except Refusal as refusal:
        _end(lease, tell_time(), ClearingState.REFUSED, refusal.findings)
    except Exception:  # noqa: BLE001 (whatever it is, the operator is told and the round goes on)
        _log.exception("the engine broke off in clearing %s", lease.clearing)
        told = finding("engine_failed", "The engine broke off while it cleared.")
        _end(lease, tell_time(), ClearingState.FAILED, [told])
    return None


def _faults(book: Book, outcome: Outcome) -> list[Finding]:
    """Return what the check, which trusts no solver, finds wrong with the outcome."""
    from samarkand.clearing.check import check

    return check(book, outcome)


@transaction.atomic
def _end(lease: Lease, now: datetime, state: ClearingState, findings: Sequence[Finding]) -> None:
    """End the clearing without an outcome, and say why."""
    round_ = locked(Round.objects.get(clearings=lease.clearing))
    told = kept_findings(findings)
    leases.write(lease, state=state, findings=told, ended_at=now, lease="", lease_until=None, stage="")
    rest(round_, HOUSE, now)


def resume_clearings(now: datetime) -> int:
    """Give clearings that no worker holds to the workers again; return how many.

    Those whose worker was lost, and those that none has come for. Called from time to time.
    """
    left = Clearing.objects.filter(leases.passed(now), state__in=AT_WORK)
    return sum(_resume(clearing, lease, now) for clearing, lease in left.values_list("pk", "lease"))


@transaction.atomic
def _resume(clearing: int, lease: str, now: datetime) -> bool:
    still = Clearing.objects.filter(leases.passed(now), pk=clearing, lease=lease, state__in=AT_WORK)
    if not still.update(state=ClearingState.QUEUED):
        return False
    _enqueue(clearing, now)
    return True
