"""Answers written as JSON: by pydantic's own writer, several times as fast as the standard library's."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.renderers import BaseRenderer
from pydantic_core import to_json


class JsonRenderer(BaseRenderer):
    """Writes moments as RFC 3339 does, to the microsecond."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ANN401 (any JSON)
        """Return the body of an answer."""
        del request, response_status
        return to_json(data)


def answered(content: Schema, status: int) -> HttpResponse:
    """Return an answer, for an operation that makes it itself."""
    body = to_json(content.model_dump(by_alias=True))
    return HttpResponse(body, status=status, content_type=f"{JsonRenderer.media_type}; charset=utf-8")
