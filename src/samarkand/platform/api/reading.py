"""How a request's body is read: JSON with limits, so that no body is worse than any other.

Refused are bodies nested too deep, numbers no database holds, NaN, and texts with characters that a
database or a log cannot keep (NUL, halves of a pair of UTF-16).
"""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

_DEEPEST = 32


class LimitedParser(Parser):
    """Reads JSON within limits; raises HttpError (400) beyond them."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 (any JSON)
        """Return what the body says."""
        return parsed(request.body)


def parsed(body: bytes) -> Any:  # noqa: ANN401 (any JSON)
    """Return what a JSON text says; raises HttpError (400) where it is none, or beyond the limits."""
    try:
        said = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise HttpError(400, "The body is no JSON that can be read") from None
    _require_plain(said, _DEEPEST)
    return said


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _require_plain(said: object, depth: int) -> None:
    if depth == 0:
        raise HttpError(400, "The body is nested too deep")
    if isinstance(said, str):
        require_plain_text(said)
    elif isinstance(said, dict):
        for name, value in said.items():
            require_plain_text(name)
            _require_plain(value, depth - 1)
    elif isinstance(said, list):
        for value in said:
            _require_plain(value, depth - 1)


def require_plain_text(text: str) -> None:
    """Raise HttpError (400) for a text that cannot be kept: it holds NUL or half a character."""
    if "\x00" in text or (not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)):
        raise HttpError(400, "A text holds a character that cannot be kept")
