"""Offers and wants over the API: posted, seen, amended, withdrawn; whole files in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status

from samarkand.platform.api import market_files, market_tables
from samarkand.platform.api.frame import (
    REFUSALS,
    VERSIONED,
    After,
    Limit,
    Page,
    actor_of,
    expected_version,
    found,
    paged,
    paged_columns,
    with_etag,
)
from samarkand.platform.api.market_rows import (
    NewOffer,
    NewWant,
    OfferChanges,
    OfferOut,
    PostedOffer,
    PostedWant,
    VersionOut,
    WantChanges,
    WantOut,
    cells_shown,
    columns_shown,
    finding_out,
    offer_out,
    version_out,
    want_out,
)
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.clock import now
from samarkand.platform.market import rows
from samarkand.platform.market.models import BookRow, RowState
from samarkand.platform.market.permissions import visible_rows
from samarkand.platform.market.sides import OFFER, WANT, Side

router = Router(tags=["book"])
router.add_router("", market_files.router)
router.add_router("", market_tables.router)


def _listed(request: HttpRequest, side: Side, hs: str, **wanted: Any) -> Any:  # noqa: ANN401 (a queryset)
    chosen = visible_rows(actor_of(request), side)
    chosen = chosen.filter(**{column: value for column, value in wanted.items() if value})
    return chosen.filter(hs__startswith=hs) if hs else chosen


def _one(request: HttpRequest, side: Side, code: str) -> BookRow:
    row: BookRow = found(visible_rows(actor_of(request), side), code=code)
    return row


@router.get(
    "/offers",
    response={200: Page[OfferOut], **REFUSALS},
    operation_id="list_offers",
    summary="Offers",
    by_alias=True,
)
def list_offers(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    party: str = "",
    hs: str = "",
    state: RowState | None = None,
) -> Paged[OfferOut]:
    """Return the offers one may see: of a party, of goods, in a state, or all."""
    listed = _listed(request, OFFER, hs, party__code=party, state=state)
    return paged_columns(listed, columns_shown(OFFER), limit, after, OfferOut)


@router.post(
    "/offers",
    response={201: PostedOffer, **REFUSALS},
    operation_id="post_offer",
    summary="Post an offer",
    by_alias=True,
)
def post_offer(request: HttpRequest, response: HttpResponse, new: NewOffer) -> Status[PostedOffer]:
    """Put an offer into the open book, checked as the command checks a file; its version is the ETag."""
    actor = actor_of(request)
    posted = rows.post(actor, OFFER, [new.cells(actor)], now())
    row = _one(request, OFFER, posted.codes[0])
    with_etag(response, row.version)
    return Status(
        201, PostedOffer(**cells_shown(row), findings=[finding_out(one) for one in posted.warnings])
    )


@router.get(
    "/offers/{path:code}/history",
    response={200: Page[VersionOut], **REFUSALS},
    operation_id="get_offer_history",
    summary="How an offer came to be as it is",
    by_alias=True,
)
def get_offer_history(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[VersionOut]:
    """Return the versions of an offer, the newest first."""
    versions = rows.history_of(actor_of(request), _one(request, OFFER, code))
    return paged(versions, limit, after, version_out, newest_first=True)


@router.get(
    "/offers/{path:code}",
    response={200: OfferOut, **REFUSALS},
    operation_id="get_offer",
    summary="One offer",
    by_alias=True,
)
def get_offer(request: HttpRequest, response: HttpResponse, code: str) -> OfferOut:
    """Return an offer, with its version as ETag."""
    row = _one(request, OFFER, code)
    with_etag(response, row.version)
    return offer_out(row)


@router.patch(
    "/offers/{path:code}",
    response={200: OfferOut, **REFUSALS},
    operation_id="amend_offer",
    summary="Amend an offer",
    openapi_extra=VERSIONED,
    by_alias=True,
)
def amend_offer(request: HttpRequest, response: HttpResponse, code: str, changes: OfferChanges) -> OfferOut:
    """Change an open offer; If-Match names the version that was read."""
    row = _one(request, OFFER, code)
    row = rows.amend(actor_of(request), row, changes.cells(), expected_version(request), now())
    with_etag(response, row.version)
    return offer_out(row)


@router.delete(
    "/offers/{path:code}",
    response={200: OfferOut, **REFUSALS},
    operation_id="withdraw_offer",
    summary="Withdraw an offer",
    openapi_extra=VERSIONED,
    by_alias=True,
)
def withdraw_offer(request: HttpRequest, response: HttpResponse, code: str) -> OfferOut:
    """Take what is open of an offer out of the book; what deals took they keep."""
    row = _one(request, OFFER, code)
    row = rows.withdraw(actor_of(request), row, expected_version(request), now())
    with_etag(response, row.version)
    return offer_out(row)


@router.get(
    "/wants",
    response={200: Page[WantOut], **REFUSALS},
    operation_id="list_wants",
    summary="Wants",
    by_alias=True,
)
def list_wants(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    party: str = "",
    hs: str = "",
    state: RowState | None = None,
) -> Paged[WantOut]:
    """Return the wants one may see: of a party, of goods, in a state, or all."""
    listed = _listed(request, WANT, hs, party__code=party, state=state)
    return paged_columns(listed, columns_shown(WANT), limit, after, WantOut)


@router.post(
    "/wants",
    response={201: PostedWant, **REFUSALS},
    operation_id="post_want",
    summary="Post a want",
    by_alias=True,
)
def post_want(request: HttpRequest, response: HttpResponse, new: NewWant) -> Status[PostedWant]:
    """Put a want into the open book, checked as the command checks a file; its version is the ETag."""
    actor = actor_of(request)
    posted = rows.post(actor, WANT, [new.cells(actor)], now())
    row = _one(request, WANT, posted.codes[0])
    with_etag(response, row.version)
    return Status(201, PostedWant(**cells_shown(row), findings=[finding_out(one) for one in posted.warnings]))


@router.get(
    "/wants/{path:code}/history",
    response={200: Page[VersionOut], **REFUSALS},
    operation_id="get_want_history",
    summary="How a want came to be as it is",
    by_alias=True,
)
def get_want_history(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[VersionOut]:
    """Return the versions of a want, the newest first."""
    versions = rows.history_of(actor_of(request), _one(request, WANT, code))
    return paged(versions, limit, after, version_out, newest_first=True)


@router.get(
    "/wants/{path:code}",
    response={200: WantOut, **REFUSALS},
    operation_id="get_want",
    summary="One want",
    by_alias=True,
)
def get_want(request: HttpRequest, response: HttpResponse, code: str) -> WantOut:
    """Return a want, with its version as ETag."""
    row = _one(request, WANT, code)
    with_etag(response, row.version)
    return want_out(row)


@router.patch(
    "/wants/{path:code}",
    response={200: WantOut, **REFUSALS},
    operation_id="amend_want",
    summary="Amend a want",
    openapi_extra=VERSIONED,
    by_alias=True,
)
def amend_want(request: HttpRequest, response: HttpResponse, code: str, changes: WantChanges) -> WantOut:
    """Change an open want; If-Match names the version that was read."""
    row = _one(request, WANT, code)
    row = rows.amend(actor_of(request), row, changes.cells(), expected_version(request), now())
    with_etag(response, row.version)
    return want_out(row)


@router.delete(
    "/wants/{path:code}",
    response={200: WantOut, **REFUSALS},
    operation_id="withdraw_want",
    summary="Withdraw a want",
    openapi_extra=VERSIONED,
    by_alias=True,
)
def withdraw_want(request: HttpRequest, response: HttpResponse, code: str) -> WantOut:
    """Take what is open of a want out of the book; what deals took they keep."""
    row = _one(request, WANT, code)
    row = rows.withdraw(actor_of(request), row, expected_version(request), now())
    with_etag(response, row.version)
    return want_out(row)
