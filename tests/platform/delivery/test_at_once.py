"""Many at once: one receipt is one however often it is told, and no leg is accepted twice over."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connections

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Entry, Posting
from samarkand.platform.deals.models import Deal, DealState, Leg
from samarkand.platform.delivery import receiving, shipping
from samarkand.platform.delivery.models import Receipt, Shipment
from samarkand.platform.delivery.shipping import Consignment
from tests import cast
from tests.platform.conftest import NOW
from tests.platform.delivery.dealing import (
    GIVER,
    TAKER,
    TONNES,
    announced,
    balance,
    chickpeas,
    owes,
    rice,
    shipped,
    told,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Begin all acts at the same moment, each on a connection of its own; return what each came to."""
    start, came_to = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            came_to.append(act())
        except Refusal as refusal:
            came_to.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return came_to


def test_fifty_who_confirm_the_same_receipt_at_once_confirm_one() -> None:
    shipment = shipped(rice())
    came_to = at_once([lambda: receiving.confirm(TAKER, shipment, told(100), NOW)] * 50)
    assert came_to == [Receipt.objects.get()] * 50
    assert Entry.objects.count() == 1
    assert balance(cast.MESKAY) == owes(cast.ASTARTA, cast.MESKAY) == 100_00


def test_consignments_received_at_once_are_never_more_than_the_leg() -> None:
    leg = rice()
    shipments = [shipped(leg, 20) for _ in range(5)]
    Shipment.objects.update(quantity=60 * TONNES)  # as if more had been laden than was said
    came_to = at_once(
        [lambda one=one: receiving.confirm(TAKER, one, told(60), NOW) for one in shipments]  # type: ignore[misc]
    )
    refused = [refusal for refusal in came_to if isinstance(refusal, Refusal)]
    assert len(refused) == 4
    assert {refusal.findings[0].code for refusal in refused} == {"over_delivered"}
    assert balance(cast.MESKAY) == 60_00


def test_announced_at_once_is_never_more_than_the_leg() -> None:
    leg = rice()
    came_to = at_once([lambda: shipping.announce(GIVER, leg, Consignment(60 * TONNES, "RU"))] * 8)
    assert sum(isinstance(one, Shipment) for one in came_to) == 1


def test_goods_received_and_given_up_at_the_same_moment_end_one_way() -> None:
    shipment = shipped(rice())
    came_to = at_once(
        [
            lambda: receiving.confirm(TAKER, shipment, told(100), NOW),
            lambda: shipping.give_up(TAKER, shipment, "sunk", NOW),
        ]
    )
    shipment.refresh_from_db()
    # Given up first, the goods have turned up since; received first, they cannot have been lost.
    assert shipment.state == "received"
    assert sum(isinstance(one, Refusal) for one in came_to) in {0, 1}
    assert balance(cast.MESKAY) == 100_00


def test_the_last_receipts_of_both_legs_at_once_end_the_deal() -> None:
    first, second = shipped(rice()), announced(chickpeas())
    taker = GIVER  # of the chickpeas
    at_once(
        [
            lambda: receiving.confirm(TAKER, first, told(100), NOW),
            lambda: receiving.confirm(taker, second, told(100), NOW),
        ]
    )
    assert Deal.objects.get().state == DealState.DONE
    assert [row.balance for row in Account.objects.filter(holder__isnull=False)] == [0, 0]
    assert sum(Posting.objects.values_list("amount", flat=True)) == 0
    assert Leg.objects.count() == 2
