"""How the API says no: one body for every refusal (RFC 9457, problem+json), with the findings in it.

`REFUSALS` stands in the ``response=`` of every operation, so that the OpenAPI document names them all.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Literal

from django.http import HttpResponse
from ninja import Field, Schema

from samarkand.core.finding import Finding, Refusal

MEDIA_TYPE = "application/problem+json"


class FindingOut(Schema):
    """One thing that is wrong, named so that it can be mended."""

    code: str = Field(description="Stable: programs may rely on it.")
    message: str = Field(description="What is wrong, in words.")
    remedy: str = Field(description="What to do about it.")
    file: str = Field("", description="The table or file it is in, where there is one.")
    row: int | None = Field(None, description="The line of the file; the header is line 1.")
    column: str = Field("", description="The column or field.")
    value: str = Field("", description="What stands there.")
    severity: Literal["error", "warning"] = Field("error", description="A warning stops nothing.")


class Problem(Schema):
    """Why a request was refused (RFC 9457); all findings come at once."""

    type: str = Field("about:blank", description="The status says it all; the findings say more.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status.")
    detail: str = Field(description="What is wrong, in a sentence.")
    findings: list[FindingOut] = Field(description="Every single thing that is wrong.")


REFUSALS: dict[int, type[Problem]] = dict.fromkeys(
    (400, 401, 403, 404, 409, 412, 413, 422, 428, 429, 503, 507), Problem
)
"""Every status with which an operation may refuse."""

_STATUS_OF = {
    "body_malformed": 400,
    "idempotency_key_malformed": 400,
    "version_malformed": 400,
    "token_wanted": 401,
    "not_permitted": 403,
    "second_factor_wanted": 403,
    "not_found": 404,
    "method_unfit": 405,
    "state_wrong": 409,
    "key_reused": 409,
    "idempotency_key_reused": 409,
    "version_stale": 412,
    "body_too_large": 413,
    "version_wanted": 428,
    "too_many_requests": 429,
    "failed_inside": 500,
    "house_busy": 503,
    "disk_full": 507,
}


def status_of(findings: Iterable[Finding]) -> int:
    """Return the status that the findings call for: the one of their own, if all agree, else 422."""
    statuses = {_STATUS_OF.get(finding.code, 422) for finding in findings}
    return statuses.pop() if len(statuses) == 1 else 422


def refused(*findings: Finding, status: int = 0) -> HttpResponse:
    """Return the answer that tells these findings; the status is theirs unless it is given."""
    status = status or status_of(findings)
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(finding.message for finding in findings[:3]),
        "findings": [asdict(finding) for finding in findings],
    }
    answer = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="samarkand"'
    return answer


def refused_for(refusal: Refusal) -> HttpResponse:
    """Return the answer to what a service refused."""
    return refused(*refusal.findings)
