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

_SHOWN = "_samarkand_shown_once"


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
    setattr(request, _SHOWN, _marked(type(shown)))
    return Status(201, shown)


def body_to_keep(request: HttpRequest, answer: HttpResponse) -> str:
    """Return what may be kept of the body with which a request was answered."""
    body = answer.content.decode()
    shown: list[str] = getattr(request, _SHOWN, [])
    return json.dumps({**json.loads(body), **dict.fromkeys(shown), "note": WITHHELD}) if shown else body


def _marked(schema: type[ShownOnce]) -> list[str]:
    """Return the names of the fields that carry the mark."""
    extras = {name: field.json_schema_extra for name, field in schema.model_fields.items()}
    return [name for name, extra in extras.items() if isinstance(extra, dict) and MARK in extra]
