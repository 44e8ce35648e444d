"""Claims over the API: what lies beyond a swing, asked for by the one who is owed it."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router
from ninja.responses import Status

from samarkand.platform.accounts import swing
from samarkand.platform.accounts.models import SwingClaim
from samarkand.platform.accounts.permissions import visible_accounts
from samarkand.platform.api.accounts_rows import ClaimOut, RowNumber, claim_out
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now

router = Router(tags=["accounts"])


class ClaimPaidIn(Input):
    """That a claim was paid outside the ledger."""

    debtor: RowNumber = Field(description="The number of the account that paid.")
    reference: str = Field(min_length=1, max_length=300, description="Of the payment.")
    effective_on: date = Field(description="The day it was paid.")


@router.get(
    "/swing-claims",
    response={200: Page[ClaimOut], **REFUSALS},
    operation_id="list_swing_claims",
    summary="Claims over the swing",
)
def list_swing_claims(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[ClaimOut]:
    """Return the claims on accounts one may read."""
    actor = actor_of(request)
    return paged(_visible(actor), limit, after, lambda claim: claim_out(actor, claim))


@router.post(
    "/accounts/{account_id}/swing-claims",
    response={201: ClaimOut, **REFUSALS},
    operation_id="claim_swing_excess",
    summary="Claim what exceeds the swing",
)
def claim_swing_excess(request: HttpRequest, account_id: RowNumber) -> Status[ClaimOut]:
    """Ask for what a balance in one's favour exceeds the swing by: its holder, or the operator for it."""
    actor = actor_of(request)
    account = found(visible_accounts(actor), pk=account_id)
    return Status(201, claim_out(actor, swing.claim_excess(actor, account, now())))


@router.post(
    "/swing-claims/{claim_id}/withdraw",
    response={200: ClaimOut, **REFUSALS},
    operation_id="withdraw_swing_claim",
    summary="Withdraw a claim",
)
def withdraw_swing_claim(request: HttpRequest, claim_id: RowNumber) -> ClaimOut:
    """End a claim without payment: its holder, or the operator for it."""
    actor = actor_of(request)
    claim = found(_visible(actor), pk=claim_id)
    swing.withdraw_claim(actor, claim, now())
    return claim_out(actor, claim)


@router.post(
    "/swing-claims/{claim_id}/confirm-paid",
    response={200: ClaimOut, **REFUSALS},
    operation_id="confirm_swing_claim_paid",
    summary="Confirm that a claim was paid",
)
def confirm_swing_claim_paid(request: HttpRequest, claim_id: RowNumber, paid: ClaimPaidIn) -> ClaimOut:
    """Post that a claim was paid outside the ledger. Operator."""
    actor = actor_of(request)
    claim = found(_visible(actor), pk=claim_id)
    debtor = found(visible_accounts(actor), pk=paid.debtor)
    swing.confirm_claim_paid(actor, claim, debtor, paid.reference, paid.effective_on, now())
    return claim_out(actor, claim)


def _visible(actor: Actor) -> QuerySet[SwingClaim]:
    rows = SwingClaim.objects.select_related("account__holder")
    return rows.filter(account__in=visible_accounts(actor).values("pk"))
