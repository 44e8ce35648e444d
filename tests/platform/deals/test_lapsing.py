"""A deal that is not accepted in time lapses, whatever the clock does; all is told, and all given back."""

from datetime import timedelta

import pytest
from django.db.models import F

from samarkand.platform.deals.answering import accept
from samarkand.platform.deals.lapsing import lapse_overdue
from samarkand.platform.deals.models import Deal, DealState
from samarkand.platform.deals.reminding import remind_due
from samarkand.platform.events.models import Event
from samarkand.platform.market.models import Offer, Want
from tests import cast
from tests.platform.conftest import NOW, trader
from tests.platform.deals.playing import accepted_by_all, bound_deal, proposed_deal

pytestmark = pytest.mark.django_db

MESKAY = trader(cast.MESKAY)
DEADLINE = NOW + timedelta(hours=72)


def test_a_deal_lapses_at_its_deadline_and_names_who_was_silent() -> None:
    deal = accept(MESKAY, proposed_deal(), NOW)
    assert lapse_overdue(DEADLINE - timedelta(seconds=1)) == 0
    assert lapse_overdue(DEADLINE) == 1
    deal.refresh_from_db()
    assert (deal.state, deal.reason) == (DealState.LAPSED, "not accepted in time by Astarta")


def test_what_it_took_is_in_the_book_again() -> None:
    proposed_deal(cast.ring())
    assert Offer.objects.filter(open_quantity__lt=F("quantity")).exists()
    lapse_overdue(DEADLINE)
    for row in [*Offer.objects.all(), *Want.objects.all()]:
        assert (row.open_quantity, row.state) == (row.quantity, "open")


def test_quantities_go_back_to_a_row_in_its_own_unit() -> None:
    proposed_deal(
        cast.book(
            f"{cast.MESKAY}: gives 5 t rice @650; wants 9 t chickpeas @760",
            f"{cast.ASTARTA}: gives 9 t chickpeas @600; wants 2000.5 kg rice @0.72",
        )
    )
    lapse_overdue(DEADLINE)
    assert Offer.objects.get(code="Meskay gives 1").open_quantity == 5_000


def test_it_lapses_once() -> None:
    proposed_deal()
    assert [lapse_overdue(DEADLINE), lapse_overdue(DEADLINE)] == [1, 0]
    assert Event.objects.filter(kind="deal.lapsed").count() == 1


def test_a_bound_deal_never_lapses() -> None:
    deal = accepted_by_all(proposed_deal())
    assert lapse_overdue(NOW + timedelta(days=3650)) == 0
    deal.refresh_from_db()
    assert deal.state == DealState.BOUND


def test_a_clock_that_goes_forward_and_back_leaves_what_lapsed_lapsed() -> None:
    deal = proposed_deal()
    lapse_overdue(NOW + timedelta(days=365))
    assert lapse_overdue(NOW - timedelta(days=365)) == 0
    deal.refresh_from_db()
    assert deal.state == DealState.LAPSED
    assert Offer.objects.get(code="Meskay gives 1").open_quantity == 20_000_000


def test_a_clock_that_goes_back_lapses_nothing() -> None:
    proposed_deal()
    assert lapse_overdue(NOW - timedelta(days=365)) == 0
    assert Deal.objects.get().state == DealState.PROPOSED


def test_who_has_not_answered_is_reminded_once() -> None:
    accept(MESKAY, proposed_deal(), NOW)
    assert remind_due(NOW) == 0
    assert remind_due(DEADLINE - timedelta(hours=23)) == 1
    assert remind_due(DEADLINE - timedelta(hours=1)) == 0
    told = Event.objects.get(kind="deadline.near")
    assert list(told.parties.values_list("code", flat=True)) == ["Astarta"]


def test_who_has_to_deliver_is_reminded_once() -> None:
    bound_deal(delivery_days=30)
    assert remind_due(NOW) == 0
    assert remind_due(NOW + timedelta(days=17)) == 3
    assert remind_due(NOW + timedelta(days=18)) == 0
