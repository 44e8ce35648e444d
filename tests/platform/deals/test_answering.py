"""Each party answers a deal once, before its deadline: it binds if all accept, it lapses if one declines."""

from datetime import timedelta

import pytest

from samarkand.platform.accounts.models import Account, Hold
from samarkand.platform.accounts.opening import account_of
from samarkand.platform.deals.answering import accept, decline
from samarkand.platform.deals.models import (
    Acceptance,
    Answer,
    Commitment,
    Contract,
    ContractKind,
    Deal,
    DealState,
)
from samarkand.platform.events.models import Event
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader
from tests.platform.deals.playing import bound_deal, proposed_deal
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db

MESKAY, ASTARTA, LUOYANG = (trader(firm) for firm in (cast.MESKAY, cast.ASTARTA, cast.LUOYANG))
IN_TIME = NOW + timedelta(hours=72) - timedelta(microseconds=1)
TOO_LATE = NOW + timedelta(hours=72)


def test_one_acceptance_of_two_does_not_bind() -> None:
    deal = accept(MESKAY, proposed_deal(), NOW)
    assert (deal.state, Hold.objects.count()) == (DealState.PROPOSED, 0)


def test_the_last_acceptance_binds() -> None:
    deal = accept(MESKAY, proposed_deal(), NOW)
    assert accept(ASTARTA, deal, IN_TIME).state == DealState.BOUND
    assert Event.objects.filter(kind="deal.bound", subject=deal.code).count() == 1


def test_who_accepted_and_when_is_on_record() -> None:
    deal = accept(MESKAY, proposed_deal(), IN_TIME)
    answer = Acceptance.objects.get(deal=deal, party__code="Meskay")
    assert (answer.answer, answer.answered_at) == (Answer.ACCEPTED, IN_TIME)


def test_accepted_twice_is_accepted_once() -> None:
    deal = proposed_deal()
    accept(MESKAY, deal, NOW)
    accept(MESKAY, deal, NOW)
    accept(ASTARTA, deal, NOW)
    assert accept(ASTARTA, deal, TOO_LATE).state == DealState.BOUND
    assert Contract.objects.count() == 1


@pytest.mark.parametrize("actor", [LUOYANG, OPERATOR, AUDITOR, REGULATOR])
def test_nobody_answers_for_a_party(actor: Actor) -> None:
    deal = proposed_deal()
    with pytest.raises(NotPermittedError):
        accept(actor, deal, NOW)
    with pytest.raises(NotPermittedError):
        decline(actor, deal, "no", NOW)


def test_an_answer_after_the_deadline_is_refused() -> None:
    deal = proposed_deal()
    assert codes_of(lambda: accept(MESKAY, deal, TOO_LATE)) == {"deadline_passed"}
    assert codes_of(lambda: decline(MESKAY, deal, "late", TOO_LATE)) == {"deadline_passed"}


def test_a_deal_declined_lapses_and_says_by_whom() -> None:
    deal = decline(MESKAY, proposed_deal(), "price of rice has risen", NOW)
    assert (deal.state, deal.reason, deal.ended_at) == (DealState.LAPSED, "declined by Meskay", NOW)
    answer = Acceptance.objects.get(deal=deal, party__code="Meskay")
    assert (answer.answer, answer.reason) == (Answer.DECLINED, "price of rice has risen")
    assert Event.objects.filter(kind="deal.lapsed", subject=deal.code).count() == 1


def test_a_deal_that_lapses_gives_everything_back_to_the_book() -> None:
    decline(MESKAY, proposed_deal(), "", NOW)
    for row in [*Offer.objects.all(), *Want.objects.all()]:
        assert (row.open_quantity, row.state) == (row.quantity, "open")


def test_declined_twice_is_declined_once() -> None:
    deal = proposed_deal()
    decline(MESKAY, deal, "", NOW)
    decline(MESKAY, deal, "", NOW)
    assert Offer.objects.get(code="Meskay gives 1").open_quantity == 20_000_000


def test_who_declined_cannot_accept_then() -> None:
    deal = proposed_deal()
    decline(MESKAY, deal, "", NOW)
    assert codes_of(lambda: accept(MESKAY, deal, NOW)) == {"state_wrong"}
    assert codes_of(lambda: accept(ASTARTA, deal, NOW)) == {"state_wrong"}


def test_who_accepted_cannot_decline_then() -> None:
    deal = proposed_deal()
    accept(MESKAY, deal, NOW)
    assert codes_of(lambda: decline(MESKAY, deal, "", NOW)) == {"already_accepted"}


def test_a_party_that_was_suspended_cannot_bind_itself() -> None:
    deal = proposed_deal()
    Party.objects.filter(code="Meskay").update(state=PartyState.SUSPENDED)
    assert codes_of(lambda: accept(MESKAY, deal, NOW)) == {"party_not_verified"}


def test_a_barter_deal_is_one_contract_of_all() -> None:
    deal = bound_deal()
    contract = Contract.objects.get(deal=deal)
    assert (contract.kind, contract.value, contract.giver) == (ContractKind.BARTER, deal.value, None)


def test_a_countertrade_deal_is_supplies_tied_by_a_commitment() -> None:
    deal = bound_deal(contract_form="countertrade")
    supplies = Contract.objects.filter(deal=deal, kind=ContractKind.SUPPLY)
    legs = set(deal.legs.values_list("giver", "taker", "value"))
    assert set(supplies.values_list("giver", "taker", "value")) == legs
    assert Contract.objects.get(deal=deal, kind=ContractKind.COMMITMENT).value == deal.value


def test_each_giver_commits_itself_to_what_it_gives() -> None:
    deal = bound_deal(delivery_days=90)
    for commitment in Commitment.objects.filter(deal=deal):
        given = sum(deal.legs.filter(giver=commitment.party_id).values_list("value", flat=True))
        assert commitment.value == given > 0
        assert (commitment.starts_on, commitment.due_on) == (NOW.date(), NOW.date() + timedelta(days=90))


def test_each_leg_is_held_from_taker_to_giver() -> None:
    deal = bound_deal()
    for leg in deal.legs.all():
        hold = Hold.objects.get(subject=leg.code)
        assert (hold.debtor.holder_id, hold.creditor.holder_id) == (leg.taker_id, leg.giver_id)
        assert (hold.amount, hold.open_amount) == (leg.value, leg.value)
    for account in Account.objects.all():
        assert account.held_in == account.held_out > 0  # the deal is balanced by itself
        assert account.balance == 0


def test_a_credit_limit_keeps_a_deal_from_binding_and_nothing_of_it_is_written() -> None:
    deal = proposed_deal()
    account = account_of(party(cast.ASTARTA), deal.round.unit)
    Account.objects.filter(pk=account.pk).update(credit_limit=deal.value // 2 - 1)
    accept(MESKAY, deal, NOW)
    assert codes_of(lambda: accept(ASTARTA, deal, NOW)) == {"deal_beyond_credit"}
    deal = Deal.objects.get()
    assert (deal.state, Hold.objects.count(), Contract.objects.count()) == (DealState.PROPOSED, 0, 0)
    assert Acceptance.objects.get(party__code="Astarta").answer == Answer.AWAITED
    Account.objects.filter(pk=account.pk).update(credit_limit=deal.value // 2)
    assert accept(ASTARTA, deal, NOW).state == DealState.BOUND
