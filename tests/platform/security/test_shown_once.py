"""What is shown once is marked in the document, is not shown again, and is kept nowhere in clear."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from samarkand.platform.api.models import Answered
from samarkand.platform.api.shown_once import MARK
from tests.platform.security.operations import Operation, document, operations, resolved
from tests.platform.security.world import World

pytestmark = pytest.mark.django_db

_SECRET = re.compile(r"secret|password|private|recovery|seed|signature|shown again", re.IGNORECASE)
_NO_SECRET = {"note"}
"""Fields that speak of one and hold none."""

MADE_BY = {
    "make_token": {"name": "warehouse"},
    "invite": {"email": "aisha@meskay.example", "role": "trader", "party": "Meskay"},
    "add_webhook": {"url": "https://meskay.example/told"},
}
"""What to ask of each operation that shows a secret."""


def answers(operation: Operation) -> Iterator[dict[str, Any]]:
    """Yield the schemas of what an operation answers where it refuses nothing."""
    responses = document()["paths"]["/api/v1" + operation.path][operation.method]["responses"]
    for status, response in responses.items():
        if int(status) < 300:
            yield from (each["schema"] for each in response.get("content", {}).values() if "schema" in each)


def fields(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each field of what is answered, those within others too."""
    plain = resolved(schema)
    name = str(plain.get("title", ""))
    if "items" in plain:
        yield from fields(plain["items"], seen)
    if name in seen:
        return
    for field, content in plain.get("properties", {}).items():
        yield field, content
        yield from fields(content, (*seen, name))


def shows_once(operation: Operation) -> bool:
    return any(content.get(MARK) for schema in answers(operation) for _, content in fields(schema))


SHOWING = [operation for operation in operations() if shows_once(operation)]


def test_whatever_shows_a_secret_is_marked() -> None:
    unmarked = {
        f"{operation.name}: {name}"
        for operation in operations()
        for schema in answers(operation)
        for name, content in fields(schema)
        if _SECRET.search(f"{name} {content.get('description', '')}")
        and name not in _NO_SECRET
        and not content.get(MARK)
    }
    assert unmarked == set()
    assert {operation.name for operation in SHOWING} == set(MADE_BY)


@pytest.mark.parametrize("operation", SHOWING, ids=str)
def test_a_secret_is_shown_once_and_not_kept_with_the_answer(world: World, operation: Operation) -> None:
    caller = world.callers["owner"]
    key = f"shown-{operation}"
    first, again = (
        caller.post(operation.path, MADE_BY[operation.name], idempotency_key=key) for _ in range(2)
    )
    assert (first.status, again.status) == (201, 201), first.json
    assert len(first.json["secret"]) > 40
    assert (again.json["secret"], again.headers["Idempotency-Replayed"]) == (None, "true")
    assert first.json["secret"] not in str(Answered.objects.filter(key=key).values())
