"""The frame of the API: the door, how it says no, and what the document says of it."""

from collections import Counter
from datetime import timedelta
from importlib import import_module
from inspect import isclass
from pkgutil import iter_modules

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, OperationalError
from django.test import Client, override_settings
from ninja import Schema

from samarkand.platform import api
from samarkand.platform.api import me
from samarkand.platform.api.issuing import make_token
from samarkand.platform.house.actor import HOUSE, Actor, Role
from tests import cast
from tests.platform.calling import Caller, auditor_calls, nobody_calls, operator_calls, trader_calls
from tests.platform.conftest import NOW

pytestmark = pytest.mark.django_db


def test_without_a_token_nobody_is_let_in() -> None:
    answer = nobody_calls().get("/me")
    assert (answer.status, answer.codes) == (401, ["token_wanted"])
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_acts_as_its_membership() -> None:
    answer = trader_calls(cast.MESKAY).get("/me")
    assert answer.status == 200
    assert answer.json == {
        "name": "trader@meskay.example",
        "role": "trader",
        "party": "Meskay",
        "country": "PK",
    }


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Basic b3BlcmF0b3I6",
        "Bearer samarkand_" + "x" * 5000,
        "Bearer é",
    ],
)
def test_what_is_no_good_token_opens_nothing(header: str) -> None:
    assert nobody_calls().get("/me", authorization=header).status == 401


def test_a_session_opens_pages_and_not_the_api() -> None:
    membership = operator_calls().membership
    assert membership is not None
    client = Client()
    client.force_login(membership.user)
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_that_has_ended_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    membership = trader_calls(cast.MESKAY).membership
    assert membership is not None
    actor = Actor(membership.user_id, "trader", Role.TRADER, "Meskay", "PK")
    _, secret = make_token(actor, membership, "for a day", NOW, NOW + timedelta(days=1))
    for hours, status in ((23, 200), (25, 401)):
        at = NOW + timedelta(hours=hours)
        monkeypatch.setattr("samarkand.platform.api.bearer.now", lambda at=at: at)
        assert Caller(secret).get("/me").status == status


def test_a_membership_that_has_ended_takes_its_tokens_with_it() -> None:
    caller = trader_calls(cast.MESKAY)
    assert caller.membership is not None
    type(caller.membership).objects.update(ended_at=NOW)
    assert caller.get("/me").status == 401


def test_a_person_who_was_switched_off_has_no_tokens() -> None:
    caller = trader_calls(cast.MESKAY)
    assert caller.membership is not None
    type(caller.membership.user).objects.update(is_active=False)
    assert caller.get("/me").status == 401


def test_an_address_that_leads_nowhere_is_told_as_a_problem() -> None:
    answer = operator_calls().get("/nowhere/at/all")
    assert (answer.status, answer.codes) == (404, ["not_found"])


def test_a_method_that_is_not_for_an_address_is_told_with_those_that_are() -> None:
    answer = operator_calls().post("/me", {})
    assert (answer.status, answer.codes, answer.headers["Allow"]) == (405, ["method_unfit"], "GET")


def test_all_that_is_wrong_with_a_request_comes_at_once() -> None:
    answer = operator_calls().get("/tokens", {"limit": 0, "after": "x"})
    assert (answer.status, answer.codes) == (422, ["field_unfit", "field_unfit"])
    assert [finding["column"] for finding in answer.json["findings"]] == ["limit", "after"]


def test_a_field_that_is_not_there_is_named() -> None:
    answer = operator_calls().post("/tokens", {})
    assert (answer.status, answer.codes) == (422, ["field_missing"])
    assert answer.json["findings"][0]["column"] == "name"


