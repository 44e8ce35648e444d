"""The end of an agreement: new contracts are refused, and what remains is listed until all is at rest."""

from datetime import date, timedelta

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Obligation
from samarkand.platform.accounts.run_off import begin_run_off, refuse_run_off, remainders
from samarkand.platform.accounts.settling import Settlement, settle
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import TODAY, account, delivered
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db

END = date(2026, 3, 31)


def test_until_the_end_contracts_are_made() -> None:
    account(cast.MESKAY)
    begin_run_off(OPERATOR, "USD", END)
    refuse_run_off("USD", END - timedelta(days=1))


def test_after_the_end_no_contract_is_made() -> None:
    account(cast.MESKAY)
    begin_run_off(OPERATOR, "USD", END)
    with pytest.raises(Refusal) as refused:
        refuse_run_off("USD", END)
    assert codes(refused) == ["unit_runs_off"]


def test_deliveries_of_contracts_made_in_time_are_posted() -> None:
    account(cast.MESKAY)
    begin_run_off(OPERATOR, "USD", END)
    delivered(cast.MESKAY, cast.ASTARTA, 5, on=END + timedelta(days=30))
    assert Obligation.objects.count() == 1


def test_the_end_is_not_moved() -> None:
    account(cast.MESKAY)
    begin_run_off(OPERATOR, "USD", END)
    begin_run_off(OPERATOR, "USD", END)
    with pytest.raises(Refusal) as refused:
        begin_run_off(OPERATOR, "USD", END + timedelta(days=1))
    assert codes(refused) == ["run_off_set_already"]


def test_what_remains_says_who_owes_what_since_when() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 500_00, on=date(2026, 1, 20))
    delivered(cast.MESKAY, cast.ASTARTA, 100_00, on=date(2026, 2, 20))
    left = {one.account.pk: (one.owed, one.due, one.oldest_due_on) for one in remainders(OPERATOR, "USD")}
    assert left == {
        account(cast.MESKAY).pk: (0, 600_00, date(2026, 1, 20)),
        account(cast.ASTARTA).pk: (600_00, 0, date(2026, 1, 20)),
    }


def test_when_all_is_settled_nothing_remains() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 500_00)
    settle(
        OPERATOR,
        Settlement("loan", account(cast.ASTARTA), account(cast.MESKAY), 500_00, "loan", "L-1", TODAY),
        NOW,
    )
    assert remainders(OPERATOR, "USD") == []


def test_a_trader_sees_its_own_remainder_alone() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 500_00)
    assert [one.account for one in remainders(trader(cast.MESKAY), "USD")] == [account(cast.MESKAY)]
    assert remainders(trader(cast.LUOYANG), "USD") == []


@pytest.mark.parametrize("stranger", [trader(cast.MESKAY), AUDITOR])
def test_only_the_operator_ends_an_agreement(stranger: object) -> None:
    account(cast.MESKAY)
    with pytest.raises(NotPermittedError):
        begin_run_off(stranger, "USD", END)  # type: ignore[arg-type]
