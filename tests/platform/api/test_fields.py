"""Fields that are missing, unknown or unfit are told as a person would say it, with what to write."""

import re
from typing import Any

import pytest

from tests import cast
from tests.platform.calling import Caller, operator_calls, trader_calls
from tests.platform.conftest import party
from tests.platform.security.operations import operations

pytestmark = pytest.mark.django_db

ROW = {"offer": "RICE", "hs": "100630", "quantity": "20000", "unit": "TNE", "price": "650"}
INSIDE = re.compile(
    r"judged|told|Field required|Input should|Extra inputs|valid (string|integer)|OpenAPI document says"
)
"""Names of arguments, and words of the library that reads requests."""


def test_a_body_whose_fields_may_all_be_left_out_may_be_left_out() -> None:
    firm = party(cast.MESKAY)
    operator = operator_calls()
    assert operator.post(f"/parties/{firm.code}/suspend", {"reason": "its licence ended"}).status == 200
    assert sent_nothing(operator, f"/parties/{firm.code}/verify")[0] == 200


def sent_nothing(caller: Caller, path: str) -> tuple[int, set[str]]:
    """Return the status of a POST without a body, and the fields its findings name."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    answer = caller.client.post(f"/api/v1{path}", b"", content_type="application/json", headers=headers)
    return answer.status_code, {found["column"] for found in answer.json().get("findings", ())}


def test_a_body_that_is_missing_is_told_by_its_fields() -> None:
    status, missing = sent_nothing(trader_calls(cast.MESKAY), "/offers")
    assert status == 422
    assert set(ROW) - {"offer"} <= missing


@pytest.mark.parametrize(
    ("field", "said", "remedy"),
    [
        ("quantity", 20000, "in quotation marks"),
        ("quantity", "twenty", "in quotation marks"),
        ("until", "31.12.2026", "Write it as 2026-03-31."),
        ("all_or_nothing", "perhaps", "Write true or false"),
        ("hs", 100630, "Write text in quotation marks"),
    ],
)
def test_an_unfit_field_is_told_what_to_write(field: str, said: object, remedy: str) -> None:
    answer = trader_calls(cast.MESKAY).post("/offers", {**ROW, field: said})
    assert answer.status == 422
    [found] = [one for one in answer.json["findings"] if one["column"] == field]
    assert remedy in found["remedy"]
    assert field in found["message"]


BODIES: tuple[Any, ...] = ({}, [], {"reason": 5, "unknown": 1, "effective_on": "soon", "code": 7})


def test_no_answer_names_what_is_inside() -> None:
    """Every operation that takes a body is sent nothing, a list, and fields of the wrong kind."""
    operator = operator_calls()
    for operation in (one for one in operations() if one.media_type == "application/json"):
        path = re.sub(r"\{\w+\}", "1", operation.path)
        for body in BODIES:
            answer = operator.send(operation.method.upper(), path, body, if_match='"1"')
            told = " ".join(
                f"{one['message']} {one['remedy']}" for one in (answer.json or {}).get("findings", ())
            )
            assert not INSIDE.search(told), (operation.name, told)
