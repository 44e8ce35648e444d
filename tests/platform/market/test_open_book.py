"""The open book in the hands of rounds and deals: frozen whole, taken from, given back, expired."""

from datetime import timedelta

import pytest

from samarkand.book.digest import digest_of
from samarkand.clearing.clear import clear
from samarkand.core.finding import Refusal
from samarkand.platform.market.models import Offer, RowState, Want
from samarkand.platform.market.open_book import (
    expire_rows,
    freeze_rows,
    frozen_book,
    give_back,
    release_rows,
    take,
)
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.platform.conftest import NOW
from tests.platform.stock import stock

pytestmark = pytest.mark.django_db

RICE, PEAS = "Meskay gives 1", "Astarta gives 1"
GRAIN = "Astarta wants 1"
TONNE = 1_000

MESKAY = (
    "Meskay PK pool=Karachi swing=5000 currency=PKR: gives 20000 t rice @650.25 at PKKHI from 2026-11-01"
    " until 2026-11-30 lot 1000 min 5000 grade basmati; wants 10 t 0713 @760 priority 3"
)
NATIONAL_FRUIT = (
    "NationalFruit PK pool=Karachi swing=5000 currency=PKR: gives 30 t mandarins @500 bundle crate;"
    " gives 10 t dates @900 bundle crate; wants 5 t lentils @800 whole yes"
)
ASTARTA = "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720 until 2026-12-31"


def test_the_frozen_book_is_the_book_that_was_posted() -> None:
    book = cast.book(
        *(MESKAY, NATIONAL_FRUIT, ASTARTA),
        lanes=["PKKHI > RU 21 days 35 sea"],
        listed=["rice 650 t"],
        quotas=["rice PK>RU 5000 t", "* >RU value 1000"],
        restrictions=["PK>RU rice: a decision"],
        failures=["Meskay rice 0.2"],
    )
    stock(book)
    assert freeze_rows("R1", NOW) == (4, 3)
    by_code = digest_of(book.parties.sort("party"))
    assert frozen_book("R1").digests() == book.digests() | {"parties": by_code}


def test_a_frozen_book_clears_like_the_book_itself() -> None:
    stock(cast.swap())
    freeze_rows("R1", NOW)
    assert clear(frozen_book("R1")).deals.equals(clear(cast.swap()).deals)


def test_empty_lanes_are_no_lanes() -> None:
    stock(cast.swap())
    freeze_rows("R1", NOW)
    assert frozen_book("R1").lanes is None


def test_a_row_is_frozen_in_one_round_only() -> None:
    stock(cast.swap())
    freeze_rows("R1", NOW)
    assert freeze_rows("R2", NOW) == (0, 0)


def test_rows_of_a_party_that_is_not_verified_stay_out() -> None:
    stock(cast.swap())
    Party.objects.filter(code="Meskay").update(state=PartyState.SUSPENDED)
    assert freeze_rows("R1", NOW) == (1, 1)
    assert frozen_book("R1").parties["party"].to_list() == ["Astarta"]


def test_what_is_left_below_a_minimum_cannot_trade_and_stays_out() -> None:
    stock(cast.book(MESKAY, ASTARTA))
    take({RICE: 15_001 * TONNE}, {})
    freeze_rows("R1", NOW)
    assert frozen_book("R1").offers["offer"].to_list() == [PEAS]


def test_what_is_left_below_a_lot_cannot_trade_and_stays_out() -> None:
    stock(cast.book("Meskay PK: gives 20 t rice @650 lot 5", ASTARTA))
    take({RICE: 16 * TONNE}, {})
    freeze_rows("R1", NOW)
    assert frozen_book("R1").offers["offer"].to_list() == [PEAS]


def test_what_must_trade_whole_and_is_no_multiple_of_its_lot_stays_out() -> None:
    stock(cast.book("Meskay PK: gives 20 t rice @650 lot 5 whole yes", ASTARTA))
    take({RICE: 8 * TONNE}, {})
    freeze_rows("R1", NOW)
    assert frozen_book("R1").offers["offer"].to_list() == [PEAS]


