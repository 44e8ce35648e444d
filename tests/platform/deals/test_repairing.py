"""What lapsed is cleared once more by one call; a round is closed when nothing of it waits."""

from datetime import timedelta

import pytest

from samarkand.platform.deals.answering import decline
from samarkand.platform.deals.closing import close
from samarkand.platform.deals.models import Deal, DealState
from samarkand.platform.deals.publishing import publish
from samarkand.platform.deals.repairing import repair
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.rounds.ending import void_round
from samarkand.platform.rounds.models import Round, RoundState
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.deals.playing import accepted_by_all, published_round
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import frozen_round, worked

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def lapsed_round() -> Round:
    round_ = published_round(title="Spring", delivery_days=77)
    decline(trader(cast.MESKAY), Deal.objects.get(), "", NOW)
    return round_


def test_a_repair_clears_what_lapsed_on_the_same_terms() -> None:
    round_ = lapsed_round()
    repaired = repair(OPERATOR, round_, LATER)
    assert (repaired.code, repaired.state, repaired.repairs) == ("spring-r1", RoundState.CLEARING, round_)
    assert (repaired.title, repaired.delivery_days, repaired.unit) == ("Spring", 77, round_.unit)
    clearing = worked(repaired.clearings.get(), minutes=1500)
    publish(OPERATOR, repaired, clearing, LATER)
    deal = Deal.objects.get(state=DealState.PROPOSED)
    assert (deal.code, deal.value) == ("spring-r1-1", Deal.objects.get(state=DealState.LAPSED).value)


def test_it_leaves_out_what_was_bound() -> None:
    round_ = published_round()
    accepted_by_all(Deal.objects.get())
    assert codes_of(lambda: repair(OPERATOR, round_, LATER)) == {"book_one_sided"}
    assert Round.objects.count() == 1


def test_a_round_is_repaired_when_all_its_deals_are_answered() -> None:
    assert codes_of(lambda: repair(OPERATOR, published_round(), LATER)) == {"deals_unanswered"}


def test_one_repair_at_a_time() -> None:
    round_ = lapsed_round()
    repair(OPERATOR, round_, LATER)
    assert codes_of(lambda: repair(OPERATOR, round_, LATER)) == {"repair_at_work"}


def test_a_repair_made_void_makes_room_for_another() -> None:
    round_ = lapsed_round()
    void_round(OPERATOR, repair(OPERATOR, round_, LATER), "wrong day", LATER)
    assert repair(OPERATOR, round_, LATER).code == "spring-r2"


def test_what_is_not_published_needs_no_repair() -> None:
    assert codes_of(lambda: repair(OPERATOR, frozen_round(), LATER)) == {"state_wrong"}


def test_a_round_is_closed_when_its_deals_are_answered() -> None:
    round_ = published_round()
    assert codes_of(lambda: close(OPERATOR, round_, NOW)) == {"deals_unanswered"}
    accepted_by_all(Deal.objects.get())
    assert close(OPERATOR, round_, LATER).state == RoundState.CLOSED
    assert codes_of(lambda: close(OPERATOR, round_, LATER)) == {"state_wrong"}


def test_a_trader_repairs_and_closes_nothing() -> None:
    round_ = lapsed_round()
    for act in (repair, close):
        with pytest.raises(NotPermittedError):
            act(trader(cast.MESKAY), round_, LATER)
