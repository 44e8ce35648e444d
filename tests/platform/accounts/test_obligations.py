"""Obligations: made once by an entry, changed by further ones, never below nothing."""

from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Obligation, ObligationChange
from samarkand.platform.accounts.obligations import Change, Owed, change_all, owe, owe_all
from tests import cast
from tests.platform.accounts.books import account, delivery
from tests.platform.accounts.refused import codes

pytestmark = pytest.mark.django_db

DUE = date(2026, 5, 31)


def rice_delivered(value: int = 1_000_00) -> Owed:
    """Return what Astarta owes Meskay for rice received."""
    giver, taker = account(cast.MESKAY), account(cast.ASTARTA)
    made = delivery(giver, taker, value)
    return Owed("R-1", made.pk, taker.pk, giver.pk, value, DUE)


def test_what_was_received_is_owed() -> None:
    owed = rice_delivered()
    identifier = owe("R-1", owed.entry, owed.debtor, owed.creditor, owed.amount, DUE)
    kept = Obligation.objects.get()
    assert (kept.pk, kept.code, kept.amount, kept.open_amount, kept.due_on) == (
        identifier, "R-1", 1_000_00, 1_000_00, DUE,
    )  # fmt: skip


def test_an_obligation_told_twice_is_one() -> None:
    owed = rice_delivered()
    assert owe_all([owed]) == owe_all([owed])
    assert Obligation.objects.count() == 1


def test_the_same_code_for_another_amount_is_refused() -> None:
    owed = rice_delivered()
    owe_all([owed])
    with pytest.raises(Refusal) as refused:
        owe("R-1", owed.entry, owed.debtor, owed.creditor, 7, DUE)
    assert codes(refused) == ["obligation_differs"]


def test_everything_unfit_is_told_at_once_and_nothing_is_owed() -> None:
    owed = rice_delivered()
    nothing = Owed("R-2", owed.entry, owed.debtor, owed.creditor, 0)
    itself = Owed("R-3", owed.entry, owed.debtor, owed.debtor, 5)
    with pytest.raises(Refusal) as refused:
        owe_all([owed, nothing, itself])
    assert codes(refused) == ["obligation_unfit", "obligation_unfit"]
    assert not Obligation.objects.exists()


def test_a_set_off_leaves_the_rest_open() -> None:
    owed = rice_delivered()
    owe_all([owed])
    assert change_all([Change("R-1", owed.entry, -400_00, "set_off")]) == 1
    assert Obligation.objects.get().open_amount == 600_00
    assert ObligationChange.objects.get().amount == -400_00


def test_a_change_told_twice_is_taken_once() -> None:
    owed = rice_delivered()
    owe_all([owed])
    change = Change("R-1", owed.entry, -400_00, "set_off")
    change_all([change])
    assert change_all([change]) == 0
    assert Obligation.objects.get().open_amount == 600_00


def test_no_more_is_taken_than_is_open() -> None:
    owed = rice_delivered()
    owe_all([owed])
    with pytest.raises(Refusal) as refused:
        change_all(
            [Change("R-1", owed.entry, -600_00, "set_off"), Change("R-1", owed.entry, -500_00, "correction")]
        )
    assert codes(refused) == ["obligation_exceeded"]
    assert Obligation.objects.get().open_amount == 1_000_00


def test_who_counted_on_another_open_amount_is_told() -> None:
    owed = rice_delivered()
    owe_all([owed])
    with pytest.raises(Refusal) as refused:
        change_all([Change("R-1", owed.entry, -1, "set_off", expected=999_00)])
    assert codes(refused) == ["obligation_moved"]


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        change_all([Change("R-9", 1, -1, "set_off")])
    assert codes(refused) == ["obligation_unknown"]


@pytest.mark.deep
def test_many_are_owed_and_changed_in_a_few_statements(django_assert_max_num_queries: object) -> None:
    owed = rice_delivered()
    many = [Owed(f"R-{n}", owed.entry, owed.debtor, owed.creditor, 100, DUE) for n in range(70_000)]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        owe_all(many)
        change_all(Change(one.code, one.entry, -40, "set_off", expected=100) for one in many)
    assert Obligation.objects.filter(open_amount=60).count() == 70_000
