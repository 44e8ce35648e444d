"""The way of a round: which state may follow which, and how a step is taken and remembered."""

from datetime import datetime
from typing import Any

from django.db.models import F

from samarkand.platform.house.actor import Actor
from samarkand.platform.house.states import Steps, step
from samarkand.platform.parties.history import write_history
from samarkand.platform.rounds.models import Clearing, ClearingState, Round, RoundState

STEPS: Steps = {
    RoundState.OPEN: frozenset({RoundState.FROZEN, RoundState.VOID}),
    RoundState.FROZEN: frozenset({RoundState.CLEARING, RoundState.VOID}),
    # Back to frozen where no clearing came to an outcome; to itself where another is asked for.
    RoundState.CLEARING: frozenset(
        {RoundState.CLEARING, RoundState.REVIEW, RoundState.FROZEN, RoundState.VOID}
    ),
    RoundState.REVIEW: frozenset({RoundState.CLEARING, RoundState.PUBLISHED, RoundState.VOID}),
    RoundState.PUBLISHED: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
    RoundState.VOID: frozenset(),
}

AT_WORK = (ClearingState.QUEUED, ClearingState.RUNNING)


def locked(round_: Round) -> Round:
    """Return the round as the database has it now, locked till the caller's database transaction ends.

    Whoever works on a round and its clearings locks the round first: two who wait for each other
    cannot be.
    """
    return Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=round_.pk)


def move(round_: Round, to: RoundState, actor: Actor, now: datetime, **also: Any) -> None:  # noqa: ANN401 (any column's value)
    """Take a round a step further, with its history; raises Refusal (``state_wrong``) where it cannot go.

    Belongs in the caller's database transaction.
    """
    step(round_, to, STEPS, version=F("version") + 1, **also)
    round_.refresh_from_db(fields=["version"])
    write_history(Round, [round_.pk], "~", actor, now)


def rest(round_: Round, actor: Actor, now: datetime) -> None:
    """Take a round in clearing to where its clearings have brought it, once none of them is at work.

    To review where one is stored, else back to frozen. The round must be locked.
    """
    if round_.state != RoundState.CLEARING:
        return
    clearings = Clearing.objects.filter(round=round_)
    if clearings.filter(state__in=AT_WORK).exists():
        return
    stored = clearings.filter(state=ClearingState.STORED).exists()
    move(round_, RoundState.REVIEW if stored else RoundState.FROZEN, actor, now)
