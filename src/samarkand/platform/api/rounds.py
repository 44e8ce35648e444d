"""Rounds over the API: opened, frozen, published, closed by the operator; read by everybody."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router
from ninja.responses import Status

from samarkand.platform.api import clearings
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
    with_etag,
)
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.rounds_rows import (
    RoundOut,
    TermsOut,
    UnmatchedOut,
    round_out,
    terms_out,
    unmatched_out,
)
from samarkand.platform.api.slices import sliced
from samarkand.platform.deals import closing, publishing, repairing
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds import ending, freezing, opening
from samarkand.platform.rounds.models import Clearing, ContractForm, Round, RoundState
from samarkand.platform.rounds.opening import MOST_DAYS, MOST_HOURS, RoundTerms
from samarkand.platform.rounds.own_rows import own_unmatched, public_terms
from samarkand.platform.rounds.permissions import visible_rounds

router = Router(tags=["rounds"])
router.add_router("", clearings.router)


class RoundTermsIn(Input):
    """What parties are told of a round."""

    title: str = Field("", max_length=200, description="Its name for people.")
    contract_form: ContractForm = Field(
        ContractForm.BARTER, description="One barter contract a deal, or supplies tied by a commitment."
    )
    acceptance_hours: int = Field(72, ge=1, le=MOST_HOURS, description="Time to accept a deal.")
    delivery_days: int = Field(120, ge=1, le=MOST_DAYS, description="Time to deliver once it is bound.")


class NewRound(RoundTermsIn):
    """A round to be opened."""

    round: str = Field(
        min_length=1, max_length=64, description="Its code: letters, digits and . - _ between."
    )
    unit: str = Field(min_length=1, max_length=32, description="The unit of account, made where it is new.")


class RoundChange(Input):
    """What is to change of a round; what is left out stays."""

    title: str | None = Field(None, max_length=200, description="Its name for people.")
    contract_form: ContractForm | None = Field(None, description="The contracts of a bound deal.")
    acceptance_hours: int | None = Field(None, ge=1, le=MOST_HOURS, description="Time to accept a deal.")
    delivery_days: int | None = Field(None, ge=1, le=MOST_DAYS, description="Time to deliver.")


class Reason(Input):
    """Why."""

    reason: str = Field(min_length=1, max_length=300, description="In words.")


class Publication(Input):
    """What is to be published."""

    clearing: str = Field(min_length=1, max_length=32, description="The label of a stored clearing.")


@router.get(
    "/rounds", response={200: Page[RoundOut], **REFUSALS}, operation_id="list_rounds", summary="Rounds"
)
def list_rounds(
    request: HttpRequest, limit: Limit = 50, after: After = "", state: RoundState | None = None
) -> Paged[RoundOut]:
    """Return the rounds, the newest first."""
    actor = actor_of(request)
    rows = visible_rounds(actor)
    if state is not None:
        rows = rows.filter(state=state)
    shown = partial(round_out, sees_all=actor.sees_all)
    return paged(rows, limit, after, shown, newest_first=True)


@router.post(
    "/rounds", response={201: RoundOut, **REFUSALS}, operation_id="open_round", summary="Open a round"
)
def open_round(request: HttpRequest, response: HttpResponse, new: NewRound) -> Status[RoundOut]:
    """Open a round. Operator only."""
    terms = RoundTerms(new.title, new.contract_form, new.acceptance_hours, new.delivery_days)
    actor = actor_of(request)
    row = opening.open_round(actor, new.round, new.unit, now(), terms)
    return Status(201, _shown(actor, response, row))


@router.get(
    "/rounds/{code}", response={200: RoundOut, **REFUSALS}, operation_id="get_round", summary="One round"
)
def get_round(request: HttpRequest, response: HttpResponse, code: str) -> RoundOut:
    """Return a round, with its version as ETag."""
    actor = actor_of(request)
    return _shown(actor, response, _round(actor, code))


@router.patch(
    "/rounds/{code}",
    response={200: RoundOut, **REFUSALS},
    operation_id="amend_round",
    summary="Change what parties are told of a round",
    openapi_extra=VERSIONED,
)
def amend_round(request: HttpRequest, response: HttpResponse, code: str, change: RoundChange) -> RoundOut:
    """Change a round that is not published yet; If-Match names the version that was read. Operator only."""
    actor = actor_of(request)
    row = _round(actor, code)
    require(actor, "rounds.operate", row)
    version = expected_version(request)
    changes: dict[str, Any] = change.model_dump(exclude_none=True)
    return _shown(actor, response, opening.amend_round(actor, row, now(), version, **changes))


@router.post(
    "/rounds/{code}/freeze",
    response={200: RoundOut, **REFUSALS},
    operation_id="freeze_round",
    summary="Freeze the open book for a round",
)
def freeze_round(request: HttpRequest, response: HttpResponse, code: str) -> RoundOut:
    """Take the snapshot of the open book that the round will clear. Operator only."""
    actor = actor_of(request)
    freezing.freeze(actor, _round(actor, code), now())
    return _shown(actor, response, _round(actor, code))


@router.post(
    "/rounds/{code}/void",
    response={200: RoundOut, **REFUSALS},
    operation_id="void_round",
    summary="Make a round void",
)
def void_round(request: HttpRequest, response: HttpResponse, code: str, why: Reason) -> RoundOut:
    """End a round that is not published; its rows are free again. Operator only."""
    actor = actor_of(request)
    return _shown(actor, response, ending.void_round(actor, _round(actor, code), why.reason, now()))


@router.post(
    "/rounds/{code}/publish",
    response={200: RoundOut, **REFUSALS},
    operation_id="publish_round",
    summary="Publish a clearing of a round",
)
def publish_round(request: HttpRequest, response: HttpResponse, code: str, what: Publication) -> RoundOut:
    """Propose the deals of a stored clearing to their parties. Operator only."""
    actor = actor_of(request)
    row = _round(actor, code)
    require(actor, "rounds.operate", row)
    clearing = found(Clearing.objects.filter(round=row), label=what.clearing)
    return _shown(actor, response, publishing.publish(actor, row, clearing, now()))


@router.post(
    "/rounds/{code}/close",
    response={200: RoundOut, **REFUSALS},
    operation_id="close_round",
    summary="Close a round",
)
def close_round(request: HttpRequest, response: HttpResponse, code: str) -> RoundOut:
    """Close a published round whose deals are all answered; what is bound goes on. Operator only."""
    actor = actor_of(request)
    return _shown(actor, response, closing.close(actor, _round(actor, code), now()))


@router.post(
    "/rounds/{code}/repair",
    response={201: RoundOut, **REFUSALS},
    operation_id="repair_round",
    summary="Clear once more what is left",
)
def repair_round(request: HttpRequest, response: HttpResponse, code: str) -> Status[RoundOut]:
    """Open, freeze and clear a round over what lapsed deals and this round left open. Operator only."""
    actor = actor_of(request)
    return Status(201, _shown(actor, response, repairing.repair(actor, _round(actor, code), now())))


@router.get(
    "/rounds/{code}/terms",
    response={200: Page[TermsOut], **REFUSALS},
    operation_id="list_terms",
    summary="The terms of a published round",
)
def list_terms(request: HttpRequest, code: str, limit: Limit = 50, after: After = "") -> Paged[TermsOut]:
    """Return what one unit of goods was worth in the markets one may know of.

    Exactly in the markets of one's own deals and for those who see everything; rounded to three digits in
    others where three other parties trade. What was traded in all is rounded likewise.
    """
    actor = actor_of(request)
    return sliced(public_terms(actor, _round(actor, code)), limit, after, terms_out)


@router.get(
    "/rounds/{code}/unmatched",
    response={200: Page[UnmatchedOut], **REFUSALS},
    operation_id="list_own_unmatched",
    summary="What is left of one's own rows, and why",
)
def list_own_unmatched(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[UnmatchedOut]:
    """Return what a published round left open of the caller's own offers and wants, each with its reason.

    None for those who trade for no party: they read all of it in the clearing's archive.
    """
    actor = actor_of(request)
    row = _round(actor, code)
    party = Party.objects.filter(code=actor.party).first() if actor.party else None
    return sliced(own_unmatched(row, party) if party else [], limit, after, unmatched_out)


def _round(actor: Actor, code: str) -> Round:
    return found(visible_rounds(actor), code=code)


def _shown(actor: Actor, response: HttpResponse, row: Round) -> RoundOut:
    with_etag(response, row.version)
    return round_out(row, sees_all=actor.sees_all)
