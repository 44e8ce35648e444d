"""A round is published: one of its clearings becomes deals that are proposed to their parties.

All of it in one database transaction: the round's step, the deals, the quantities taken from the book, the
payments planned at home, and what is told of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.run_off import refuse_run_off
from samarkand.platform.deals.asked import parties_asked
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.home_settling import plan_payments, settlement
from samarkand.platform.deals.models import Acceptance, Deal
from samarkand.platform.deals.storing import store_deals
from samarkand.platform.deals.taken import with_taken
from samarkand.platform.events.recording import Happening, record, record_all
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.open_book import release_rows, take
from samarkand.platform.rounds.models import Clearing, ClearingState, Round, RoundState
from samarkand.platform.rounds.outcomes import outcome_of, snapshot_book
from samarkand.platform.rounds.unit_scale import refuse_other_scale
from samarkand.platform.rounds.way import locked, move


@transaction.atomic
def publish(actor: Actor, round_: Round, clearing: Clearing, now: datetime) -> Round:
    """Return the round, published with this clearing; its deals wait for their parties' answers.

    The quantities of the deals are taken from the book, and the round's rows are free again with what
    is left of them. Raises Refusal: ``state_wrong`` where the round is not in review (another operator
    may have been faster), ``clearing_of_another_round``, ``not_stored``, ``unit_runs_off``,
    ``unit_rescaled``, and ``outcome_damaged`` or ``snapshot_damaged`` where what is stored is not what was
    checked.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    refuse_run_off(row.unit.code, now.date())
    if clearing.round_id != row.pk:
        message = f"Clearing {clearing} is not one of round {row}."
        raise Refusal(finding("clearing_of_another_round", message, column="clearing", value=clearing.label))
    if clearing.state == ClearingState.STORED:
        refuse_other_scale(row, clearing)
    move(row, RoundState.PUBLISHED, actor, now, published=clearing, published_at=now)
    outcome, book = outcome_of(clearing), snapshot_book(row)
    legs = with_taken(outcome.legs, book)
    store_deals(row, outcome.deals, legs, now + timedelta(hours=row.acceptance_hours))
    plan_payments(row, settlement(book, outcome.legs, outcome.balances), outcome.legs)
    take(_sums(legs, "offer"), _sums(legs, "want"))
    release_rows(row.code, now)
    record("round.published", row.code, {"round": row.code, "clearing": clearing.label}, (), now)
    record_all(_proposals(row), now)
    return row


def _sums(legs: pl.DataFrame, side: str) -> dict[str, int]:
    sums = legs.group_by(side).agg(pl.col(f"{side}_quantity").sum()).filter(pl.col(f"{side}_quantity") > 0)
    return dict(sums.iter_rows())


def _proposals(round_: Round) -> Iterator[Happening]:
    """Yield what is told to the parties of each deal."""
    asked = parties_asked(Acceptance.objects.filter(deal__round=round_))
    for deal in Deal.objects.filter(round=round_).iterator():
        content = {
            "deal": deal.code,
            "round": round_.code,
            "value": deal.value,
            "accept_until": deal.accept_until.isoformat(),
        }
        yield Happening("deal.proposed", deal.code, content, asked[deal.pk])
