"""Numbers are told as decimal text: in events of every kind, over the API, in the back office."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samarkand.clearing.settings import Settings
from samarkand.platform.accounts.models import Account
from samarkand.platform.accounts.swing import tell_swings_due
from samarkand.platform.deals import clocks, lapsing, reminding
from samarkand.platform.deals.models import Commitment
from samarkand.platform.delivery.discrepancies import note_discrepancy
from samarkand.platform.delivery.models import DiscrepancyKind
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.models import Event
from samarkand.platform.events.signing import body_of
from samarkand.platform.house.decimals import DECIMALS
from samarkand.platform.netting import posting, proposing
from samarkand.platform.rounds import ending, opening
from samarkand.platform.rounds.models import Clearing
from samarkand.platform.rounds.settings import kept
from tests.platform.calling import operator_calls
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.deals.playing import proposed_deal
from tests.platform.delivery.dealing import announced, chickpeas, received, rice
from tests.platform.security.operations import call, operations
from tests.platform.security.world import furnish

pytestmark = pytest.mark.django_db

NUMBERS = {"account"}
"""What an event names by its number: it counts nothing."""

NAIVE = re.compile(rb'"\d{4}-\d\d-\d\dT[\d:.]+"')
"""A moment that does not say its zone."""


def everything_happens() -> None:
    """Let one thing of each kind happen."""
    proposed_deal()
    lapsing.lapse_overdue(NOW + timedelta(days=30))
    received(rice("another-1"), tonnes=90)
    note_discrepancy(announced(chickpeas("another-1"), 10), DiscrepancyKind.SHORT, 5, "wet", NOW)
    reminding.remind_due(NOW + timedelta(days=85))
    Commitment.objects.update(due_on=date(2026, 3, 1), state="running")
    clocks.breach_overdue(NOW)
    Account.objects.update(swing=1)
    tell_swings_due(NOW)
    unit = Account.objects.exclude(balance=0)[0].unit.code
    run = proposing.propose(OPERATOR, "Q1", unit, None, NOW)
    posting.post_run(OPERATOR, run, NOW.date(), NOW)
    ending.void_round(OPERATOR, opening.open_round(OPERATOR, "summer", unit, NOW), "nobody came", NOW)


def whole_numbers(content: Any, name: str = "") -> Iterator[tuple[str, int]]:  # noqa: ANN401 (any JSON)
    """Yield every number in JSON with the name it stands under."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from () if key == "scales" else whole_numbers(value, key)
    elif isinstance(content, list):
        for one in content:
            yield from whole_numbers(one, name)
    elif isinstance(content, int) and not isinstance(content, bool):
        yield name, content


def test_events_of_every_kind_tell_decimals() -> None:
    everything_happens()
    assert set(Event.objects.values_list("kind", flat=True)) == set(EventKind)
    told = {(event.kind, one) for event in Event.objects.all() for one in whole_numbers(event.content)}
    assert {name for _, (name, _) in told} <= NUMBERS


def test_a_receipt_is_told_in_tonnes_and_money() -> None:
    received(rice(), tonnes=90)
    event = Event.objects.get(kind="receipt.confirmed")
    said = {name: event.content[name] for name in ("accepted_quantity", "posted_value")}
    assert said == {"accepted_quantity": "90", "posted_value": "90"}
    assert b'"accepted_quantity": "90"' in body_of(event)


def test_nothing_the_api_tells_is_a_number_at_a_scale() -> None:
    world = furnish()
    Clearing.objects.update(settings=kept(Settings(smallest_leg=100_00)))
    read = 0
    for operation in (one for one in operations() if one.reads):
        answer = call(operation, world.callers["operator"], world)
        if answer.status == 200 and answer.json is not None:
            read += 1
            bare = {name for name, _ in whole_numbers(answer.json) if name in DECIMALS}
            assert not bare, (operation.name, bare)
            assert not NAIVE.search(answer.content), operation.name
    assert read > 50


def test_settings_of_a_clearing_are_told_in_decimals() -> None:
    furnish()
    Clearing.objects.update(settings=kept(Settings(smallest_leg=100_50, leg_failure=50_000, max_parties=3)))
    said = operator_calls().get("/rounds/spring/clearings/plain").json["settings"]
    told = {name: said[name] for name in ("anchor_value", "smallest_leg", "leg_failure", "max_parties")}
    assert told == {
        "anchor_value": "1000",
        "smallest_leg": "100.5",
        "leg_failure": "0.05",
        "max_parties": 3,
    }


def test_the_back_office_shows_settings_in_decimals() -> None:
    page = page_of_clearing()
    assert "&quot;anchor_value&quot;: &quot;1000&quot;" in page
    # PostgreSQL keeps the names of an object in a sequence of its own.
    assert re.search(r"&quot;scales&quot;: \{[^}]*&quot;quantity&quot;: 3\b", page)


def test_the_back_office_shows_every_moment_with_its_zone() -> None:
    assert "2 Mar 2026, 09:00 UTC" in page_of_clearing()


def page_of_clearing() -> str:
    """Return the page of the world's clearing, as its operator sees it."""
    membership = furnish().callers["operator"].membership
    assert membership is not None
    clearing = Clearing.objects.get()
    Clearing.objects.update(settings=kept(Settings()))
    browser = Client()
    browser.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
    return str(browser.get(reverse("admin:rounds_clearing_change", args=[clearing.pk])).text)
