"""A process killed while it receives goods leaves each receipt whole, with all that follows, or not there."""

import os
import random
import signal
import time
from typing import NoReturn

import pytest
from django.db import connection, connections

from samarkand.platform.accounts.models import Entry, Obligation
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.deals.models import Commitment, Evidence, Leg
from samarkand.platform.delivery import receiving
from samarkand.platform.delivery.models import Receipt, Shipment, ShipmentState
from samarkand.platform.events.models import Event
from tests import cast
from tests.platform.accounts.test_faults import wait_for_the_last_statement
from tests.platform.conftest import NOW
from tests.platform.delivery.dealing import (
    TAKER,
    TONNES,
    announced,
    balance,
    bound_deal,
    held,
    owes,
    shipped,
    told,
)

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 20
LEG_TONNES = 10_000


def test_a_process_killed_while_it_receives_leaves_every_receipt_whole() -> None:
    dice = random.Random(7)
    leg = bound_deal("any", value=LEG_TONNES * 100, quantity=LEG_TONNES * TONNES).legs.get(code="any-1")
    for _ in range(KILLS):
        kill_after(dice.uniform(0.0, 0.12), leg)
    kill_after(1.0, leg)
    wait_for_the_last_statement()
    receipts = Receipt.objects.count()
    assert receipts > 0
    assert receipts == Shipment.objects.filter(state=ShipmentState.RECEIVED).count()
    assert receipts == Entry.objects.count() == Obligation.objects.count() == Evidence.objects.count()
    assert receipts == Event.objects.filter(kind="receipt.confirmed").count()
    posted = receipts * 100
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (posted, posted)
    assert held(cast.ASTARTA) == LEG_TONNES * 100 - posted
    assert Commitment.objects.get(party__code="Meskay").fulfilled == posted
    assert verify() == []


def test_what_was_interrupted_goes_on() -> None:
    leg = bound_deal("any", value=LEG_TONNES * 100, quantity=LEG_TONNES * TONNES).legs.get(code="any-1")
    for _ in range(3):
        kill_after(0.05, leg)
    wait_for_the_last_statement()
    before = balance(cast.MESKAY)
    for shipment in Shipment.objects.exclude(state=ShipmentState.RECEIVED):
        receiving.confirm(TAKER, shipment, told(1), NOW)
        before += 100
    receiving.confirm(TAKER, announced(leg, 1), told(1), NOW)
    assert balance(cast.MESKAY) == before + 100


def kill_after(seconds: float, leg: Leg) -> None:
    """Let a process receive tonne after tonne, and kill it so long after it began."""
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        receive_for_ever(leg, write)
    os.close(write)
    os.read(read, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(read)


def receive_for_ever(leg: Leg, ready: int) -> NoReturn:
    try:
        connection.ensure_connection()
        os.write(ready, b"!")
        while True:
            receiving.confirm(TAKER, shipped(leg, 1), told(1), NOW)
    finally:
        os._exit(1)
