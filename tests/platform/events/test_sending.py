"""Webhooks: signed, sent to whom it concerns, tried again for a day, claimed by one worker each."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from samarkand.platform.events import sending
from samarkand.platform.events.models import Notice, Webhook
from samarkand.platform.events.recording import record
from samarkand.platform.events.sending import WAITS, send_due
from samarkand.platform.parties.models import Membership
from tests import cast
from tests.platform.calling import auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.conftest import NOW, party
from tests.platform.events.hearing import SECRET, hearing, webhook_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def next_door(settings: Settings) -> None:
    """Let the house call the loopback, where the tests hear."""
    settings.WEBHOOKS_TO_PRIVATE = True


def propose(*firms: str, subject: str = "spring/1") -> None:
    record("deal.proposed", subject, {"deal": subject}, [party(firm) for firm in firms], NOW)


def test_what_is_sent_is_signed_over_its_time_and_body() -> None:
    with hearing() as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        assert send_due(NOW) == 1
    headers, body = heard.letters[0]
    said = dict(part.split("=", 1) for part in headers["Samarkand-Signature"].split(","))
    signed = hmac.new(SECRET.encode(), said["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert said == {"t": str(int(NOW.timestamp())), "v1": signed}
    assert json.loads(body)["subject"] == "spring/1"
    assert headers["Samarkand-Event"] == "deal.proposed"


def test_what_has_arrived_is_not_sent_again() -> None:
    with hearing() as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        send_due(NOW)
        assert send_due(NOW + timedelta(days=2)) == 0
    assert len(heard.letters) == 1


def test_it_is_tried_again_with_growing_waits_and_given_up_after_a_day() -> None:
    with hearing(status=500) as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        now = NOW
        for wait in WAITS:
            send_due(now)
            assert Notice.objects.get().next_at == now + wait
            send_due(now + wait - timedelta(seconds=1))
            now += wait
        send_due(now)
        send_due(now + timedelta(days=30))
    notice = Notice.objects.get()
    assert len(heard.letters) == notice.attempts == len(WAITS) + 1
    assert notice.next_at is None
    assert notice.arrived_at is None
    assert timedelta(hours=23) < now - NOW <= timedelta(days=1)


def test_a_webhook_that_hears_again_is_told_what_it_missed() -> None:
    with hearing(status=503) as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        assert send_due(NOW) == 0
        heard.status = 204
        assert send_due(NOW + WAITS[0]) == 1
    assert Notice.objects.get().last_answer == "HTTP 204"


def test_no_redirect_is_followed() -> None:
    with hearing() as elsewhere, hearing(status=302, Location=elsewhere.url) as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        assert send_due(NOW) == 0
    assert elsewhere.letters == []
    assert Notice.objects.get().last_answer == "HTTP 302"


def test_one_that_does_not_answer_keeps_nobody_else_waiting() -> None:
    with hearing() as heard:
        webhook_of(trader_calls(cast.ASTARTA), "http://127.0.0.1:1/")
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY, cast.ASTARTA)
        assert send_due(NOW) == 1
    assert "ConnectError" in Notice.objects.get(arrived_at=None).last_answer


def test_a_private_address_is_not_called_unless_the_house_allows_it(settings: Settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE = False
    with hearing() as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url.replace("http:", "https:"))
        propose(cast.MESKAY)
        assert send_due(NOW) == 0
    assert heard.letters == []
    assert "no address of the public internet" in Notice.objects.get().last_answer


def test_those_it_concerns_are_told_and_the_stranger_is_not() -> None:
    callers = {
        "party": trader_calls(cast.MESKAY),
        "stranger": trader_calls(cast.LUOYANG),
        "operator": operator_calls(),
        "auditor": auditor_calls(),
        "regulator of its country": regulator_calls("PK"),
        "regulator of another": regulator_calls("CN"),
    }
    made = {webhook_of(caller).pk: who for who, caller in callers.items()}
    propose(cast.MESKAY)
    told = {made[notice.webhook_id] for notice in Notice.objects.all()}
    assert told == set(callers) - {"stranger", "regulator of another"}


def test_a_webhook_is_told_the_kinds_it_asked_for() -> None:
    webhook_of(trader_calls(cast.MESKAY), "https://meskay.example/", "deal.bound", "round.void")
    propose(cast.MESKAY)
    record("deal.bound", "spring/1", {}, [party(cast.MESKAY)], NOW)
    record("round.void", "spring", {}, [], NOW)
    assert {notice.event.kind for notice in Notice.objects.select_related("event")} == {
        "deal.bound",
        "round.void",
    }


@pytest.mark.parametrize("ends", ["membership", "person", "webhook"])
def test_who_has_left_is_told_nothing_more(ends: str) -> None:
    caller = trader_calls(cast.MESKAY)
    with hearing() as heard:
        webhook_of(caller, heard.url)
        propose(cast.MESKAY)
        if ends == "membership":
            Membership.objects.update(ended_at=NOW)
        elif ends == "person":
            caller.membership.user.__class__.objects.update(is_active=False)  # type: ignore[union-attr]
        else:
            Webhook.objects.update(active=False)
        assert send_due(NOW) == 0
        propose(cast.MESKAY, subject="spring/2")
    assert heard.letters == []
    assert Notice.objects.count() == 1


def test_what_a_killed_worker_had_claimed_is_sent_when_its_claim_has_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class KilledError(BaseException):
        """Stands for the kill: nothing catches it."""

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with hearing() as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        propose(cast.MESKAY)
        with monkeypatch.context() as patched:
            patched.setattr(sending, "send", killed)
            with pytest.raises(KilledError):
                send_due(NOW)
        assert send_due(NOW + timedelta(minutes=1)) == 0
        assert send_due(NOW + timedelta(minutes=10)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_send_each_notice_once() -> None:
    barrier = Barrier(4)

    def work(_: int) -> int:
        barrier.wait()
        try:
            return send_due(NOW)
        finally:
            connection.close()

    with hearing() as heard:
        webhook_of(trader_calls(cast.MESKAY), heard.url)
        for number in range(20):
            propose(cast.MESKAY, subject=str(number))
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(work, range(4))) == 20
    assert len(heard.letters) == 20
