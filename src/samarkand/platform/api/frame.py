"""What every router of the API is made with: who acts, refusals, pages, versions."""

from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from samarkand.platform.api.bearer import Caller
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import After, Limit, Page, paged, paged_columns
from samarkand.platform.api.problems import REFUSALS, FindingOut, Problem
from samarkand.platform.api.versions import VERSIONED, expected_version, require_version, with_etag
from samarkand.platform.house.actor import Actor

__all__ = [
    "REFUSALS",
    "VERSIONED",
    "After",
    "FindingOut",
    "Input",
    "Limit",
    "Page",
    "Problem",
    "actor_of",
    "caller_in",
    "expected_version",
    "found",
    "paged",
    "paged_columns",
    "require_version",
    "with_etag",
]

Row = TypeVar("Row", bound=Model)


def caller_in(request: HttpRequest) -> Caller:
    """Return who calls, of a request that has come through the door."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]  # the library sets it


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts, of a request that has come through the door."""
    return caller_in(request).actor


def found(rows: QuerySet[Row], **by: Any) -> Row:  # noqa: ANN401 (any column's value)
    """Return the one row; 404 where there is none among those the actor may see."""
    row = rows.filter(**by).first()
    if row is None:
        raise Http404
    return row
