"""How bodies are read: within limits, and refused in words."""

import pytest

from tests.platform.calling import operator_calls

pytestmark = pytest.mark.django_db

HALF = b'{"name": "\\ud800"}'


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": "a\\u0000b"}',
        HALF,
        b"[" * 100_000,
        b'{"name": ' + b'{"a":' * 40 + b"1" + b"}" * 41,
        b'{"name": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_beyond_the_limits_is_refused(body: bytes) -> None:
    answer = operator_calls().post("/tokens", body)
    assert (answer.status, answer.codes) == (400, ["body_malformed"])


@pytest.mark.parametrize("body", [b"[]", b"null", b'"name"', b"1", b'{"name": 5}', b'{"name": ""}'])
def test_a_body_of_another_shape_is_told_field_by_field(body: bytes) -> None:
    answer = operator_calls().post("/tokens", body)
    assert answer.status == 422
    assert set(answer.codes) <= {"field_unfit", "field_missing"}


@pytest.mark.parametrize("name", ["خوش", "Зерно", "🌾", "a/b", "<b>", "'; drop table"])
def test_any_text_people_write_is_kept_as_it_is(name: str) -> None:
    assert operator_calls().post("/tokens", {"name": name}).json["name"] == name


def test_an_address_with_nothing_written_in_it_is_refused() -> None:
    assert operator_calls().get("/tokens?after=%00").status == 400
    assert operator_calls().get("/tokens/%00").status == 400
