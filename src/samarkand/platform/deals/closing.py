"""A round is closed when none of its deals waits for an answer."""

from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.models import Deal, DealState
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.rounds.ending import close_round
from samarkand.platform.rounds.models import Round
from samarkand.platform.rounds.way import locked


@transaction.atomic
def close(actor: Actor, round_: Round, now: datetime) -> Round:
    """Return the round, closed; what was bound in it goes on.

    Raises Refusal: ``deals_unanswered``, and ``state_wrong`` where the round is not published.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    require_answered(row)
    return close_round(actor, row, now)


def require_answered(round_: Round) -> None:
    """Raise Refusal (``deals_unanswered``) where a deal of the round still waits."""
    waiting = Deal.objects.filter(round=round_, state=DealState.PROPOSED).count()
    if waiting:
        message = f"{waiting:,} deals of round {round_} wait for answers."
        raise Refusal(finding("deals_unanswered", message, value=round_.code))
