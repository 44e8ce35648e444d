"""Whatever parties answer, in whatever sequence: the book and the deals together hold what was posted."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Hold
from samarkand.platform.deals.answering import accept, decline
from samarkand.platform.deals.lapsing import lapse_overdue
from samarkand.platform.deals.models import Answer, Commitment, Contract, Deal, DealState, Leg
from samarkand.platform.market.models import Offer, RowState, Want
from tests.depth import first
from tests.platform.conftest import NOW
from tests.platform.deals.playing import published_round, traders_of
from tests.platform.deals.test_publishing import crowd

pytestmark = pytest.mark.django_db

DEADLINE = NOW + timedelta(hours=72)


def require_sums() -> None:
    """Find every row of the book whole: what is open of it and what living deals have taken."""
    living = Leg.objects.exclude(deal__state=DealState.LAPSED)
    gone = Counter[str]()
    for offer, given, want, taken in living.values_list(
        "offer__code", "offer_quantity", "want__code", "want_quantity"
    ):
        gone[offer] += given
        gone[want] += taken
    for row in [*Offer.objects.all(), *Want.objects.all()]:
        assert row.open_quantity + gone[row.code] == row.quantity
        assert (row.state == RowState.FILLED) == (row.open_quantity == 0)


def require_bound_alone() -> None:
    """Find contracts, commitments and holds for bound deals and for no others."""
    for deal in Deal.objects.all():
        bound = deal.state == DealState.BOUND
        assert Contract.objects.filter(deal=deal).exists() == bound
        assert Commitment.objects.filter(deal=deal).exists() == bound
        codes = deal.legs.values_list("code", flat=True)
        assert Hold.objects.filter(subject__in=list(codes)).count() == (len(codes) if bound else 0)
        answers = set(deal.acceptances.values_list("answer", flat=True))
        assert (answers == {Answer.ACCEPTED}) == bound
    assert all(account.held_in >= 0 and account.held_out >= 0 for account in Account.objects.all())


@pytest.mark.parametrize("seed", first(2, range(6)))
def test_nothing_is_lost_or_doubled(seed: int) -> None:
    dice = random.Random(seed)
    published_round(crowd())
    asked = [(deal, actor) for deal in Deal.objects.all() for actor in traders_of(deal)]
    answers = dice.sample(asked * 2, len(asked) * 2)
    for deal, actor in answers:
        now = NOW + timedelta(hours=dice.randrange(72))
        try:
            if dice.random() < 0.9:
                accept(actor, deal, now)
            else:
                decline(actor, deal, "no", now)
        except Refusal:
            pass
        require_sums()
    lapse_overdue(DEADLINE)
    require_sums()
    require_bound_alone()
    assert not Deal.objects.filter(state=DealState.PROPOSED).exists()
