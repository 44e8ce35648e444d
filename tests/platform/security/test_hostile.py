"""Hostile requests to every operation: refused in words or taken as plain text, never a failure inside.

The operator sends them, who gets furthest. What is taken is only ever given back as JSON or as a file, with
the header that forbids a browser to guess otherwise.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from samarkand.platform.parties.models import Party, User
from tests.depth import every, share
from tests.platform.calling import Answer, operator_calls
from tests.platform.security.operations import Operation, address, operations, resolved, smallest, undone
from tests.platform.security.world import World

pytestmark = pytest.mark.django_db

Sent = TypeVar("Sent", str, bytes)

HOSTILE = {
    "sql": "'; DROP TABLE parties_party; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "path": "../../../../etc/passwd",
    "format": "%s%n{0.__class__}${7*7}{{7*7}}",
    "formula": '=HYPERLINK("http://elsewhere")',
    "lines": "a\r\nSet-Cookie: session=1\r\n\r\n<html>",
    "right to left": "\u202egpj.exe\u0000"[:-1],
    "marks": "\u0301" * 500,
    "long": "A" * 100_000,
    "number": "9" * 400,
    "small": "-0.0000000000000001",
}

NO_REQUESTS = {
    "nothing": b"",
    "null": b"null",
    "list": b"[]",
    "NUL": b"\x00",
    "open brackets": b"[" * 50_000,
    "nested": b'{"a":' * 500 + b"1" + b"}" * 500,
    "huge number": b'{"a": 1e999999}',
}

WRITING = [operation for operation in operations() if operation.body is not None]
NAMED = [operation for operation in operations() if "{" in operation.path]
ASKED = [
    operation for operation in operations() if any(each["in"] == "query" for each in operation.parameters)
]


def some(sent: dict[str, Sent], operation: Operation) -> Iterator[tuple[str, Sent]]:
    """Return what to send; in the quick run a third of it, to each operation another one."""
    return share(sent.items(), turn=len(operation.name), of=3)


def require_harmless(answer: Answer, said: str) -> None:
    assert answer.status < 500, said
    assert "html" not in answer.headers.get("Content-Type", ""), said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Set-Cookie", "Location"} & set(answer.headers), said


@pytest.mark.parametrize("operation", WRITING, ids=str)
def test_hostile_text_in_every_field_of_a_body(operation: Operation, world: World) -> None:
    caller, path = world.callers["operator"], address(operation, world)
    for said, text in some(HOSTILE, operation):
        if operation.media_type == "multipart/form-data":
            fields = _form(operation, text)
            answer = undone(partial(caller.upload, path, fields, if_match='"1"'))
        else:
            body = _poisoned(smallest(operation.body or {}, world.words), operation, text)
            answer = undone(partial(caller.send, operation.method.upper(), path, body, if_match='"1"'))
        require_harmless(answer, said)
    assert Party.objects.exists()


@pytest.mark.parametrize("operation", every(4, NAMED), ids=str)
def test_hostile_text_in_an_address(operation: Operation, world: World) -> None:
    caller = world.callers["operator"]
    for said, text in some(HOSTILE, operation):
        path = operation.path
        while "{" in path:
            before, _, rest = path.partition("{")
            path = before + quote(text[:2000], safe="") + rest.partition("}")[2]
        answer = undone(partial(caller.send, operation.method.upper(), path, {}, if_match='"1"'))
        require_harmless(answer, said)
        assert answer.status >= 400, said


@pytest.mark.parametrize("operation", ASKED, ids=str)
def test_hostile_text_in_every_question(operation: Operation, world: World) -> None:
    caller, path = world.callers["operator"], address(operation, world)
    names = [each["name"] for each in operation.parameters if each["in"] == "query"]
    for name in names:
        for said in share(("sql", "html", "path", "number"), turn=len(name), of=4):
            asked = {name: HOSTILE[said]}
            answer = undone(partial(caller.get, path, asked))
            require_harmless(answer, said)


@pytest.mark.parametrize("operation", WRITING, ids=str)
def test_a_body_that_is_no_request(operation: Operation, world: World) -> None:
    caller, path = world.callers["operator"], address(operation, world)
    for said, body in some(NO_REQUESTS, operation):
        answer = undone(partial(caller.send, operation.method.upper(), path, body, if_match='"1"'))
        require_harmless(answer, said)


@pytest.mark.parametrize("operation", every(4, WRITING), ids=str)
def test_numbers_that_no_database_holds(operation: Operation, world: World) -> None:
    caller, path = world.callers["operator"], address(operation, world)
    if operation.media_type != "application/json":
        return
    for number in (2**63, -(2**63) - 1, 10**30, -1, 0, 1e308):
        body = _numbered(smallest(operation.body or {}, world.words), operation, number)
        answer = undone(partial(caller.send, operation.method.upper(), path, body, if_match='"1"'))
        require_harmless(answer, str(number))


def test_a_body_beyond_the_largest_is_refused_before_it_is_read() -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10_000):
        answer = operator_calls().post("/webhooks", {"url": "https://" + "a" * 20_000})
    assert (answer.status, answer.codes) == (413, ["body_too_large"])


@pytest.mark.parametrize("header", ["authorization", "idempotency_key", "if_match", "content_type", "host"])
def test_hostile_headers(header: str) -> None:
    caller = operator_calls()
    for said, text in HOSTILE.items():
        value = text[:3000].replace("\r", " ").replace("\n", " ").encode("utf-8").decode("latin-1")
        headers = {header: value}
        answer = undone(partial(caller.post, "/tokens", {"name": "x"}, **headers))
        assert answer.status < 500, said
    assert User.objects.exists()


def _poisoned(body: Any, operation: Operation, text: str) -> Any:  # noqa: ANN401 (any JSON)
    """Return the body with the text in every field, those that may be left out as well."""
    if not isinstance(body, dict):
        return text
    names = {*body, *_fields(operation)}
    return dict.fromkeys(names, text)


def _numbered(body: Any, operation: Operation, number: float) -> Any:  # noqa: ANN401 (any JSON)
    if not isinstance(body, dict):
        return number
    return body | {name: number for name, part in _fields(operation).items() if "integer" in str(part)}


def _fields(operation: Operation) -> dict[str, Any]:
    parts: dict[str, Any] = resolved(operation.body or {}).get("properties", {})
    return parts


def _form(operation: Operation, text: str) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for name, part in _fields(operation).items():
        if "binary" in str(part):
            form[name] = SimpleUploadedFile(text[:200], text.encode())
        else:
            form[name] = text
    return form
