"""Offers and wants of the live book: posted, amended, withdrawn by their party, unseen by any other."""

from dataclasses import replace
from datetime import date

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.cells import Cell
from samarkand.platform.market.models import Offer, RowState
from samarkand.platform.market.open_book import freeze_rows, give_back, take
from samarkand.platform.market.permissions import visible_rows
from samarkand.platform.market.rows import amend, history_of, post, withdraw
from samarkand.platform.market.sides import OFFER, WANT
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader

pytestmark = pytest.mark.django_db

TONNE = 1_000
MONEY = 1_000_000

RICE: dict[str, Cell] = {
    "offer": "RICE",
    "party": "Meskay",
    "hs": "100630",
    "quantity": 20_000 * TONNE,
    "unit": "TNE",
    "price": 650 * MONEY,
}
PULSES: dict[str, Cell] = {
    "want": "PULSES",
    "party": "Meskay",
    "hs": "0713",
    "quantity": 10 * TONNE,
    "unit": "TNE",
    "price": 760 * MONEY,
}


def offered(**cells: Cell) -> Offer:
    """Post Meskay's rice and return the row."""
    party(cast.MESKAY)
    post(trader(cast.MESKAY), OFFER, [RICE | cells], NOW)
    return Offer.objects.get(code="RICE")


