"""Many at the same moment: one round is published once, a deal is bound or lapsed and never both."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Hold
from samarkand.platform.deals.answering import accept, decline
from samarkand.platform.deals.lapsing import lapse_overdue
from samarkand.platform.deals.models import Contract, Deal, DealState
from samarkand.platform.deals.publishing import publish
from samarkand.platform.deals.repairing import repair
from samarkand.platform.events.models import Event
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.rounds.models import Round
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.deals.playing import proposed_deal, published_round
from tests.platform.rounds.playing import cleared, frozen_round

pytestmark = pytest.mark.django_db(transaction=True)

MESKAY, ASTARTA = trader(cast.MESKAY), trader(cast.ASTARTA)
DEADLINE = NOW + timedelta(hours=72)
LAST_MOMENT = DEADLINE - timedelta(microseconds=1)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let everyone act at the same moment; return what each was told: its answer, or the refusal's codes."""
    start = Barrier(len(acts))

    def told(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Refusal as refusal:
            return {found.code for found in refusal.findings}
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(told, acts))


def refusals(told: Sequence[object]) -> list[object]:
    return [each for each in told if isinstance(each, set)]


def everything_is_open() -> bool:
    return all(row.open_quantity == row.quantity for row in [*Offer.objects.all(), *Want.objects.all()])


def test_two_operators_publish_one_round_once() -> None:
    round_ = frozen_round()
    clearings = [cleared(round_), cleared(round_, "listed", max_parties=2)]
    told = at_once(*[lambda one=one: publish(OPERATOR, round_, one, NOW) for one in clearings * 2])
    assert refusals(told) == [{"state_wrong"}] * 3
    assert Deal.objects.count() == Event.objects.filter(kind="deal.proposed").count() == 1
    assert Offer.objects.get(code="Meskay gives 1").open_quantity < 20_000_000


@pytest.mark.parametrize("time", range(5))
def test_accepted_and_lapsed_in_the_same_second_it_is_one_or_the_other(time: int) -> None:
    deal = accept(MESKAY, proposed_deal(), NOW)
    acts: list[Callable[[], object]] = [
        lambda: accept(ASTARTA, deal, LAST_MOMENT),
        lambda: lapse_overdue(DEADLINE),
    ]
    at_once(*(acts if time % 2 else reversed(acts)))
    deal.refresh_from_db()
    bound = deal.state == DealState.BOUND
    assert bound or deal.state == DealState.LAPSED
    assert Contract.objects.count() == (1 if bound else 0)
    assert Hold.objects.count() == (2 if bound else 0)
    assert everything_is_open() != bound
    assert set(Event.objects.filter(subject=deal.code).values_list("kind", flat=True)) == {
        "deal.proposed",
        "deal.bound" if bound else "deal.lapsed",
    }


def test_both_parties_accept_at_the_same_moment_and_it_binds() -> None:
    deal = proposed_deal()
    told = at_once(lambda: accept(MESKAY, deal, NOW), lambda: accept(ASTARTA, deal, NOW))
    assert refusals(told) == []
    assert Deal.objects.get().state == DealState.BOUND


def test_the_same_acceptance_twenty_times_at_once_binds_once() -> None:
    deal = accept(MESKAY, proposed_deal(), NOW)
    told = at_once(*[lambda: accept(ASTARTA, deal, NOW)] * 20)
    assert refusals(told) == []
    assert (Contract.objects.count(), Hold.objects.count()) == (1, 2)


def test_accepted_and_declined_at_the_same_moment_all_is_given_back_once() -> None:
    deal = proposed_deal()
    at_once(
        lambda: accept(MESKAY, deal, NOW),
        lambda: decline(ASTARTA, deal, "no", NOW),
        lambda: lapse_overdue(NOW),
    )
    assert Deal.objects.get().state == DealState.LAPSED
    assert everything_is_open()


def test_two_clocks_let_the_same_deals_lapse_once() -> None:
    published_round(cast.ring())
    told = at_once(*[lambda: lapse_overdue(DEADLINE)] * 4)
    assert sum(each for each in told if isinstance(each, int)) == 1
    assert everything_is_open()


def test_two_operators_repair_a_round_once() -> None:
    round_ = published_round()
    lapse_overdue(DEADLINE)
    told = at_once(*[lambda: repair(OPERATOR, round_, DEADLINE)] * 3)
    assert refusals(told) == [{"repair_at_work"}] * 2
    assert Round.objects.count() == 2
