"""A deal that everybody has accepted is bound: contracts, commitments and their clock, holds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from django.db.models import F

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.holding import NewHold, hold_all
from samarkand.platform.accounts.opening import accounts_of
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.contracts import contracts_of
from samarkand.platform.deals.models import Commitment, Contract, Deal, DealState, Leg
from samarkand.platform.deals.way import STEPS
from samarkand.platform.events.recording import record
from samarkand.platform.house.states import step
from samarkand.platform.parties.models import Party


def bind(deal: Deal, now: datetime) -> None:
    """Bind a deal, in the caller's database transaction that has it locked.

    Raises Refusal: ``state_wrong``, ``deal_beyond_credit``.
    """
    step(deal, DealState.BOUND, STEPS, version=F("version") + 1)
    deal.refresh_from_db(fields=["version"])
    legs = list(Leg.objects.filter(deal=deal).select_related("giver", "taker").order_by("id"))
    parties = {party.pk: party for leg in legs for party in (leg.giver, leg.taker)}
    _hold(deal, legs, list(parties.values()), now)
    Contract.objects.bulk_create(contracts_of(deal, legs, now.date()))
    Commitment.objects.bulk_create(_commitments(deal, legs, now))
    content = {"deal": deal.code, "round": deal.round.code, "value": deal.value}
    record("deal.bound", deal.code, content, parties.values(), now)


def _commitments(deal: Deal, legs: Sequence[Leg], now: datetime) -> Iterator[Commitment]:
    """Yield the commitment of each party that gives: to deliver its legs before the clock runs out."""
    given: dict[int, int] = defaultdict(int)
    for leg in legs:
        given[leg.giver_id] += leg.value
    starts_on = now.date()
    for party, value in sorted(given.items()):
        yield Commitment(
            deal=deal,
            party_id=party,
            value=value,
            starts_on=starts_on,
            due_on=starts_on + timedelta(days=deal.round.delivery_days),
        )


def _hold(deal: Deal, legs: Sequence[Leg], parties: Sequence[Party], now: datetime) -> None:
    """Set aside on each taker's account what it is to take; a limit in the way refuses the deal."""
    accounts = accounts_of(parties, deal.round.unit)
    expires_at = _long_stop(deal, now)
    holds = [
        NewHold(
            key=hold_key(leg),
            debtor=accounts[leg.taker_id],
            creditor=accounts[leg.giver_id],
            amount=leg.value,
            subject=leg.code,
            expires_at=expires_at,
        )
        for leg in legs
        if leg.value and leg.taker_id != leg.giver_id
    ]
    try:
        hold_all(holds, now)
    except Refusal as refusal:
        if {found.code for found in refusal.findings} != {"credit_limit"}:
            raise
        # Whose limit it is, and how far it goes, is nobody else's business.
        message = f"What a party of deal {deal} is to take exceeds its credit limit."
        raise Refusal(finding("deal_beyond_credit", message, value=deal.code)) from None


def hold_key(leg: Leg) -> str:
    """Return the key of the hold that stands for a leg until it is delivered."""
    return f"leg {leg.code}"


def _long_stop(deal: Deal, now: datetime) -> datetime:
    """Return when what is held lapses: twice the clock, for a late delivery is as ordinary as one in time."""
    last_day = now.date() + timedelta(days=2 * deal.round.delivery_days + 1)
    return datetime.combine(last_day, time(), UTC)
