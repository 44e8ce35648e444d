"""A round is void with a reason, and whatever was at work for it comes to nothing."""

import pytest

from samarkand.platform.events.models import Event
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.rounds.ending import void_round
from samarkand.platform.rounds.models import ClearingState, RoundState
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import asked, frozen_round, worked

pytestmark = pytest.mark.django_db


def test_a_void_round_says_why_and_everybody_is_told() -> None:
    round_ = void_round(OPERATOR, frozen_round(), " a table was missing ", NOW)
    assert (round_.state, round_.reason, round_.closed_at) == (RoundState.VOID, "a table was missing", NOW)
    told = Event.objects.get(kind="round.void", subject="spring")
    assert told.content["reason"] == "a table was missing"


def test_its_rows_are_free_again() -> None:
    round_ = frozen_round()
    void_round(OPERATOR, round_, "wrong day", NOW)
    assert not Offer.objects.exclude(frozen_in="").exists()
    assert not Want.objects.exclude(frozen_in="").exists()


def test_it_is_not_void_without_a_reason() -> None:
    round_ = frozen_round()
    assert codes_of(lambda: void_round(OPERATOR, round_, " ", NOW)) == {"reason_wanted"}


def test_it_is_void_once() -> None:
    round_ = void_round(OPERATOR, frozen_round(), "wrong day", NOW)
    assert codes_of(lambda: void_round(OPERATOR, round_, "again", NOW)) == {"state_wrong"}


def test_a_clearing_that_waits_is_dropped() -> None:
    round_ = frozen_round()
    clearing = asked(round_)
    void_round(OPERATOR, round_, "wrong day", NOW)
    worked(clearing)
    assert (clearing.state, clearing.findings[0]["code"]) == (ClearingState.FAILED, "clearing_dropped")
    assert clearing.tables.count() == 0


def test_a_trader_makes_nothing_void() -> None:
    with pytest.raises(NotPermittedError):
        void_round(trader(cast.MESKAY), frozen_round(), "please", NOW)
