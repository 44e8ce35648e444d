"""The same request twice does its work once: in sequence, fifty at once, and after a kill."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, connections
from django.test import RequestFactory

from samarkand.platform.api import events as events_api
from samarkand.platform.api import idempotency
from samarkand.platform.api.models import Answered
from samarkand.platform.events.models import Webhook
from samarkand.platform.market.models import Offer
from tests import cast
from tests.platform.calling import Answer, Caller, operator_calls, trader_calls
from tests.platform.conftest import NOW

BODY = {"url": "https://meskay.example/told"}
RICE = {"offer": "RICE", "hs": "100630", "quantity": "20000", "unit": "TNE", "price": "650"}
TABLES = "samarkand.platform.api.migrations"


def add(caller: Caller, key: str = "once", body: object = BODY) -> Answer:
    return caller.post("/webhooks", body, idempotency_key=key)


@pytest.mark.django_db
def test_the_same_request_again_gets_the_same_answer() -> None:
    caller = trader_calls(cast.MESKAY)
    first, again = (caller.post("/offers", RICE, idempotency_key="once") for _ in range(2))
    assert first.status == again.status == 201
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Offer.objects.count() == 1


@pytest.mark.django_db
def test_a_secret_is_not_shown_again_and_that_is_said() -> None:
    caller = trader_calls(cast.MESKAY)
    first, again = add(caller), add(caller)
    assert first.status == again.status == 201
    assert (first.json["note"], again.json["secret"]) == ("", None)
    assert "shown then" in again.json["note"]
    assert first.json | {"secret": None, "note": again.json["note"]} == again.json
    assert Webhook.objects.count() == 1
    assert first.json["secret"] not in Answered.objects.get().body


@pytest.mark.django_db
def test_without_a_key_each_request_does_its_work() -> None:
    caller = trader_calls(cast.MESKAY)
    caller.post("/webhooks", BODY)
    caller.post("/webhooks", BODY)
    assert Webhook.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"url": "https://meskay.example/else"}, {}])
def test_a_key_is_for_one_request(other: object) -> None:
    caller = trader_calls(cast.MESKAY)
    add(caller)
    answer = add(caller, body=other)
    assert (answer.status, answer.codes) == (409, ["idempotency_key_reused"])


@pytest.mark.django_db
def test_a_key_used_at_one_address_is_not_for_another() -> None:
    caller = trader_calls(cast.MESKAY)
    add(caller)
    answer = caller.post("/tokens", BODY, idempotency_key="once")
    assert (answer.status, answer.codes) == (409, ["idempotency_key_reused"])


@pytest.mark.django_db
def test_a_key_of_somebody_else_is_another_key() -> None:
    meskay, astarta = add(trader_calls(cast.MESKAY)), add(trader_calls(cast.ASTARTA))
    assert meskay.json["id"] != astarta.json["id"]
    assert meskay.json["secret"] != astarta.json["secret"]


@pytest.mark.django_db
def test_what_was_refused_may_be_mended_under_the_same_key() -> None:
    caller = trader_calls(cast.MESKAY)
    assert add(caller, body={"url": "http://meskay.example"}).status == 422
    assert add(caller).status == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 129, "two words", "é"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    answer = add(trader_calls(cast.MESKAY), key)
    assert (answer.status, answer.codes) == (400, ["idempotency_key_malformed"])
    assert Webhook.objects.count() == 0


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week() -> None:
    add(trader_calls(cast.MESKAY))
    Answered.objects.update(at=NOW)
    assert idempotency.forget_answers(NOW + timedelta(days=7)) == 0
    assert idempotency.forget_answers(NOW + timedelta(days=7, seconds=1)) == 1


def test_a_form_sent_again_is_the_same_whatever_divides_its_parts() -> None:
    def digest(boundary: str, content: bytes) -> str:
        form = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'.encode()
            + content
            + f"\r\n--{boundary}--\r\n".encode()
        )
        request = RequestFactory().post("/", form, content_type=f"multipart/form-data; boundary={boundary}")
        found = idempotency._digest_of(request)  # noqa: SLF001 (no address here takes a form)
        file = request.FILES["file"]
        assert isinstance(file, UploadedFile)
        assert file.read() == content
        return found

    assert digest("one", b"rice") == digest("two", b"rice")
    assert digest("one", b"rice") != digest("one", b"corn")


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_do_the_work_once_and_one_of_them_is_shown_the_secret() -> None:
    caller = trader_calls(cast.MESKAY)
    barrier = Barrier(50)

    def call(_: int) -> Answer:
        barrier.wait()
        try:
            return add(Caller(caller.token))
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(call, range(50)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum(answer.json["secret"] is not None for answer in answers) == 1
    assert Webhook.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_killed_after_its_work_may_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = operator_calls()
    with monkeypatch.context() as patched:
        patched.setattr(events_api, "_webhook_out", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        connections.close_all()  # what is open must not be shared with the child
        child = os.fork()
        if child == 0:
            add(caller)
            os._exit(0)
        _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert Webhook.objects.count() == 0
    assert add(caller).status == 201
    assert Webhook.objects.count() == 1


@pytest.mark.django_db
def test_secrets_kept_with_answers_of_before_are_withheld() -> None:
    caller = trader_calls(cast.MESKAY)
    made = add(caller)
    caller.post("/offers", RICE, idempotency_key="offer")
    offer = Answered.objects.get(key="offer").body
    Answered.objects.filter(key="once").update(body=made.content.decode())
    import_module(f"{TABLES}.0002_parents_and_nothing_shown_again").withhold_secrets(apps, None)
    assert made.json["secret"] not in Answered.objects.get(key="once").body
    assert add(caller).json["id"] == made.json["id"]
    assert Answered.objects.get(key="offer").body == offer