def test_a_round_reads_what_is_open_not_what_was_posted() -> None:
    stock(cast.swap())
    take({RICE: 12_000 * TONNE}, {})
    freeze_rows("R1", NOW)
    assert frozen_book("R1").offers["quantity"].to_list() == [8_000 * TONNE, 20_000 * TONNE]


def test_released_rows_can_go_into_another_round() -> None:
    stock(cast.swap())
    freeze_rows("R1", NOW)
    assert release_rows("R1", NOW) == 4
    assert freeze_rows("R2", NOW) == (2, 2)


def test_a_row_taken_whole_is_filled() -> None:
    stock(cast.swap())
    take({RICE: 20_000 * TONNE}, {GRAIN: 5_000 * TONNE})
    rice, grain = Offer.objects.get(code=RICE), Want.objects.get(code=GRAIN)
    assert (rice.open_quantity, rice.state, rice.version) == (0, RowState.FILLED, 2)
    assert (grain.open_quantity, grain.state) == (15_000 * TONNE, RowState.OPEN)


def test_no_more_can_be_taken_than_is_open_and_then_nothing_is() -> None:
    stock(cast.swap())
    with pytest.raises(Refusal) as refused:
        take({RICE: 20_000 * TONNE + 1, "Nobody's": 1}, {GRAIN: TONNE})
    assert {found.code for found in refused.value.findings} == {"quantity_gone"}
    assert [found.value for found in refused.value.findings] == [RICE, "Nobody's"]
    assert Want.objects.get(code=GRAIN).open_quantity == 20_000 * TONNE


def test_a_negative_quantity_cannot_be_taken() -> None:
    stock(cast.swap())
    with pytest.raises(Refusal, match="quantity_gone"):
        take({RICE: -1}, {})


def test_a_filled_row_given_back_is_open_again() -> None:
    stock(cast.swap())
    take({RICE: 20_000 * TONNE}, {})
    give_back({RICE: 3_000 * TONNE}, {})
    rice = Offer.objects.get(code=RICE)
    assert (rice.open_quantity, rice.state) == (3_000 * TONNE, RowState.OPEN)


def test_a_withdrawn_row_given_back_stays_withdrawn() -> None:
    stock(cast.swap())
    take({RICE: TONNE}, {})
    Offer.objects.filter(code=RICE).update(state=RowState.WITHDRAWN)
    give_back({RICE: TONNE}, {})
    rice = Offer.objects.get(code=RICE)
    assert (rice.open_quantity, rice.state) == (20_000 * TONNE, RowState.WITHDRAWN)


def test_what_was_not_taken_cannot_be_given_back() -> None:
    stock(cast.swap())
    take({RICE: TONNE}, {GRAIN: TONNE})
    with pytest.raises(Refusal, match="quantity_not_taken"):
        give_back({RICE: 2 * TONNE}, {GRAIN: TONNE})
    assert Want.objects.get(code=GRAIN).open_quantity == 19_999 * TONNE


def test_a_row_expires_the_day_after_its_last() -> None:
    stock(cast.book("Meskay PK: gives 20 t rice @650 until 2026-03-02", ASTARTA))
    assert expire_rows(NOW) == 0
    assert expire_rows(NOW + timedelta(days=1)) == 1
    rice = Offer.objects.get(code=RICE)
    assert rice.state == RowState.EXPIRED
    assert rice.history.first().history_date == NOW + timedelta(days=1)


def test_with_a_row_its_bundle_expires() -> None:
    stock(
        cast.book(
            "Meskay PK: gives 3 t rice @650 until 2026-03-01 bundle crate; gives 1 t dates @9 bundle crate"
        )
    )
    assert expire_rows(NOW) == 2


def test_a_frozen_row_expires_when_its_round_has_ended() -> None:
    stock(cast.book("Meskay PK: gives 20 t rice @650 until 2026-03-02", ASTARTA))
    freeze_rows("R1", NOW)
    later = NOW + timedelta(days=3)
    assert expire_rows(later) == 0
    release_rows("R1", later)
    assert Offer.objects.get(code=RICE).state == RowState.EXPIRED