def test_a_field_that_is_misspelt_is_named() -> None:
    answer = operator_calls().post("/tokens", {"name": "warehouse", "expires": "2030-01-01T00:00:00Z"})
    assert (answer.status, answer.codes) == (422, ["field_unknown"])
    assert answer.json["findings"][0]["column"] == "expires"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (OperationalError("the server closed the connection"), 503, "house_busy"),
        (DataError("value too long"), 422, "field_unfit"),
        (OverflowError("too large to convert"), 422, "field_unfit"),
        (RuntimeError("secret of the inside"), 500, "failed_inside"),
    ],
)
def test_a_failure_is_told_without_the_inside(
    failure: Exception, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(me, "actor_of", fail)
    caller = operator_calls()
    caller.client.raise_request_exception = False
    answer = caller.get("/me")
    assert (answer.status, answer.codes) == (status, [code])
    assert str(failure).encode() not in answer.content


def test_a_body_that_is_too_large_is_refused() -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        answer = operator_calls().post("/tokens", {"name": "x" * 2000})
    assert (answer.status, answer.codes) == (413, ["body_too_large"])


def test_a_file_that_is_too_large_is_refused_before_it_is_kept() -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        file = SimpleUploadedFile("book.zip", b"0" * (2 * 2**20))
        answer = operator_calls().upload("/book", {"file": file})
    assert (answer.status, answer.codes) == (413, ["body_too_large"])


def test_an_act_that_is_not_for_a_role_is_refused() -> None:
    answer = auditor_calls().post("/rounds", {"round": "SPRING", "unit": "SAM"})
    assert (answer.status, answer.codes) == (403, ["not_permitted"])


def test_what_is_answered_is_kept_by_no_cache() -> None:
    assert operator_calls().get("/me").headers["Cache-Control"] == "private, no-store"


def test_the_document_names_every_refusal_and_the_key_of_every_post() -> None:
    document = nobody_calls().get("/openapi.json").json
    for methods in document["paths"].values():
        for method, operation in methods.items():
            assert {"401", "403", "404", "422", "429", "503"} <= set(operation["responses"]), operation
            assert "application/problem+json" in operation["responses"]["401"]["content"]
            names = [parameter["name"] for parameter in operation["parameters"]]
            assert names.count("Idempotency-Key") == (1 if method == "post" else 0), operation


def test_every_operation_is_described_well_enough_for_a_generated_client() -> None:
    document = nobody_calls().get("/openapi.json").json
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["operationId"].isidentifier()
        assert operation["operationId"] == operation["operationId"].lower()
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == [{"Bearer": []}]


def test_no_two_schemas_have_one_name_for_the_later_would_stand_for_both() -> None:
    modules = [import_module(each.name) for each in iter_modules(api.__path__, f"{api.__name__}.")]
    schemas = {
        schema
        for module in modules
        for schema in vars(module).values()
        if isclass(schema) and issubclass(schema, Schema) and schema.__module__.startswith(api.__name__)
    }
    named = Counter(schema.__name__ for schema in schemas if "[" not in schema.__name__)
    assert [name for name, times in named.items() if times > 1] == []


def test_no_default_is_told_of_what_stays_when_left_out() -> None:
    """A program made from the document sends the defaults it is told: an amendment would undo the rest."""
    document = nobody_calls().get("/openapi.json").json
    bodies = {
        methods["patch"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for methods in document["paths"].values()
        if "requestBody" in methods.get("patch", {})
    }
    assert bodies > {"OfferChanges", "WantChanges"}
    for body in bodies:
        fields = document["components"]["schemas"][body]["properties"]
        assert [name for name, told in fields.items() if told.get("default") is not None] == []


def test_the_page_of_the_document_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert b"swagger" in page.content
    assert b"//" not in page.content.replace(b"http://testserver", b"").replace(b"<!--", b"")


def test_the_house_itself_may_make_a_token_for_anyone() -> None:
    membership = trader_calls(cast.MESKAY).membership
    assert membership is not None
    _, secret = make_token(HOUSE, membership, "handed over", NOW)
    assert Caller(secret).get("/me").json["party"] == "Meskay"
