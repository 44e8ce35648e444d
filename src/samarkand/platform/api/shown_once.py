"""Answers that show a secret once: marked in the OpenAPI document, and kept for no repeated request.

An operation that shows one answers with a schema made of `ShownOnce`, by way of `shown_once`. What is kept
for its idempotency key says that it was done, and has no secret in it.
"""

import json
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema
from ninja.responses import Status

MARK = "x-shown-once"
"""So the document calls a field that is shown once."""

WITHHELD = (
    "It was done when this key came first. The secret was shown then, and is kept nowhere: revoke or remove"
    " what was made, and make another."
)

_SECRETS = frozenset({"secret", "link"})
"""The fields that carry the mark, by their names."""

_ASKED = "_samarkand_shows_once"


class ShownOnce(Schema):
    """An answer with a secret that is shown this one time."""

    secret: str | None = Field(
        description="It is not shown again: null where a request is repeated with its idempotency key.",
        json_schema_extra={MARK: True},
    )
    note: str = Field("", description="Why there is no secret, where there is none.")


Shown = TypeVar("Shown", bound=ShownOnce)


def shown_once(request: HttpRequest, shown: Shown) -> Status[Shown]:
    """Return the answer that something was made, its secret in it: the edge keeps it without."""
    setattr(request, _ASKED, True)
    return Status(201, shown)


def body_to_keep(request: HttpRequest, answer: HttpResponse) -> str:
    """Return what may be kept of the body with which a request was answered."""
    body = answer.content.decode()
    return without_secret(body) if hasattr(request, _ASKED) else body


def without_secret(body: str) -> str:
    """Return a body of `ShownOnce` that says that its secret is not shown again."""
    told = json.loads(body)
    return json.dumps({**told, **dict.fromkeys(_SECRETS & told.keys()), "note": WITHHELD})
