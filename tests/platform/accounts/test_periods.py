"""Closed periods: nothing is posted there any more, each rests on the one before, and who may close."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.models import Entry, Period
from samarkand.platform.accounts.periods import close_period
from samarkand.platform.accounts.verifying import ask_proof, prove, prove_due, verify
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import account, delivery
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, trader

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


def deliveries() -> None:
    """Post one delivery in January and two in February."""
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    for day in (date(2026, 2, 10), date(2026, 1, 10), date(2026, 2, 20)):
        delivery(meskay, astarta, 100_00, on=day)


def test_a_period_counts_the_entries_of_its_days() -> None:
    deliveries()
    first = close_period(OPERATOR, "USD", JANUARY, NOW)
    second = close_period(OPERATOR, "USD", FEBRUARY, NOW)
    assert [(one.number, one.entries) for one in (first, second)] == [(1, 1), (2, 2)]


def test_a_period_rests_on_the_one_before() -> None:
    deliveries()
    first = close_period(OPERATOR, "USD", JANUARY, NOW)
    assert close_period(OPERATOR, "USD", FEBRUARY, NOW).previous == first.digest
    assert verify() == []


def test_a_period_without_entries_is_a_period() -> None:
    account(cast.MESKAY)
    assert close_period(OPERATOR, "USD", JANUARY, NOW).entries == 0
    assert verify() == []


def test_nothing_is_posted_in_a_closed_period() -> None:
    deliveries()
    close_period(OPERATOR, "USD", JANUARY, NOW)
    with pytest.raises(Refusal) as refused:
        delivery(account(cast.MESKAY), account(cast.ASTARTA), 1, on=JANUARY)
    assert codes(refused) == ["period_closed"]


def test_closing_again_to_the_same_day_is_the_period_there_is() -> None:
    deliveries()
    first = close_period(OPERATOR, "USD", JANUARY, NOW)
    assert close_period(OPERATOR, "USD", JANUARY, NOW).pk == first.pk


def test_closing_to_an_earlier_day_is_refused() -> None:
    deliveries()
    close_period(OPERATOR, "USD", FEBRUARY, NOW)
    with pytest.raises(Refusal) as refused:
        close_period(OPERATOR, "USD", JANUARY, NOW)
    assert codes(refused) == ["period_overlaps"]


def test_today_has_not_passed() -> None:
    deliveries()
    with pytest.raises(Refusal) as refused:
        close_period(OPERATOR, "USD", NOW.date(), NOW)
    assert codes(refused) == ["period_not_over"]


def test_other_units_stay_open() -> None:
    deliveries()
    close_period(OPERATOR, "USD", JANUARY, NOW)
    delivery(account(cast.MESKAY, "SOM"), account(cast.ASTARTA, "SOM"), 1, on=JANUARY)
    assert Entry.objects.filter(unit__code="SOM").count() == 1


@pytest.mark.parametrize("stranger", [trader(cast.MESKAY), AUDITOR, REGULATOR])
def test_only_the_operator_closes(stranger: object) -> None:
    with pytest.raises(NotPermittedError):
        close_period(stranger, "USD", JANUARY, NOW)  # type: ignore[arg-type]


def test_a_proof_is_kept_and_made_again_after_a_day() -> None:
    deliveries()
    proof = prove(NOW)
    assert (proof.entries, proof.faults) == (3, 0)
    assert prove_due(NOW + timedelta(hours=23)) is None
    assert prove_due(NOW + timedelta(hours=24)) is not None


def test_a_trader_does_not_prove_the_ledger() -> None:
    with pytest.raises(NotPermittedError):
        ask_proof(trader(cast.MESKAY))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_an_entry_being_written_is_waited_for() -> None:
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    draft = Draft("late", meskay.unit_id, "trade", "", JANUARY, (Line(meskay.pk, 5), Line(astarta.pk, -5)))

    def close() -> None:
        try:
            close_period(OPERATOR, "USD", JANUARY, NOW)
        finally:
            connection.close()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        post(draft, NOW)
        closing.start()
        closing.join(0.3)
        assert closing.is_alive()
    closing.join(10)
    assert Period.objects.get().entries == 1
    assert verify() == []
