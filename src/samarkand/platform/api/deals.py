"""Deals over the API: read and answered by their parties, with their legs and payments at home."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from samarkand.platform.api import commitments
from samarkand.platform.api.deals_rows import (
    DealOut,
    HomePaymentOut,
    LegOut,
    WholeDeal,
    deal_out,
    home_payment_out,
    leg_out,
    whole_deal,
)
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged, with_etag
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import Paged
from samarkand.platform.deals import answering, home_payments
from samarkand.platform.deals.models import Deal, DealState, HomePaymentState
from samarkand.platform.deals.permissions import visible_deals, visible_home_payments, visible_legs
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now

router = Router(tags=["deals"])
router.add_router("", commitments.router)


class Decline(Input):
    """That a party will not have a deal."""

    reason: str = Field("", max_length=300, description="Why; the other parties read it.")


@router.get("/deals", response={200: Page[DealOut], **REFUSALS}, operation_id="list_deals", summary="Deals")
def list_deals(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    round: str = "",  # noqa: A002 (what the filter is called)
    state: DealState | None = None,
) -> Paged[DealOut]:
    """Return the deals one may see: those of one's party, of a round, of a state, or all."""
    wanted = {"round__code": round, "state": state}
    rows = _deals(actor_of(request))
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, deal_out)


@router.get(
    "/deals/{code}", response={200: WholeDeal, **REFUSALS}, operation_id="get_deal", summary="One deal"
)
def get_deal(request: HttpRequest, response: HttpResponse, code: str) -> WholeDeal:
    """Return a deal with its legs and contracts."""
    return _shown(response, found(_deals(actor_of(request)), code=code))


@router.post(
    "/deals/{code}/accept",
    response={200: WholeDeal, **REFUSALS},
    operation_id="accept_deal",
    summary="Accept a deal",
)
def accept_deal(request: HttpRequest, response: HttpResponse, code: str) -> WholeDeal:
    """Accept a deal for the caller's party; with the last acceptance it is bound."""
    actor = actor_of(request)
    answering.accept(actor, found(visible_deals(actor), code=code), now())
    return _shown(response, found(_deals(actor), code=code))


@router.post(
    "/deals/{code}/decline",
    response={200: WholeDeal, **REFUSALS},
    operation_id="decline_deal",
    summary="Decline a deal",
)
def decline_deal(request: HttpRequest, response: HttpResponse, code: str, no: Decline) -> WholeDeal:
    """Decline a deal for the caller's party: it lapses, and its quantities are in the book again."""
    actor = actor_of(request)
    answering.decline(actor, found(visible_deals(actor), code=code), no.reason, now())
    return _shown(response, found(_deals(actor), code=code))


@router.get("/legs", response={200: Page[LegOut], **REFUSALS}, operation_id="list_legs", summary="Legs")
def list_legs(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    deal: str = "",
    round: str = "",  # noqa: A002 (what the filter is called)
) -> Paged[LegOut]:
    """Return the legs of the deals one may see: of a deal, of a round, or all."""
    wanted = {"deal__code": deal, "deal__round__code": round}
    rows = visible_legs(actor_of(request))
    return paged(
        rows.filter(**{column: value for column, value in wanted.items() if value}), limit, after, leg_out
    )


@router.get(
    "/home-payments",
    response={200: Page[HomePaymentOut], **REFUSALS},
    operation_id="list_home_payments",
    summary="Payments at home",
)
def list_home_payments(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    round: str = "",  # noqa: A002 (what the filter is called)
    state: HomePaymentState | None = None,
) -> Paged[HomePaymentOut]:
    """Return the payments inside pools one may see: a trader those it makes or gets."""
    wanted = {"round__code": round, "state": state}
    actor = actor_of(request)
    rows = visible_home_payments(actor).select_related("entry")
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, lambda row: home_payment_out(actor, row))


@router.post(
    "/home-payments/{payment_id}/confirm",
    response={200: HomePaymentOut, **REFUSALS},
    operation_id="confirm_home_payment",
    summary="Confirm that a payment at home was made",
)
def confirm_home_payment(request: HttpRequest, payment_id: int) -> HomePaymentOut:
    """Confirm for the payee that it was paid: the two accounts are squared. The payee or the operator."""
    actor = actor_of(request)
    payment = found(visible_home_payments(actor), pk=payment_id)
    return home_payment_out(actor, home_payments.confirm_paid(actor, payment, now()))


def _deals(actor: Actor) -> QuerySet[Deal]:
    return visible_deals(actor).prefetch_related("acceptances__party")


def _shown(response: HttpResponse, row: Deal) -> WholeDeal:
    with_etag(response, row.version)
    return whole_deal(row)
