"""References of goods declarations."""

from datetime import date, timedelta

import pytest

from samarkand.platform.delivery.declaring import Declared, declare
from samarkand.platform.delivery.models import Direction, GoodsDeclaration, Shipment
from samarkand.platform.delivery.visible import visible_declarations
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import NOW, trader
from tests.platform.delivery.dealing import GIVER, LEFT, TAKER, rice, shipped
from tests.platform.findings import codes_of

STRANGER = trader(cast.ALTYN_DAN)


@pytest.fixture
def shipment(db: None) -> Shipment:  # noqa: ARG001 (asking for the database is the point)
    return shipped(rice())


def exported(
    reference: str = "KPEX-BT-7", day: date = LEFT, country: str = "PK", value: int | None = 95_00
) -> Declared:
    return Declared(Direction.EXPORT, country, reference, day, value)


def test_the_giver_declares_where_goods_leave(shipment: Shipment) -> None:
    row = declare(GIVER, shipment, exported(), NOW)
    assert (row.direction, row.country, row.value) == (Direction.EXPORT, "PK", 95_00)


def test_a_declaration_told_twice_is_one(shipment: Shipment) -> None:
    assert declare(GIVER, shipment, exported(), NOW) == declare(TAKER, shipment, exported(), NOW)


def test_a_reference_says_one_thing(shipment: Shipment) -> None:
    declare(GIVER, shipment, exported(), NOW)
    other = exported(value=96_00)
    assert codes_of(lambda: declare(GIVER, shipment, other, NOW)) == {"declaration_differs"}


def test_all_that_is_wrong_with_a_declaration_is_said_at_once(shipment: Shipment) -> None:
    wrong = exported(day=NOW.date() + timedelta(days=9), country="XX", value=-1)
    found = codes_of(lambda: declare(GIVER, shipment, wrong, NOW))
    assert found == {"day_in_future", "country_unknown", "value_negative"}


def test_a_stranger_neither_declares_nor_sees(shipment: Shipment) -> None:
    with pytest.raises(NotPermittedError):
        declare(STRANGER, shipment, exported(), NOW)
    declare(GIVER, shipment, exported(), NOW)
    assert [visible_declarations(actor).count() for actor in (TAKER, STRANGER)] == [1, 0]
    assert GoodsDeclaration.objects.count() == 1
