"""The swing: it warns, and its excess is claimed by the one who is owed, and paid or withdrawn."""

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Obligation, SwingClaim
from samarkand.platform.accounts.swing import (
    claim_excess,
    confirm_claim_paid,
    tell_swings,
    tell_swings_due,
    withdraw_claim,
)
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.events.models import Event
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.accounts.books import TODAY, account, balances, delivered
from tests.platform.accounts.refused import codes
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db


def beyond() -> tuple[Account, Account]:
    """Let Meskay be owed 1,500 by Astarta, 500 more than either's swing."""
    pair = account(cast.MESKAY), account(cast.ASTARTA)
    Account.objects.filter(pk__in=[one.pk for one in pair]).update(swing=1_000_00)
    delivered(cast.MESKAY, cast.ASTARTA, 1_500_00)
    return account(cast.MESKAY), account(cast.ASTARTA)


def test_an_excess_is_warned_of_on_either_side() -> None:
    pair = beyond()
    assert tell_swings([one.pk for one in pair], NOW) == 2
    told = Event.objects.filter(kind="swing.exceeded").order_by("id")
    assert [event.content["account"] for event in told] == [one.pk for one in pair]
    assert [event.content["excess"] for event in told] == ["500", "500"]


def test_within_the_swing_nobody_is_warned() -> None:
    pair = beyond()
    Account.objects.update(swing=1_500_00)
    assert tell_swings([one.pk for one in pair], NOW) == 0


def test_without_a_swing_nobody_is_warned() -> None:
    pair = beyond()
    Account.objects.update(swing=None)
    assert tell_swings([one.pk for one in pair], NOW) == 0


def test_an_excess_is_told_once_a_day() -> None:
    pair = beyond()
    assert tell_swings([one.pk for one in pair], NOW) == 2
    tell_swings_due(NOW)
    assert Event.objects.filter(kind="swing.exceeded").count() == 2


def test_the_one_who_is_owed_claims_the_excess() -> None:
    meskay, _ = beyond()
    claim = claim_excess(trader(cast.MESKAY), meskay, NOW)
    assert (claim.amount, claim.state) == (500_00, "claimed")


def test_the_one_who_owes_has_nothing_to_claim() -> None:
    _, astarta = beyond()
    with pytest.raises(Refusal) as refused:
        claim_excess(trader(cast.ASTARTA), astarta, NOW)
    assert codes(refused) == ["swing_kept"]


def test_an_excess_is_claimed_once() -> None:
    meskay, _ = beyond()
    claim_excess(OPERATOR, meskay, NOW)
    with pytest.raises(Refusal) as refused:
        claim_excess(OPERATOR, meskay, NOW)
    assert codes(refused) == ["claim_open_already"]


def test_a_claim_that_was_paid_is_posted_and_answers_the_debt() -> None:
    meskay, astarta = beyond()
    claim = claim_excess(trader(cast.MESKAY), meskay, NOW)
    confirm_claim_paid(OPERATOR, claim, astarta, "SWIFT 1", TODAY, NOW)
    assert balances([meskay, astarta]) == [1_000_00, -1_000_00]
    assert Obligation.objects.get().open_amount == 1_000_00
    assert SwingClaim.objects.get().state == "paid"
    assert verify() == []


def test_a_withdrawn_claim_is_not_paid() -> None:
    meskay, astarta = beyond()
    claim = claim_excess(trader(cast.MESKAY), meskay, NOW)
    withdraw_claim(trader(cast.MESKAY), claim, NOW)
    with pytest.raises(Refusal) as refused:
        confirm_claim_paid(OPERATOR, claim, astarta, "SWIFT 1", TODAY, NOW)
    assert codes(refused) == ["state_wrong"]
    assert balances([meskay]) == [1_500_00]


@pytest.mark.parametrize("stranger", [trader(cast.ASTARTA), trader(cast.LUOYANG), AUDITOR])
def test_nobody_claims_for_another(stranger: object) -> None:
    meskay, _ = beyond()
    with pytest.raises(NotPermittedError):
        claim_excess(stranger, meskay, NOW)  # type: ignore[arg-type]


def test_a_trader_does_not_confirm_payment() -> None:
    meskay, astarta = beyond()
    claim = claim_excess(trader(cast.MESKAY), meskay, NOW)
    with pytest.raises(NotPermittedError):
        confirm_claim_paid(trader(cast.MESKAY), claim, astarta, "", TODAY, NOW)
