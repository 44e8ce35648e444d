"""Those concerned are told when a deadline is near: of an answer, of a delivery."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from samarkand.platform.deals.models import Acceptance, Answer, Commitment, CommitmentState, DealState
from samarkand.platform.events.recording import Happening, record_all

BEFORE_ANSWER = timedelta(hours=24)
BEFORE_DELIVERY = timedelta(days=14)


def remind_due(now: datetime) -> int:
    """Tell parties of deadlines that are near, each once; return how many were told now.

    Called from time to time.
    """
    return record_all([*_answers(now), *_deliveries(now)], now)


def _answers(now: datetime) -> Iterator[Happening]:
    near = Acceptance.objects.filter(
        answer=Answer.AWAITED,
        deal__state=DealState.PROPOSED,
        deal__accept_until__gt=now,
        deal__accept_until__lte=now + BEFORE_ANSWER,
    )
    for row in near.select_related("deal", "party"):
        content = {"deal": row.deal.code, "answer_until": row.deal.accept_until.isoformat()}
        yield Happening("deadline.near", f"answer {row.pk}", content, (row.party,))


def _deliveries(now: datetime) -> Iterator[Happening]:
    today = now.date()
    near = Commitment.objects.filter(
        state=CommitmentState.RUNNING, due_on__gte=today, due_on__lte=today + BEFORE_DELIVERY
    )
    for row in near.select_related("deal", "party"):
        content = {
            "deal": row.deal.code,
            "due_on": row.due_on.isoformat(),
            "value": row.value,
            "fulfilled": row.fulfilled,
        }
        yield Happening("deadline.near", f"delivery {row.pk} {row.due_on}", content, (row.party,))
