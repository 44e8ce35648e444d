"""A deal lapses: declined, or not accepted in time; what it had taken of the book goes back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from samarkand.platform.deals.asked import parties_asked
from samarkand.platform.deals.models import Acceptance, Answer, Deal, DealState, Leg
from samarkand.platform.events.recording import Happening, record_all
from samarkand.platform.house.many_rows import Kind, with_rows
from samarkand.platform.market.open_book import give_back

_AT_ONCE = 5_000
_LONGEST_REASON = 300
_LAPSE = """
    UPDATE deals_deal
    SET state = 'lapsed', reason = given.reason, ended_at = given.at, version = version + 1
    FROM {given} WHERE id = given.deal AND state = 'proposed' RETURNING id
"""
_LAPSE_COLUMNS: dict[str, Kind] = {"deal": "bigint", "reason": "text", "at": "timestamptz"}


def lapse_overdue(now: datetime) -> int:
    """Let every deal lapse that not all its parties accepted before its deadline; return how many.

    Called from time to time. A deal whose last acceptance is just being written is waited for, and is
    bound then.
    """
    lapsed = 0
    while batch := _lapse_batch(now):
        lapsed += batch
    return lapsed


@transaction.atomic
def _lapse_batch(now: datetime) -> int:
    overdue = Deal.objects.filter(state=DealState.PROPOSED, accept_until__lte=now)
    deals = list(overdue.select_for_update().order_by("id").values_list("id", flat=True)[:_AT_ONCE])
    silent: dict[int, list[str]] = defaultdict(list)
    awaited = Acceptance.objects.filter(deal__in=deals, answer=Answer.AWAITED).order_by("party__code")
    for deal, party in awaited.values_list("deal", "party__code"):
        silent[deal].append(party)
    lapse({deal: f"not accepted in time by {', '.join(silent[deal])}" for deal in deals}, now)
    return len(deals)


def lapse(reasons: Mapping[int, str], now: datetime) -> None:
    """Let deals lapse, each for its reason, in the caller's database transaction that has them locked."""
    rows = [(deal, reason[:_LONGEST_REASON], now) for deal, reason in reasons.items()]
    lapsed = with_rows(_LAPSE, _LAPSE_COLUMNS, rows)
    deals = list(Deal.objects.filter(pk__in=[deal for (deal,) in lapsed]).order_by("id"))
    give_back(_sums(deals, "offer"), _sums(deals, "want"))
    record_all(_happenings(deals), now)


def _sums(deals: Sequence[Deal], side: str) -> dict[str, int]:
    """Return what the deals had taken of each row, by its code."""
    legs = Leg.objects.filter(deal__in=deals).order_by()
    sums = legs.values_list(f"{side}__code").annotate(taken=Sum(F(f"{side}_quantity")))
    return {code: taken for code, taken in sums if taken}


def _happenings(deals: Sequence[Deal]) -> list[Happening]:
    asked = parties_asked(Acceptance.objects.filter(deal__in=deals))
    return [
        Happening("deal.lapsed", deal.code, {"deal": deal.code, "reason": deal.reason}, asked[deal.pk])
        for deal in deals
    ]
