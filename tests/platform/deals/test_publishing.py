"""A published round becomes deals: as the outcome has them, taken from the book, told to their parties."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.platform.accounts.run_off import begin_run_off
from samarkand.platform.deals.models import Acceptance, Answer, Deal, DealState, Leg
from samarkand.platform.deals.permissions import visible_deals, visible_legs
from samarkand.platform.deals.publishing import publish
from samarkand.platform.events.models import Event
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.models import Offer, RowState, Want
from samarkand.platform.rounds.kept_frames import to_parquet
from samarkand.platform.rounds.models import (
    Clearing,
    ClearingState,
    OutcomeTable,
    RoundState,
    SnapshotTable,
)
from samarkand.platform.rounds.outcomes import outcome_of
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, trader
from tests.platform.deals.playing import outcome_published, published_round
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import asked, cleared, freeze_anew, frozen_round
from tests.platform.stock import stock

pytestmark = pytest.mark.django_db


def crowd() -> Book:
    """Several deals of several legs, rows traded in parts, and some that nobody takes."""
    return cast.book(
        f"{cast.MESKAY}: gives 20000 t rice @650; wants 12000 t chickpeas @760; wants 9000 t wheat @300",
        f"{cast.ASTARTA}: gives 9999 t chickpeas @600; wants 9000 t rice @720; wants 2 pieces tractors @9900",
        f"{cast.ALTYN_DAN}: gives 60000 t wheat @220; wants 3000 t chickpeas @780; wants 500 t rice @800",
        f"{cast.LUOYANG}: gives 10 pieces tractors @9000; wants 100 t wheat @300",
    )


def test_none_is_published_in_a_unit_that_runs_off() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    begin_run_off(OPERATOR, round_.unit.code, NOW.date())
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"unit_runs_off"}
    assert not Deal.objects.exists()


def test_the_deals_are_the_outcomes() -> None:
    round_ = published_round(crowd())
    outcome = outcome_published(round_)
    told = outcome.deals.select(pl.lit("spring-") + pl.col("deal"), "value").rows()
    assert list(Deal.objects.values_list("code", "value")) == told


def test_the_legs_are_the_outcomes() -> None:
    legs = outcome_published(published_round(crowd())).legs
    columns = ("offer", "want", "from_party", "to_party", "commodity", "quantity", "unit", "value")
    kept = ("offer__code", "want__code", "giver__code", "taker__code", "hs", "quantity", "unit", "value")
    assert list(Leg.objects.order_by("id").values_list(*kept)) == legs.select(columns).rows()


def test_everyone_who_gives_or_takes_is_asked() -> None:
    published_round(crowd())
    for deal in Deal.objects.all():
        sides = {party for leg in deal.legs.all() for party in (leg.giver_id, leg.taker_id)}
        assert set(deal.acceptances.values_list("party", flat=True)) == sides
    assert set(Acceptance.objects.values_list("answer", flat=True)) == {Answer.AWAITED}


def test_deals_wait_until_the_rounds_deadline() -> None:
    published_round(acceptance_hours=5)
    deal = Deal.objects.get()
    assert (deal.state, deal.accept_until) == (DealState.PROPOSED, NOW + timedelta(hours=5))


def test_what_the_deals_take_is_out_of_the_book_and_the_rest_is_open() -> None:
    legs = outcome_published(published_round(crowd())).legs
    gone = Counter[str]()
    for offer, want, quantity in legs.select("offer", "want", "quantity").iter_rows():
        gone[offer] += quantity
        gone[want] += quantity
    for row in [*Offer.objects.all(), *Want.objects.all()]:
        dust = legs.height  # a row spent up to the rounding of its legs is taken whole
        assert 0 <= row.quantity - gone[row.code] - row.open_quantity <= dust
        assert (row.state == RowState.FILLED) == (row.open_quantity == 0)
    assert not Offer.objects.exclude(frozen_in="").exists()


def test_a_row_is_taken_from_in_its_own_unit() -> None:
    published_round(
        cast.book(
            f"{cast.MESKAY}: gives 5 t rice @650; wants 9 t chickpeas @760",
            f"{cast.ASTARTA}: gives 9 t chickpeas @600; wants 2000.5 kg rice @0.72",
        )
    )
    leg = Leg.objects.get(offer__code="Meskay gives 1")
    assert leg.unit == "KGM"
    assert 0 <= 2_000_500 - leg.quantity < 10, "a few grams are lost where values become quantities"
    assert leg.offer_quantity == 2_000
    assert 0 <= 2_000_500 - leg.want_quantity < 10
    assert Offer.objects.get(code="Meskay gives 1").open_quantity == 3_000
    assert Want.objects.get(code="Astarta wants 1").open_quantity < 10


def test_each_party_is_told_of_its_deal_and_everybody_of_the_round() -> None:
    published_round()
    deal = Deal.objects.get()
    told = Event.objects.get(kind="deal.proposed", subject=deal.code)
    assert set(told.parties.values_list("code", flat=True)) == {"Meskay", "Astarta"}
    assert not Event.objects.get(kind="round.published", subject="spring").parties.exists()
    assert "650" not in str(told.content)


def test_a_round_is_published_once() -> None:
    round_ = published_round()
    clearing = round_.clearings.get()
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"state_wrong"}
    assert Deal.objects.count() == 1


def test_a_round_that_is_still_in_clearing_cannot_be_published() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    asked(round_, "again")
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"state_wrong"}


def test_only_what_is_stored_is_published() -> None:
    round_ = frozen_round()
    cleared(round_)
    refused = Clearing.objects.create(
        round=round_, label="refused", state=ClearingState.REFUSED, asked_at=NOW
    )
    assert codes_of(lambda: publish(OPERATOR, round_, refused, NOW)) == {"not_stored"}
    round_.refresh_from_db()
    assert (round_.state, Deal.objects.count()) == (RoundState.REVIEW, 0)


def times_thousand(frame: pl.DataFrame) -> bytes:
    return to_parquet(frame.with_columns(pl.col("value") * 1000))


def with_a_flipped_byte(frame: pl.DataFrame) -> bytes:
    content = bytearray(to_parquet(frame))
    content[len(content) // 3] ^= 1
    return bytes(content)


@pytest.mark.parametrize("damaged", [times_thousand, with_a_flipped_byte, lambda _frame: b""])
def test_what_is_stored_is_published_only_as_it_was_checked(
    damaged: Callable[[pl.DataFrame], bytes],
) -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    legs = OutcomeTable.objects.get(clearing=clearing, name="legs")
    OutcomeTable.objects.filter(pk=legs.pk).update(content=damaged(outcome_of(clearing).legs))
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"outcome_damaged"}
    assert not Deal.objects.exists()
    publish(OPERATOR, round_, cleared(round_, "again"), NOW)
    assert Leg.objects.exists()


def test_a_missing_table_is_no_outcome() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    OutcomeTable.objects.get(clearing=clearing, name="balances").delete()
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"outcome_damaged"}


def test_none_is_published_over_a_snapshot_that_was_changed() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    SnapshotTable.objects.filter(snapshot__round=round_, name="offers").update(content=b"PAR1")
    assert codes_of(lambda: publish(OPERATOR, round_, clearing, NOW)) == {"snapshot_damaged"}


def test_a_clearing_of_another_round_is_not_published() -> None:
    round_ = frozen_round()
    cleared(round_)
    stock(cast.book("Left KZ: gives 5 t rice @200; wants 9 t wheat @9", "Right KZ: wants 5 t rice @900"))
    other = cleared(freeze_anew("other"))
    assert codes_of(lambda: publish(OPERATOR, round_, other, NOW)) == {"clearing_of_another_round"}


def test_a_round_in_which_nothing_cleared_has_no_deals() -> None:
    book = cast.book(f"{cast.MESKAY}: gives 5 t rice @650", f"{cast.ASTARTA}: wants 9 t wheat @300")
    round_ = published_round(book)
    assert (round_.state, Deal.objects.count()) == (RoundState.PUBLISHED, 0)
    assert Offer.objects.get().open_quantity == 5_000


def test_a_trader_publishes_nothing() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    with pytest.raises(NotPermittedError):
        publish(trader(cast.MESKAY), round_, clearing, NOW)


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (OPERATOR, 1),
        (AUDITOR, 1),
        (REGULATOR, 1),
        (trader(cast.MESKAY), 1),
        (trader(cast.LUOYANG), 0),
        (Actor(None, "customs of RU", Role.REGULATOR, country="RU"), 1),
        (Actor(None, "customs of UZ", Role.REGULATOR, country="UZ"), 0),
    ],
)
def test_a_deal_is_seen_by_its_parties_and_by_those_who_watch(actor: Actor, seen: int) -> None:
    published_round()
    assert (visible_deals(actor).count(), visible_legs(actor).count()) == (seen, 2 * seen)
