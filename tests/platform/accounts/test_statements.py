"""Statements of an account for any period, for those who may read it."""

from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.statements import statement
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import account, delivery
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, OPERATOR, REGULATOR, trader

pytestmark = pytest.mark.django_db

FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)


def deliveries() -> None:
    """Post three deliveries of Meskay, the last posted being the first in effect, and one of Astarta."""
    meskay, astarta = account(cast.MESKAY), account(cast.ASTARTA)
    delivery(meskay, astarta, 100, on=date(2026, 2, 10))
    delivery(astarta, meskay, 30, on=date(2026, 2, 20))
    delivery(meskay, astarta, 7, on=date(2026, 3, 1))
    delivery(meskay, astarta, 500, on=date(2026, 1, 15))


def test_a_statement_goes_by_the_days_entries_have_effect_on() -> None:
    deliveries()
    found = statement(trader(cast.MESKAY), account(cast.MESKAY), *FEBRUARY)
    assert (found.opening, found.given, found.taken, found.closing) == (500, 100, 30, 570)
    assert [(line.posted.amount, line.balance) for line in found.lines] == [(100, 600), (-30, 570)]


def test_the_statement_of_all_days_closes_with_the_balance() -> None:
    deliveries()
    found = statement(OPERATOR, account(cast.ASTARTA), date(1990, 1, 1), date(2100, 1, 1))
    assert found.closing == account(cast.ASTARTA).balance


def test_days_in_reverse_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        statement(OPERATOR, account(cast.MESKAY), FEBRUARY[1], FEBRUARY[0])
    assert codes(refused) == ["days_reversed"]


@pytest.mark.parametrize(
    "reader", [OPERATOR, AUDITOR, REGULATOR, Actor(None, "customs", Role.REGULATOR, "", "PK")]
)
def test_those_who_watch_over_it_read_it(reader: Actor) -> None:
    deliveries()
    assert statement(reader, account(cast.MESKAY), *FEBRUARY).closing == 570


@pytest.mark.parametrize(
    "stranger", [trader(cast.ASTARTA), trader(cast.LUOYANG), Actor(None, "customs", Role.REGULATOR, "", "RU")]
)
def test_the_stranger_does_not(stranger: Actor) -> None:
    deliveries()
    with pytest.raises(NotPermittedError):
        statement(stranger, account(cast.MESKAY), *FEBRUARY)
