"""The ends of a round: void, with a reason, before it is published; closed when its deals are answered."""

from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.events.recording import record
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.open_book import release_rows
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.findings_kept import kept_findings
from samarkand.platform.rounds.models import Clearing, ClearingState, Round, RoundState
from samarkand.platform.rounds.way import AT_WORK, locked, move


@transaction.atomic
def void_round(actor: Actor, round_: Round, reason: str, now: datetime) -> Round:
    """Return the round, void: its rows are free again, and clearings at work can store nothing.

    Raises Refusal: ``reason_wanted``, and ``state_wrong`` once it is published.
    """
    require(actor, "rounds.operate", round_)
    if not reason.strip():
        raise Refusal(finding("reason_wanted", f"Say why round {round_} is void.", column="reason"))
    row = locked(round_)
    move(row, RoundState.VOID, actor, now, reason=reason.strip(), closed_at=now)
    dropped = finding("clearing_dropped", f"Round {row} was made void.")
    Clearing.objects.filter(round=row, state__in=AT_WORK).update(
        state=ClearingState.FAILED,
        findings=kept_findings([dropped]),
        lease="",
        lease_until=None,
        stage="",
        ended_at=now,
    )
    release_rows(row.code, now)
    record("round.void", row.code, {"round": row.code, "reason": row.reason}, (), now)
    return row


@transaction.atomic
def close_round(actor: Actor, round_: Round, now: datetime) -> Round:
    """Return the round, closed; raises Refusal (``state_wrong``) where it is not published.

    Whether deals still wait for answers is asked by `deals.closing`, which calls this.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    move(row, RoundState.CLOSED, actor, now, closed_at=now)
    return row
