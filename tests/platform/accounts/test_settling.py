"""Debts paid outside the ledger: the oldest is answered first, what is paid beyond is owed back."""

from dataclasses import replace
from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Obligation
from samarkand.platform.accounts.settling import Settlement, settle
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import TODAY, account, balances, delivered
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db


def paid(amount: int, key: str = "P-1") -> Settlement:
    """Return that Astarta paid Meskay so much in currency."""
    return Settlement(key, account(cast.ASTARTA), account(cast.MESKAY), amount, "currency", "SWIFT 1", TODAY)


def two_debts() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 300_00, on=date(2026, 2, 20), code="younger")
    delivered(cast.MESKAY, cast.ASTARTA, 200_00, on=date(2026, 1, 20), code="older")


def open_amounts() -> dict[str, int]:
    return dict(Obligation.objects.values_list("code", "open_amount"))


def test_the_oldest_debt_is_answered_first() -> None:
    two_debts()
    settle(OPERATOR, paid(250_00), NOW)
    assert open_amounts() == {"older": 0, "younger": 250_00}
    assert balances([account(cast.MESKAY)]) == [250_00]


def test_what_is_paid_beyond_is_owed_back() -> None:
    two_debts()
    settle(OPERATOR, paid(600_00), NOW)
    assert open_amounts() == {"older": 0, "younger": 0, "P-1 beyond": 100_00}
    back = Obligation.objects.get(code="P-1 beyond")
    assert (back.debtor, back.creditor) == (account(cast.MESKAY), account(cast.ASTARTA))
    assert verify() == []


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_payment_counts_from_a_day_somebody_can_mean(day: date) -> None:
    two_debts()
    with pytest.raises(Refusal) as refused:
        settle(OPERATOR, replace(paid(250_00), effective_on=day), NOW)
    assert codes(refused) == ["day_far_off"]


def test_a_payment_told_twice_is_one() -> None:
    two_debts()
    assert settle(OPERATOR, paid(250_00), NOW) == settle(OPERATOR, paid(250_00), NOW)
    assert open_amounts() == {"older": 0, "younger": 250_00}


def test_the_key_of_a_payment_is_not_taken_for_another() -> None:
    two_debts()
    settle(OPERATOR, paid(250_00), NOW)
    with pytest.raises(Refusal) as refused:
        settle(OPERATOR, paid(251_00), NOW)
    assert codes(refused) == ["key_reused"]


def test_a_payment_of_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        settle(OPERATOR, paid(0), NOW)
    assert codes(refused) == ["settlement_unfit"]


@pytest.mark.parametrize("stranger", [trader(cast.ASTARTA), AUDITOR])
def test_only_the_operator_confirms_payments(stranger: object) -> None:
    with pytest.raises(NotPermittedError):
        settle(stranger, paid(1), NOW)  # type: ignore[arg-type]
