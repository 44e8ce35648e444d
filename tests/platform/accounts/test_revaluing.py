"""A unit revalued: balances and debts keep their worth, and all still sum to nothing."""

from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Obligation
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.accounts.revaluing import revalue_unit
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import TODAY, account, balances, delivered, delivery, entry
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db

BEFORE = date(2026, 2, 1)


def revalued(new: int = 1000, old: int = 635) -> int | None:
    return revalue_unit(OPERATOR, "USD", new, old, TODAY, NOW)


def test_the_rupee_falls_by_36_5_per_cent_and_balances_rise_by_57_5() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=BEFORE)
    revalued()
    assert balances([account(cast.MESKAY), account(cast.ASTARTA)]) == [1_574_80, -1_574_80]


def test_what_is_owed_follows() -> None:
    code = delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=BEFORE)
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    set_off = entry((meskay, -365_00), (astarta, 365_00), on=BEFORE, kind="set_off")
    change_all([Change(code, set_off.pk, -365_00, "set_off")])
    revalued()
    assert Obligation.objects.get().open_amount == 1_000_00
    assert verify() == []


def test_what_came_on_the_day_itself_was_agreed_at_the_new_price() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=TODAY)
    assert revalued() is None


def test_three_thirds_still_sum_to_nothing() -> None:
    meskay, astarta, altyn_dan = map(account, (cast.MESKAY, cast.ASTARTA, cast.ALTYN_DAN))
    delivery(meskay, altyn_dan, 5, on=BEFORE)
    delivery(astarta, altyn_dan, 4, on=BEFORE)
    revalued(1, 3)
    assert sum(Account.objects.values_list("balance", flat=True)) == 0
    assert balances([meskay, astarta, altyn_dan]) == [2, 1, -3]


def test_the_same_again_changes_nothing() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=BEFORE)
    assert revalued() == revalued()
    assert Obligation.objects.get().open_amount == 1_574_80


def test_another_price_for_the_same_day_is_refused() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=BEFORE)
    revalued()
    with pytest.raises(Refusal) as refused:
        revalued(2, 1)
    assert codes(refused) == ["revalued_already"]


@pytest.mark.parametrize(("new", "old"), [(0, 1), (1, 0), (-1, 1)])
def test_a_price_of_nothing_is_refused(new: int, old: int) -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 1_000_00, on=BEFORE)
    with pytest.raises(Refusal) as refused:
        revalued(new, old)
    assert codes(refused) == ["price_unfit"]


def test_a_price_that_bursts_64_bits_is_refused() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 2**60, on=BEFORE)
    with pytest.raises(Refusal) as refused:
        revalued(100, 1)
    assert codes(refused) == ["price_unfit"]


@pytest.mark.parametrize("stranger", [trader(cast.MESKAY), AUDITOR])
def test_only_the_operator_revalues(stranger: object) -> None:
    with pytest.raises(NotPermittedError):
        revalue_unit(stranger, "USD", 2, 1, TODAY, NOW)  # type: ignore[arg-type]
