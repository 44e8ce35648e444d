"""Versions of rows: what is read carries an ETag, what is written names it in If-Match (RFC 9110, 13.1.1)."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from samarkand.core.finding import Refusal
from samarkand.platform.api.catalogue import finding
from samarkand.platform.house.catalogue import finding as house_finding

_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?', re.ASCII)

VERSIONED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$', "examples": ['"1"']},
            "description": "The ETag of the row this change was made for.",
        }
    ]
}
"""The ``openapi_extra=`` of every operation that asks `expected_version`."""


def expected_version(request: HttpRequest) -> int:
    """Return the version that the caller has read.

    Raises Refusal (``version_wanted``, ``version_malformed``).
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise Refusal(finding("version_wanted", "The header If-Match is missing."))
    match = _VERSION.fullmatch(header)
    if match is None:
        raise Refusal(
            finding("version_malformed", "If-Match holds no version.", column="If-Match", value=header[:80])
        )
    return int(match[1])


def require_version(name: str, version: int, expected: int) -> None:
    """Raise Refusal (``version_stale``) where the row called ``name`` has moved on from the one expected."""
    if version != expected:
        message = f"{name} has version {version}, the change was made for {expected}."
        raise Refusal(house_finding("version_stale", message, column="version", value=expected))


def with_etag(response: HttpResponse, version: int) -> HttpResponse:
    """Return the response with the row's version as its ETag."""
    response["ETag"] = f'"{version}"'
    return response
