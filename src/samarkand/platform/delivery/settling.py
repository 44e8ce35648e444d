"""What a receipt does to the account: the posting, the obligation and the evidence, written with it.

Called inside the database transaction of the receipt. The locks are taken in the order leg, accounts,
obligations, commitments.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samarkand.platform.accounts.holding import use_hold, void_hold
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.models import Hold, HoldState, Obligation, UnitOfAccount
from samarkand.platform.accounts.obligations import Change, change_all, owe
from samarkand.platform.accounts.opening import accounts_of
from samarkand.platform.deals.binding import hold_key
from samarkand.platform.deals.models import Commitment, Leg
from samarkand.platform.delivery.models import Receipt, Shipment

KIND = "receipt"
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a receipt adds to what is posted for its shipment: below nothing where it takes back.

    ``code`` is the receipt's, ``by`` who posts it; ``whole`` says that nothing of the leg is to come.
    """

    code: str
    leg: Leg
    shipment: Shipment
    amount: int
    received_on: date
    whole: bool
    corrects: Receipt | None = None
    by: str | None = None


def settle(settlement: Settlement, now: datetime) -> int | None:
    """Post the settlement and change what is owed by as much; return the entry, None where nothing changes.

    The giver's account goes up, the taker's down: out of the leg's hold while it is open. The taker then
    owes the giver, until its own deliveries are set off. Where a correction takes back, what is open of
    the shipment's obligations becomes less; what was set off already the giver owes back.
    """
    if settlement.amount == 0:
        if settlement.whole:
            _free_hold(settlement.leg, now)
        return None
    accounts = accounts_of([settlement.leg.giver, settlement.leg.taker], settlement.leg.deal.round.unit)
    giver, taker = accounts[settlement.leg.giver_id], accounts[settlement.leg.taker_id]
    entry = _post(settlement, giver, taker, now)
    if settlement.amount > 0:
        due_on = due_day(settlement.leg, settlement.leg.taker_id)
        owe(settlement.code, entry, taker, giver, settlement.amount, due_on)
    else:
        _take_back(settlement, entry, giver, taker)
    return entry


def due_day(leg: Leg, party: int) -> date | None:
    """Return the day by which a party of the leg's deal is to have performed."""
    rows = Commitment.objects.filter(deal=leg.deal_id, party=party)
    return rows.values_list("due_on", flat=True).first()


def effective_day(unit: UnitOfAccount, received_on: date) -> date:
    """Return the day from which a receipt counts: its own, or the first that no closed period covers."""
    if unit.closed_until is None:
        return received_on
    return max(received_on, unit.closed_until + timedelta(days=1))


def _post(settlement: Settlement, giver: int, taker: int, now: datetime) -> int:
    leg, amount = settlement.leg, settlement.amount
    key = f"{KIND} {settlement.code}"
    day = effective_day(leg.deal.round.unit, settlement.received_on)
    kind = KIND if settlement.corrects is None else CORRECTION
    hold = _open_hold(leg)
    if hold is not None and amount > 0:
        return use_hold(
            hold.key, amount, key, kind, leg.code, day, now, last=settlement.whole, by=settlement.by
        )
    if settlement.whole:
        _free_hold(leg, now)
    draft = Draft(
        key=key,
        unit=leg.deal.round.unit_id,
        kind=kind,
        subject=leg.code,
        effective_on=day,
        lines=(Line(giver, amount), Line(taker, -amount)),
        corrects=_corrected_entry(settlement),
        by=settlement.by,
    )
    return post(draft, now)


def _corrected_entry(settlement: Settlement) -> int | None:
    """Return the latest entry of the shipment, which a correction names."""
    if settlement.corrects is None:
        return None
    rows = Receipt.objects.filter(shipment=settlement.shipment).exclude(entry=None)
    return rows.order_by("-id").values_list("entry", flat=True).first()


def _take_back(settlement: Settlement, entry: int, giver: int, taker: int) -> None:
    """Lessen the shipment's open obligations, the latest first; what they do not cover the giver owes."""
    rest = -settlement.amount
    changes = []
    codes = Receipt.objects.filter(shipment=settlement.shipment).values_list("code", flat=True)
    rows = Obligation.objects.filter(code__in=list(codes), creditor=giver, open_amount__gt=0)
    for code, open_amount in rows.order_by("-id").values_list("code", "open_amount"):
        part = min(rest, open_amount)
        if part:
            changes.append(Change(code, entry, -part, CORRECTION))
            rest -= part
    if changes:
        change_all(changes)
    if rest:
        owe(settlement.code, entry, giver, taker, rest, due_day(settlement.leg, settlement.leg.giver_id))


def _open_hold(leg: Leg) -> Hold | None:
    return Hold.objects.filter(key=hold_key(leg), state=HoldState.OPEN).first()


def _free_hold(leg: Leg, now: datetime) -> None:
    hold = _open_hold(leg)
    if hold is not None:
        void_hold(hold.key, now)
