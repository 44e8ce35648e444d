"""Receipts set right by further ones: the difference is posted, and what was set off is owed back."""

import pytest

from samarkand.platform.accounts.models import Account, Entry, Obligation
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.deals.models import Commitment, Deal, DealState
from samarkand.platform.delivery import correcting, receiving
from samarkand.platform.delivery.models import Discrepancy, DiscrepancyKind, Driver, Receipt
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.delivery.dealing import (
    GIVER,
    TAKER,
    announced,
    balance,
    chickpeas,
    held,
    owes,
    received,
    rice,
    shipped,
    told,
)
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db


def partly_received() -> Receipt:
    """Return a receipt of 96 tonnes accepted and 4 rejected."""
    return receiving.confirm(TAKER, shipped(rice()), told(96, 4), NOW)


def test_rejected_goods_found_sound_are_posted_as_the_difference() -> None:
    further = correcting.correct(TAKER, partly_received(), told(100, reason="dried, sound"), NOW)
    assert further.posted_value == 4_00
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (100_00, 100_00)
    assert held(cast.ASTARTA) == 0


def test_the_first_receipt_stays() -> None:
    receipt = partly_received()
    correcting.correct(TAKER, receipt, told(100, reason="dried, sound"), NOW)
    assert list(Receipt.objects.values_list("accepted_quantity", flat=True)) == [96_000, 100_000]


def test_what_was_credited_by_mistake_is_taken_back() -> None:
    receipt = received(rice())
    further = correcting.correct(OPERATOR, receipt, told(90, 10), NOW)
    assert further.posted_value == -10_00
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (90_00, 90_00)


def test_the_further_entry_names_the_first() -> None:
    receipt = received(rice())
    further = correcting.correct(OPERATOR, receipt, told(90, 10), NOW)
    assert further.entry is not None
    assert further.entry.corrects == receipt.entry


def test_the_taker_alone_takes_nothing_back() -> None:
    receipt = received(rice())
    with pytest.raises(NotPermittedError):
        correcting.correct(TAKER, receipt, told(90, 10), NOW)
    assert balance(cast.MESKAY) == 100_00


@pytest.mark.parametrize("actor", [GIVER, trader(cast.ALTYN_DAN)], ids=["giver", "stranger"])
def test_nobody_else_corrects(actor: Actor) -> None:
    receipt = partly_received()
    with pytest.raises(NotPermittedError):
        correcting.correct(actor, receipt, told(100, reason="sound"), NOW)


def test_goods_that_were_never_there_are_corrected_to_nothing() -> None:
    receipt = received(rice())
    correcting.correct(OPERATOR, receipt, told(0, reason="another ship's cargo"), NOW)
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (0, 0)


def test_what_was_set_off_already_the_giver_owes_back() -> None:
    receipt = received(rice())
    entry = Entry.objects.get()
    change_all([Change(receipt.code, entry.pk, -95_00, "set_off")])
    correcting.correct(OPERATOR, receipt, told(90, 10), NOW)
    assert (owes(cast.ASTARTA, cast.MESKAY), owes(cast.MESKAY, cast.ASTARTA)) == (0, 5_00)


def test_what_is_owed_and_the_balances_agree_after_many_corrections() -> None:
    receipt = received(rice())
    for accepted in (90, 100, 10, 55):
        receipt = correcting.correct(OPERATOR, receipt, told(accepted, reason="counted again"), NOW)
        net = owes(cast.ASTARTA, cast.MESKAY) - owes(cast.MESKAY, cast.ASTARTA)
        assert net == balance(cast.MESKAY) == accepted * 100
    assert sum(Account.objects.values_list("balance", flat=True)) == 0


def test_a_later_assessment_is_posted_as_the_difference() -> None:
    receipt = received(rice())
    said = told(100, assessed=112_00, driver=Driver.ASSESSED, reason="customs assessed")
    correcting.correct(OPERATOR, receipt, said, NOW)
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (112_00, 112_00)
    assert Discrepancy.objects.get().note == "contract 100, assessed 112"


def test_an_assessment_changes_no_promise() -> None:
    receipt = received(rice())
    said = told(100, assessed=112_00, driver=Driver.ASSESSED, reason="customs assessed")
    correcting.correct(OPERATOR, receipt, said, NOW)
    assert Commitment.objects.get(party__code="Meskay").fulfilled == 100_00


def test_a_correction_told_twice_is_one() -> None:
    receipt = partly_received()
    said = told(100, reason="sound")
    first, second = (correcting.correct(TAKER, receipt, said, NOW) for _ in range(2))
    assert first == second
    assert balance(cast.MESKAY) == 100_00


def test_a_receipt_is_corrected_once() -> None:
    receipt = partly_received()
    correcting.correct(TAKER, receipt, told(98, 2), NOW)
    assert codes_of(lambda: correcting.correct(TAKER, receipt, told(99, 1), NOW)) == {"receipt_superseded"}


def test_a_correction_is_corrected_in_its_turn() -> None:
    second = correcting.correct(TAKER, partly_received(), told(98, 2), NOW)
    third = correcting.correct(TAKER, second, told(100, reason="sound"), NOW)
    assert (third.code, third.posted_value) == ("spring-1-1-S1-R3", 2_00)
    assert Obligation.objects.count() == 3


def test_a_correction_says_why() -> None:
    receipt = partly_received()
    assert codes_of(lambda: correcting.correct(TAKER, receipt, told(100), NOW)) == {"explanation_missing"}


def test_a_correction_accepts_no_more_than_is_needed() -> None:
    leg = rice()
    receipt = receiving.confirm(TAKER, shipped(leg), told(96, 4), NOW)
    received(leg, 4)
    found = codes_of(lambda: correcting.correct(TAKER, receipt, told(97, 3), NOW))
    assert found == {"over_delivered"}


def test_a_correction_below_nothing_is_refused() -> None:
    receipt = partly_received()
    said = told(-1, reason="counted again")
    assert codes_of(lambda: correcting.correct(OPERATOR, receipt, said, NOW)) == {"quantity_not_positive"}


def test_a_correction_opens_a_deal_that_was_done() -> None:
    leg = rice()
    receipt = received(leg)
    received(chickpeas())
    correcting.correct(OPERATOR, receipt, told(90, 10), NOW)
    assert Deal.objects.get().state == DealState.BOUND
    assert announced(leg, 10).code == "spring-1-1-S2"


def test_a_correction_answers_the_discrepancy_it_was_made_for() -> None:
    further = correcting.correct(TAKER, partly_received(), told(100, reason="sound"), NOW)
    found = Discrepancy.objects.get(kind=DiscrepancyKind.REJECTED)
    assert (found.correction, found.resolved_at) == (further, NOW)
