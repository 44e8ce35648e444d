"""A repair: what lapsed deals left, and what was left before, is cleared once more in a round of its own."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.closing import require_answered
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import require
from samarkand.platform.rounds.clearing_job import ask_clearing
from samarkand.platform.rounds.freezing import freeze
from samarkand.platform.rounds.models import Round, RoundState
from samarkand.platform.rounds.opening import RoundTerms, open_round
from samarkand.platform.rounds.own_rows import published_clearing
from samarkand.platform.rounds.settings import settings_of
from samarkand.platform.rounds.way import locked

_ENDED = (RoundState.PUBLISHED, RoundState.CLOSED)


@transaction.atomic
def repair(actor: Actor, round_: Round, now: datetime) -> Round:
    """Return a new round, frozen and in clearing, over what is open of the book.

    It has the terms and the settings of the round it repairs, and its code with ``-r1`` (``-r2``...)
    after it. Raises Refusal: ``state_wrong`` where the round is not published, ``deals_unanswered``,
    ``repair_at_work``, ``book_one_sided`` where nothing is left to clear.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    if row.state not in _ENDED:
        message = f"round {row} is {row.state}: only what is published can be repaired."
        raise Refusal(house_finding("state_wrong", message, column="state", value=row.state))
    require_answered(row)
    _require_no_other(row)
    clearing = published_clearing(row)
    terms = RoundTerms(row.title, row.contract_form, row.acceptance_hours, row.delivery_days)
    code = f"{row.code}-r{row.repaired_by.count() + 1}"
    repaired = open_round(actor, code, row.unit.code, now, terms, repairs=row)
    freeze(actor, repaired, now)
    settings = replace(settings_of(clearing.settings), as_of=None)
    ask_clearing(actor, repaired, clearing.label, settings, now)
    repaired.refresh_from_db()
    return repaired


def _require_no_other(row: Round) -> None:
    other = row.repaired_by.exclude(state__in=(*_ENDED, RoundState.VOID)).first()
    if other is not None:
        message = f"Round {row} is being repaired by {other}, which is {other.state}."
        raise Refusal(finding("repair_at_work", message, value=other.code))
