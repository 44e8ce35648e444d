"""A round led from the back office, and other acts of the operator: each asks the service of its stage."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from samarkand.platform.deals.models import Commitment, CommitmentState, Deal
from samarkand.platform.house import clock
from samarkand.platform.house.actor import Role
from samarkand.platform.market.models import Offer, RowState
from samarkand.platform.netting.models import NettingRun, RunState
from samarkand.platform.netting.proposing import propose
from samarkand.platform.parties.models import Membership
from samarkand.platform.rounds.models import Round, RoundState
from samarkand.platform.rounds.opening import open_round
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, party
from tests.platform.delivery.dealing import announced, chickpeas, received, rice
from tests.platform.rounds.playing import UNIT, cleared, frozen_round
from tests.platform.stock import stock
from tests.platform.web.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    return signed_in(Role.OPERATOR)


def act(client: Client, name: str, row: Model, said: str = "") -> str:
    """Do an act on a row, read the row again, and return the page that follows."""
    form = {"action": name, ACTION_CHECKBOX_NAME: row.pk, "confirmed": "yes", "said": said}
    of = row._meta  # noqa: SLF001 (Django's documented name)
    answer = client.post(reverse(f"admin:{of.app_label}_{of.model_name}_changelist"), form, follow=True)
    row.refresh_from_db()
    return str(answer.text)


def test_a_round_is_frozen_and_a_clearing_of_it_asked_for(operator: Client) -> None:
    stock(cast.swap())
    round_ = open_round(OPERATOR, "spring", UNIT, clock.now())
    assert "2 offers, 2 wants" in act(operator, "freeze", round_)
    clear = reverse("admin:rounds_round_act", args=[round_.pk, "clear"])
    operator.post(clear, {"label": "first", "terms": "discovered"})
    round_.refresh_from_db()
    assert (round_.state, round_.clearings.get().label) == (RoundState.CLEARING, "first")


def test_a_round_is_published_with_one_of_its_clearings(operator: Client) -> None:
    clearing = cleared(frozen_round())
    act(operator, "publish", clearing)
    assert Round.objects.get().state == RoundState.PUBLISHED
    assert Deal.objects.exists()


def test_a_round_with_deals_unanswered_is_not_closed(operator: Client) -> None:
    act(operator, "publish", cleared(frozen_round()))
    assert "wait for answers" in act(operator, "close", Round.objects.get())


def test_a_round_without_lapsed_deals_is_not_repaired_before_it_is_published(operator: Client) -> None:
    act(operator, "repair", frozen_round())
    assert Round.objects.count() == 1


def test_a_round_is_void_for_a_reason(operator: Client) -> None:
    round_ = frozen_round()
    act(operator, "void", round_, "the price list was wrong")
    assert (round_.state, round_.reason) == (RoundState.VOID, "the price list was wrong")


def test_an_offer_is_withdrawn(operator: Client) -> None:
    stock(cast.swap())
    offer = Offer.objects.earliest("id")
    act(operator, "withdraw", offer)
    assert offer.state == RowState.WITHDRAWN


def test_a_commitment_is_released_for_a_reason(operator: Client) -> None:
    announced(rice())
    commitment = Commitment.objects.earliest("id")
    act(operator, "release", commitment, "its harvest failed")
    assert commitment.state == CommitmentState.RELEASED


def test_a_netting_run_is_posted(operator: Client) -> None:
    received(rice())
    received(chickpeas())
    run = propose(OPERATOR, "june", "CLEARING", None, NOW)
    act(operator, "post_run", run)
    assert (run.state, run.set_off) == (RunState.POSTED, 200_00)


def test_a_netting_run_is_void_for_a_reason(operator: Client) -> None:
    received(rice())
    received(chickpeas())
    act(operator, "void_run", propose(OPERATOR, "june", "CLEARING", None, NOW), "too early")
    assert NettingRun.objects.get().state == RunState.VOID


def test_a_shipment_is_cancelled(operator: Client) -> None:
    shipment = announced(rice())
    act(operator, "cancel", shipment)
    assert shipment.state == "cancelled"


def test_a_role_is_ended(operator: Client) -> None:
    signed_in(Role.TRADER, cast.MESKAY)
    membership = Membership.objects.get(party=party(cast.MESKAY))
    act(operator, "end", membership)
    assert membership.ended_at is not None
