"""Commitments over the API: what was promised, its evidence, and its clock."""

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router

from samarkand.platform.api.deals_rows import CommitmentOut, EvidenceOut, commitment_out, evidence_out
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import Paged
from samarkand.platform.deals import clocks
from samarkand.platform.deals.models import Commitment, CommitmentState, Evidence
from samarkand.platform.deals.permissions import visible_commitments
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now

router = Router(tags=["commitments"])


class Extension(Input):
    """A later last day."""

    due_on: date = Field(description="The new last day.")
    reason: str = Field(min_length=1, max_length=300, description="Why.")


class Release(Input):
    """That nothing more is expected."""

    reason: str = Field(min_length=1, max_length=300, description="Why.")


@router.get(
    "/commitments",
    response={200: Page[CommitmentOut], **REFUSALS},
    operation_id="list_commitments",
    summary="Commitments",
)
def list_commitments(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    deal: str = "",
    party: str = "",
    state: CommitmentState | None = None,
) -> Paged[CommitmentOut]:
    """Return the commitments in the deals one may see: of a deal, a party, a state, or all."""
    wanted = {"deal__code": deal, "party__code": party, "state": state}
    rows = visible_commitments(actor_of(request))
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, commitment_out)


@router.get(
    "/commitments/{commitment_id}",
    response={200: CommitmentOut, **REFUSALS},
    operation_id="get_commitment",
    summary="One commitment",
)
def get_commitment(request: HttpRequest, commitment_id: int) -> CommitmentOut:
    """Return a commitment."""
    return commitment_out(_commitment(actor_of(request), commitment_id))


@router.get(
    "/commitments/{commitment_id}/evidence",
    response={200: Page[EvidenceOut], **REFUSALS},
    operation_id="list_evidence",
    summary="The evidence account of a commitment",
)
def list_evidence(
    request: HttpRequest, commitment_id: int, limit: Limit = 50, after: After = ""
) -> Paged[EvidenceOut]:
    """Return the lines of a commitment's evidence account, the oldest first."""
    actor = actor_of(request)
    rows = Evidence.objects.filter(commitment=_commitment(actor, commitment_id))
    return paged(rows, limit, after, lambda row: evidence_out(actor, row))


@router.post(
    "/commitments/{commitment_id}/extend",
    response={200: CommitmentOut, **REFUSALS},
    operation_id="extend_commitment",
    summary="Give a party more time",
)
def extend_commitment(request: HttpRequest, commitment_id: int, more: Extension) -> CommitmentOut:
    """Move the last day of a commitment; one that was breached runs again. Operator only."""
    actor = actor_of(request)
    row = _commitment(actor, commitment_id)
    return commitment_out(clocks.extend(actor, row, more.due_on, more.reason, now()))


@router.post(
    "/commitments/{commitment_id}/release",
    response={200: CommitmentOut, **REFUSALS},
    operation_id="release_commitment",
    summary="Let a party off",
)
def release_commitment(request: HttpRequest, commitment_id: int, off: Release) -> CommitmentOut:
    """Expect nothing more of a commitment, and free what was held for it. Operator only."""
    actor = actor_of(request)
    return commitment_out(clocks.release(actor, _commitment(actor, commitment_id), off.reason, now()))


def _commitment(actor: Actor, commitment_id: int) -> Commitment:
    return found(visible_commitments(actor), pk=commitment_id)
