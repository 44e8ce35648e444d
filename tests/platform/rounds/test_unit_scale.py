"""A unit of account keeps one scale over all its rounds: what would restate it is not published."""

from datetime import timedelta

import pytest
from django.db.models import F

from samarkand.core.finding import Refusal
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.platform.accounts.revaluing import revalue_unit
from samarkand.platform.deals.publishing import publish
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.rounds.freezing import freeze
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.opening import open_round
from samarkand.platform.rounds.outcomes import table_of
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.deals.playing import published_round
from tests.platform.delivery.dealing import received, rice
from tests.platform.rounds.playing import UNIT, cleared

pytestmark = pytest.mark.django_db

ONE = 10**TERMS_DECIMALS


def anew(code: str, unit: str = UNIT) -> Round:
    """Return a round frozen over the same offers and wants, posted once more."""
    for model in (Offer, Want):
        model.objects.update(open_quantity=F("quantity"), state="open", frozen_in="")
    opened = open_round(OPERATOR, code, unit, NOW)
    freeze(OPERATOR, opened, NOW)
    return Round.objects.get(pk=opened.pk)


def terms(clearing: Clearing) -> dict[str, int]:
    frame = table_of(clearing, "terms")
    return dict(zip(frame["commodity"], frame["value_per_unit"], strict=True))


def published(round_: Round, clearing: Clearing) -> Round:
    return publish(OPERATOR, round_, clearing, NOW)


def test_a_round_counts_as_the_one_before_it_where_nothing_is_asked() -> None:
    first = published_round()
    anchored = published(second := anew("summer"), cleared(second))
    assert first.published is not None
    assert anchored.published is not None
    assert terms(anchored.published) == terms(first.published)


def test_another_anchor_is_not_published_in_the_same_unit() -> None:
    first = published_round()
    second = anew("summer")
    restated = cleared(second, anchor_hs="100630", anchor_value=5 * ONE)
    with pytest.raises(Refusal) as refused:
        published(second, restated)
    [found] = refused.value.findings
    assert (found.code, found.column, found.value) == ("unit_rescaled", "unit", UNIT)
    assert "as round spring published them" in found.remedy
    assert first.code in found.message


def test_goods_at_the_terms_they_were_published_at_are_as_good_an_anchor() -> None:
    first = published_round()
    assert first.published is not None
    for number, (goods, worth) in enumerate(terms(first.published).items()):
        later = anew(f"later-{number}")
        clearing = cleared(later, anchor_hs=goods, anchor_value=worth)
        assert published(later, clearing).state == "published"


def test_a_unit_that_was_revalued_since_may_be_counted_anew() -> None:
    published_round()
    Round.objects.update(published_at=NOW - timedelta(days=1))
    received(rice("another-1"))
    revalue_unit(OPERATOR, UNIT, 2, 1, NOW.date(), NOW)
    second = anew("summer")
    restated = cleared(second, anchor_hs="100630", anchor_value=5 * ONE)
    assert published(second, restated).state == "published"


def test_a_unit_of_its_own_is_counted_as_one_likes() -> None:
    published_round()
    second = anew("summer", "ANOTHER")
    restated = cleared(second, anchor_hs="100630", anchor_value=5 * ONE)
    assert published(second, restated).state == "published"
