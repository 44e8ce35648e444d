"""A payment at home is confirmed by its payee, and the two accounts are squared by its value."""

from datetime import date, datetime, timedelta

from django.db import transaction

from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.models import AccountKind, UnitOfAccount
from samarkand.platform.accounts.obligations import owe
from samarkand.platform.accounts.opening import account_of
from samarkand.platform.deals.models import HomePayment, HomePaymentState
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.house.states import Steps, step
from samarkand.platform.parties.models import Party

STEPS: Steps = {
    HomePaymentState.DUE: frozenset({HomePaymentState.PAID}),
    HomePaymentState.PAID: frozenset(),
    HomePaymentState.PLANNED: frozenset(),
}
KIND = "home_payment"


def confirm_paid(actor: Actor, payment: HomePayment, now: datetime) -> HomePayment:
    """Return the payment, paid: the payer's account goes up by its value, the payee's down.

    Who took more from abroad than it gave has paid for that at home, to one who gave more than it
    took; the payee now owes the payer as much on the clearing account. Confirmed again, nothing
    changes. Raises NotPermittedError for any but the payee and the operator, and Refusal:
    ``state_wrong`` while deals of the round wait for answers, ``credit_limit``.
    """
    require(actor, "deals.confirm_payment", payment)
    with transaction.atomic():
        rows = HomePayment.objects.select_for_update(of=("self",))
        row = rows.select_related("round__unit", "payer", "payee").get(pk=payment.pk)
        if row.state == HomePaymentState.PAID:
            return row
        step(row, HomePaymentState.PAID, STEPS, paid_at=now, paid_by=actor.by)
        if row.value:
            _post(actor, row, now)
        return row


def _post(actor: Actor, row: HomePayment, now: datetime) -> None:
    unit = row.round.unit
    payer, payee = _account(row.payer, unit), _account(row.payee, unit)
    name = f"home-payment-{row.pk}"
    lines = (Line(payer, row.value), Line(payee, -row.value))
    draft = Draft(name, unit.pk, KIND, row.round.code, _day(unit, now), lines, by=actor.by)
    entry = post(draft, now)
    owe(name, entry, debtor=payee, creditor=payer, amount=row.value, due_on=None)
    row.entry_id = entry
    row.save(update_fields=["entry"])


def _account(party: Party | None, unit: UnitOfAccount) -> int:
    """Return a party's account; a pool's own is kept by the house, apart from what it clears."""
    kind = AccountKind.CLEARING if party else AccountKind.SETTLEMENT
    return account_of(party, unit, kind).pk


def _day(unit: UnitOfAccount, now: datetime) -> date:
    """Return today, or the first day that no closed period covers."""
    if unit.closed_until is None:
        return now.date()
    return max(now.date(), unit.closed_until + timedelta(days=1))
