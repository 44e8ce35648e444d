"""Files are read and checked before anything is written: on SQLite one writes at a time, and others wait."""

from collections.abc import Callable
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from samarkand.book.reading import read_tables
from samarkand.platform.market import furnishing, importing, rows
from samarkand.platform.market.cells import Cell
from samarkand.platform.market.entering import check_rows
from samarkand.platform.market.models import Offer
from samarkand.platform.market.sides import WANT as WANT_SIDE
from samarkand.platform.netting import proposing
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.platform.calling import Answer, operator_calls, trader_calls
from tests.platform.conftest import NOW, trader

OFFERS = "offer,party,hs,quantity,unit,price\n{},Meskay,100630,20000,TNE,650\n"
RICE = {"offer": "RICE", "hs": "1006", "quantity": "10", "unit": "TNE", "price": "650"}

WANT: dict[str, Cell] = {
    "want": "RICE",
    "party": "Meskay",
    "hs": "071320",
    "quantity": "1",
    "unit": "TNE",
    "price": "7",
}

pytestmark = pytest.mark.django_db(transaction=True)


def upload(code: str = "RICE", key: str = "once") -> Answer:
    files = {"file": SimpleUploadedFile("offers.csv", OFFERS.format(code).encode())}
    return trader_calls(cast.MESKAY).upload("/book", files, idempotency_key=key)


def list_values() -> Answer:
    line = {"hs": "1006", "unit": "TNE", "value": "690"}
    return operator_calls().put("/listed", {"rows": [line]})


def propose() -> Answer:
    return operator_calls().post("/netting-runs", {"code": "N", "unit": "SAM"}, idempotency_key="once")


@pytest.mark.parametrize(
    ("module", "slow", "asked"),
    [
        (importing, "read_tables", upload),
        (importing, "check_rows", upload),
        (furnishing, "validate", list_values),
        (rows, "check_rows", lambda: trader_calls(cast.MESKAY).post("/offers", RICE)),
        (proposing, "known_unit", propose),
    ],
)
def test_what_takes_long_is_done_outside_of_the_transaction_that_writes(
    module: Any,  # noqa: ANN401 (any module)
    slow: str,
    asked: Callable[[], Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, seen = getattr(module, slow), []

    def watched(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (whatever it takes)
        seen.append(connection.in_atomic_block)
        return done(*arguments, **named)

    monkeypatch.setattr(module, slow, watched)
    asked()
    assert seen == [False]


def test_nobody_waits_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    caller, read = trader_calls(cast.ASTARTA), read_tables

    def another_writes() -> None:
        began = monotonic()
        assert caller.post("/offers", RICE | {"offer": "OTHER"}).status == 201
        waited.append(monotonic() - began)
        connection.close()

    def slow_to_read(*arguments: Any) -> Any:  # noqa: ANN401 (whatever it takes)
        other = Thread(target=another_writes)
        other.start()
        other.join(20)
        return read(*arguments)

    monkeypatch.setattr(importing, "read_tables", slow_to_read)
    assert upload().status == 201
    assert waited
    assert waited[0] < 5, "it waited for as long as the reading took, up to the 30 s of the lock"
    assert Offer.objects.count() == 2


def test_an_import_repeated_by_its_key_is_answered_again() -> None:
    first, again = upload(), upload()
    assert (first.status, again.status, first.content) == (201, 201, again.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert upload("OTHER").codes == ["idempotency_key_reused"]
    assert upload(key="another").codes == ["code_taken"]
    assert Offer.objects.count() == 1


def test_the_same_import_at_the_same_moment_is_answered_as_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = read_tables

    def overtaken(*arguments: Any) -> Any:  # noqa: ANN401 (whatever it takes)
        monkeypatch.setattr(importing, "read_tables", read)
        assert upload().status == 201
        return read(*arguments)

    monkeypatch.setattr(importing, "read_tables", overtaken)
    second = upload()
    assert (second.status, second.headers["Idempotency-Replayed"], Offer.objects.count()) == (201, "true", 1)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda: Party.objects.filter(code="Meskay").update(state=PartyState.SUSPENDED), "party_suspended"),
        (lambda: rows.post(trader(cast.MESKAY), WANT_SIDE, [WANT], NOW), "code_taken"),
    ],
)
def test_what_changed_since_the_file_was_checked_is_seen(
    meanwhile: Callable[[], object], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = check_rows

    def changed_after(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (whatever it takes)
        checked = check(*arguments, **named)
        monkeypatch.setattr(importing, "check_rows", check)
        meanwhile()
        return checked

    monkeypatch.setattr(importing, "check_rows", changed_after)
    refused = upload()
    assert (refused.status, refused.codes, Offer.objects.count()) == (422, [code], 0)
