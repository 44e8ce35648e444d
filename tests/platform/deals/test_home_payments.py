"""Inside a pool who takes pays who gives, at home; once paid, the two accounts are square."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.book.book import Book
from samarkand.platform.accounts.models import Account, AccountKind, Entry, Obligation
from samarkand.platform.deals.answering import decline
from samarkand.platform.deals.home_payments import confirm_paid
from samarkand.platform.deals.home_settling import settle_due
from samarkand.platform.deals.home_values import values_of
from samarkand.platform.deals.models import Deal, HomePayment, HomePaymentState, Leg
from samarkand.platform.deals.permissions import visible_home_payments
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader
from tests.platform.deals.playing import accepted_by_all, outcome_published, published_round
from tests.platform.findings import codes_of


def karachi() -> Book:
    """Meskay exports and NationalFruit imports; they are one pool against Astarta."""
    return cast.book(
        f"{cast.MESKAY} pool=Karachi currency=PKR: gives 20000 t rice @180000",
        f"{cast.NATIONAL_FRUIT} pool=Karachi currency=PKR: wants 20000 t chickpeas @210000",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )


@pytest.mark.django_db
def test_payments_are_planned_as_the_outcome_has_them_but_at_a_plain_rate() -> None:
    outcome = outcome_published(published_round(karachi()))
    told = outcome.home_settlement.row(0, named=True)
    payment = HomePayment.objects.get(payer__code="NationalFruit", payee__code="Meskay")
    assert (told["payer"], told["payee"]) == ("NationalFruit", "Meskay")
    assert (payment.currency, payment.state) == ("PKR", "planned")
    pool = outcome.balances.filter(pool="Karachi").row(0, named=True)
    rate = payment.value / payment.amount
    assert rate == pytest.approx(float(f"{rate:.2g}"), rel=1e-9)
    assert pool["rate_low"] < rate < pool["rate_high"]
    assert payment.amount != told["amount"]


@pytest.mark.django_db
def test_they_are_due_when_every_deal_is_answered() -> None:
    published_round(karachi())
    assert settle_due(NOW) == 0
    for deal in Deal.objects.all():
        accepted_by_all(deal)
    before = HomePayment.objects.get()
    assert settle_due(NOW) == 1
    assert settle_due(NOW) == 0
    after = HomePayment.objects.get()
    assert (after.state, after.amount, after.value) == (HomePaymentState.DUE, before.amount, before.value)


@pytest.mark.django_db
def test_for_what_lapsed_nobody_pays() -> None:
    published_round(karachi())
    for deal in Deal.objects.all():
        decline(trader(cast.ASTARTA), deal, "", NOW)
    assert settle_due(NOW) == 1
    assert not HomePayment.objects.exists()


def due_payment() -> HomePayment:
    published_round(karachi())
    for deal in Deal.objects.all():
        accepted_by_all(deal)
    settle_due(NOW)
    return HomePayment.objects.get()


@pytest.mark.django_db
def test_paid_the_payers_account_goes_up_and_the_payees_down() -> None:
    payment = due_payment()
    assert payment.value == sum(Leg.objects.values_list("value", flat=True)) // 2
    paid = confirm_paid(trader(cast.MESKAY), payment, NOW)
    assert paid.state == HomePaymentState.PAID
    balances = dict(Account.objects.values_list("holder__code", "balance"))
    assert (balances["NationalFruit"], balances["Meskay"]) == (payment.value, -payment.value)
    owed = Obligation.objects.get()
    assert (owed.debtor.holder, owed.creditor.holder) == (payment.payee, payment.payer)
    assert (owed.amount, owed.entry_id) == (payment.value, paid.entry_id)


@pytest.mark.django_db
def test_confirmed_twice_is_posted_once() -> None:
    payment = due_payment()
    confirm_paid(trader(cast.MESKAY), payment, NOW)
    confirm_paid(OPERATOR, payment, NOW)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_planned_payment_cannot_be_confirmed() -> None:
    published_round(karachi())
    assert codes_of(lambda: confirm_paid(OPERATOR, HomePayment.objects.get(), NOW)) == {"state_wrong"}


@pytest.mark.django_db
@pytest.mark.parametrize("firm", [cast.NATIONAL_FRUIT, cast.ASTARTA])
def test_nobody_but_the_payee_says_that_it_was_paid(firm: str) -> None:
    payment = due_payment()
    for actor in (trader(firm), AUDITOR):
        with pytest.raises(NotPermittedError):
            confirm_paid(actor, payment, NOW)


@pytest.mark.django_db
def test_what_a_swing_leaves_open_is_the_pools_own() -> None:
    book = cast.book(
        f"{cast.MESKAY} pool=Karachi currency=PKR swing=5000000: gives 20000 t rice @180000",
        f"{cast.NATIONAL_FRUIT} pool=Karachi currency=PKR swing=5000000: wants 10000 t chickpeas @210000",
        f"{cast.ASTARTA} swing=5000000: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )
    published_round(book)
    for deal in Deal.objects.all():
        accepted_by_all(deal)
    settle_due(NOW)
    own = HomePayment.objects.filter(payer=None) | HomePayment.objects.filter(payee=None)
    payment = own.get()
    confirm_paid(OPERATOR, payment, NOW)
    assert Account.objects.get(holder=None).kind == AccountKind.SETTLEMENT
    assert sum(Account.objects.values_list("balance", flat=True)) == 0


@pytest.mark.django_db
def test_a_stranger_sees_no_payment() -> None:
    published_round(karachi())
    seen = [visible_home_payments(trader(firm)).count() for firm in (cast.MESKAY, cast.ASTARTA)]
    assert seen == [1, 0]


NETS = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8)


@given(nets=NETS, data=st.data())
def test_values_square_every_party_whoever_pays_whom(nets: list[int], data: st.DataObject) -> None:
    """Any forest of payments in which each pays what it owes: the values are those very payments."""
    owed = {f"P{at}": net for at, net in enumerate(nets)}
    paid: dict[tuple[str, str], int] = {}
    rest = dict(owed, POOL=-sum(nets))
    while any(rest.values()):
        payer = data.draw(st.sampled_from([end for end, net in rest.items() if net > 0]))
        payee = data.draw(st.sampled_from([end for end, net in rest.items() if net < 0]))
        paid[payer, payee] = min(rest[payer], -rest[payee])
        rest[payer] -= paid[payer, payee]
        rest[payee] += paid[payer, payee]
    assert values_of(list(paid), owed) == list(paid.values())


def test_money_rounded_to_nothing_leaves_no_value_below_nothing() -> None:
    assert values_of([("A", "B"), ("A", "C")], {"A": 5, "B": -8, "C": 3}) == [5, 0]