def codes_of(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [found.code for found in refused.value.findings]


def test_a_posted_offer_stands_in_the_book_as_it_was_written() -> None:
    rice = offered(grade="basmati", until=date(2026, 11, 30), lot=1_000 * TONNE, note="new crop")
    assert (rice.quantity, rice.open_quantity, rice.price) == (20_000 * TONNE, 20_000 * TONNE, 650 * MONEY)
    assert (rice.party.code, rice.grade, rice.last_day, rice.lot) == (
        "Meskay",
        "basmati",
        date(2026, 11, 30),
        1_000 * TONNE,
    )
    assert (rice.state, rice.version, rice.posted_at) == (RowState.OPEN, 1, NOW)


def test_a_blank_place_is_the_country_of_the_party() -> None:
    assert offered().place == "PK"


def test_a_want_may_have_a_priority() -> None:
    party(cast.MESKAY)
    post(trader(cast.MESKAY), WANT, [PULSES | {"priority": 7}], NOW)
    assert WANT.model.objects.get(code="PULSES").priority == 7


def test_all_that_is_wrong_is_told_at_once_in_the_words_of_the_command(meskay: Party) -> None:
    with pytest.raises(Refusal) as refused:
        post(
            trader(cast.MESKAY),
            OFFER,
            [RICE | {"hs": "100699", "unit": "USD", "price": -1, "from": "2026-13-01"}],
            NOW,
        )
    assert codes_of(refused) == ["hs_unknown", "unit_unfit", "number_negative", "date_malformed"]
    assert not Offer.objects.filter(party=meskay).exists()


def test_of_many_rows_all_are_posted_or_none(meskay: Party) -> None:
    rows = [RICE, RICE | {"offer": "MORE"}, RICE | {"offer": "BAD", "hs": "1"}]
    with pytest.raises(Refusal, match="hs_malformed"):
        post(trader(cast.MESKAY), OFFER, rows, NOW)
    assert not Offer.objects.filter(party=meskay).exists()


def test_a_trader_posts_for_its_own_party_alone() -> None:
    party(cast.MESKAY)
    with pytest.raises(Refusal, match="party_foreign"):
        post(trader(cast.ASTARTA), OFFER, [RICE], NOW)


def test_a_trader_is_not_told_whether_another_party_exists(astarta: Party) -> None:
    said = []
    for name in ("Meskay", "Nobody"):
        party(cast.MESKAY)
        with pytest.raises(Refusal) as refused:
            post(trader(cast.ASTARTA), OFFER, [RICE | {"party": name}], NOW)
        said.append(str(refused.value).replace(name, ""))
    assert said[0] == said[1]
    assert astarta.code in said[0]


@pytest.mark.parametrize(
    "note",
    [
        "a\n\\.\nb",
        "\\.",
        "\\N",
        '"',
        "'; DROP TABLE market_offer; --",
        "<script>",
        "NULL",
        "é–рис",
        "a\tb",
        ",",
    ],
)
def test_a_note_is_kept_letter_for_letter(note: str) -> None:
    assert offered(note=note).note == note


def test_the_operator_posts_for_any_party_but_one_unknown() -> None:
    party(cast.MESKAY)
    post(OPERATOR, OFFER, [RICE], NOW)
    with pytest.raises(Refusal, match="party_unknown"):
        post(OPERATOR, OFFER, [RICE | {"offer": "MORE", "party": "Nobody"}], NOW)


@pytest.mark.parametrize("reader", [AUDITOR, REGULATOR], ids=lambda actor: actor.role)
def test_who_only_reads_posts_nothing(reader: Actor) -> None:
    party(cast.MESKAY)
    with pytest.raises(NotPermittedError):
        post(reader, OFFER, [RICE], NOW)


def test_a_suspended_party_posts_nothing(meskay: Party) -> None:
    Party.objects.filter(pk=meskay.pk).update(state=PartyState.SUSPENDED)
    with pytest.raises(Refusal, match="party_suspended"):
        post(trader(cast.MESKAY), OFFER, [RICE], NOW)


def test_a_code_is_used_once_on_either_side() -> None:
    offered()
    with pytest.raises(Refusal, match="code_taken"):
        post(trader(cast.MESKAY), OFFER, [RICE], NOW)
    with pytest.raises(Refusal, match="code_taken"):
        post(trader(cast.MESKAY), WANT, [PULSES | {"want": "RICE"}], NOW)


def test_a_row_that_is_over_is_not_posted(meskay: Party) -> None:
    with pytest.raises(Refusal, match="period_over"):
        post(trader(cast.MESKAY), OFFER, [RICE | {"until": date(2026, 3, 1)}], NOW)
    assert not Offer.objects.filter(party=meskay).exists()


def test_a_text_longer_than_the_house_keeps_is_refused(meskay: Party) -> None:
    with pytest.raises(Refusal) as refused:
        post(trader(cast.MESKAY), OFFER, [RICE | {"grade": "g" * 101, "offer": "R" * 65}], NOW)
    assert codes_of(refused) == ["text_too_long", "text_too_long"]
    assert not Offer.objects.filter(party=meskay).exists()


def test_no_trader_sees_the_rows_of_another() -> None:
    offered()
    assert not visible_rows(trader(cast.ASTARTA), OFFER).exists()
    assert visible_rows(trader(cast.MESKAY), OFFER).count() == 1


def test_a_regulator_sees_the_rows_of_its_country() -> None:
    offered()
    of_russia, of_pakistan = (replace(REGULATOR, country=country) for country in ("RU", "PK"))
    assert not visible_rows(of_russia, OFFER).exists()
    assert visible_rows(of_pakistan, OFFER).count() == visible_rows(AUDITOR, OFFER).count() == 1


def test_an_amended_row_keeps_its_history() -> None:
    rice = offered()
    changed = amend(trader(cast.MESKAY), rice, {"price": 600 * MONEY, "note": "cheaper"}, 1, NOW)
    assert (changed.price, changed.version) == (600 * MONEY, 2)
    prices = [version.price for version in history_of(trader(cast.MESKAY), rice)]
    assert prices == [600 * MONEY, 650 * MONEY]


def test_the_history_of_a_row_is_shown_to_no_stranger() -> None:
    with pytest.raises(NotPermittedError):
        history_of(trader(cast.ASTARTA), offered())


def test_a_change_made_for_an_older_version_is_refused() -> None:
    rice = offered()
    amend(trader(cast.MESKAY), rice, {"price": 600 * MONEY}, 1, NOW)
    with pytest.raises(Refusal, match="version_stale"):
        amend(trader(cast.MESKAY), rice, {"price": 500 * MONEY}, 1, NOW)


def test_a_change_is_checked_like_a_new_row() -> None:
    with pytest.raises(Refusal, match="min_above_quantity"):
        amend(trader(cast.MESKAY), offered(), {"min_quantity": 30_000 * TONNE}, 1, NOW)


def test_code_and_party_of_a_row_stay() -> None:
    party(cast.ASTARTA)
    with pytest.raises(Refusal) as refused:
        amend(OPERATOR, offered(), {"offer": "WHEAT", "party": "Astarta"}, 1, NOW)
    assert codes_of(refused) == ["column_fixed", "column_fixed"]


@pytest.mark.parametrize("stranger", [trader(cast.ASTARTA), AUDITOR, REGULATOR], ids=lambda actor: actor.role)
def test_a_stranger_changes_nothing(stranger: Actor) -> None:
    rice = offered()
    with pytest.raises(NotPermittedError):
        amend(stranger, rice, {"price": MONEY}, 1, NOW)
    with pytest.raises(NotPermittedError):
        withdraw(stranger, rice, 1, NOW)
    assert Offer.objects.get(code="RICE").version == 1


def test_a_frozen_row_is_neither_amended_nor_withdrawn() -> None:
    rice = offered()
    freeze_rows("R1", NOW)
    with pytest.raises(Refusal, match="row_frozen"):
        amend(trader(cast.MESKAY), rice, {"price": MONEY}, 1, NOW)
    with pytest.raises(Refusal, match="row_frozen"):
        withdraw(trader(cast.MESKAY), rice, 1, NOW)


def test_what_deals_have_taken_stays_when_the_quantity_changes() -> None:
    rice = offered()
    take({"RICE": 5_000 * TONNE}, {})
    changed = amend(trader(cast.MESKAY), rice, {"quantity": 8_000 * TONNE}, None, NOW)
    assert (changed.quantity, changed.open_quantity) == (8_000 * TONNE, 3_000 * TONNE)


def test_no_change_contradicts_what_deals_have_taken() -> None:
    rice = offered()
    take({"RICE": 5_000 * TONNE}, {})
    with pytest.raises(Refusal) as refused:
        amend(
            trader(cast.MESKAY), rice, {"quantity": 5_000 * TONNE, "hs": "100640", "unit": "KGM"}, None, NOW
        )
    assert codes_of(refused) == ["row_partly_taken"] * 3


def test_a_withdrawn_row_is_out_of_the_book_for_good() -> None:
    rice = offered()
    withdraw(trader(cast.MESKAY), rice, 1, NOW)
    assert freeze_rows("R1", NOW) == (0, 0)
    with pytest.raises(Refusal, match="state_wrong"):
        withdraw(trader(cast.MESKAY), rice, None, NOW)


def test_a_row_given_back_after_its_party_shrank_it_holds_what_was_taken() -> None:
    rice = offered()
    take({"RICE": 5_000 * TONNE}, {})
    amend(trader(cast.MESKAY), rice, {"quantity": 6_000 * TONNE}, None, NOW)
    give_back({"RICE": 5_000 * TONNE}, {})
    assert Offer.objects.get(code="RICE").open_quantity == 6_000 * TONNE
