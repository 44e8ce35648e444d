"""Tokens over the API: make one for a program, see those there are, revoke one."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from samarkand.platform.api import issuing
from samarkand.platform.api.frame import (
    REFUSALS,
    After,
    Input,
    Limit,
    Page,
    actor_of,
    caller_in,
    found,
    paged,
)
from samarkand.platform.api.models import Token
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.shown_once import ShownOnce, shown_once
from samarkand.platform.house.clock import now

router = Router(tags=["tokens"])


class NewToken(Input):
    """What a token is to be called, and when it ends."""

    name: str = Field(min_length=1, max_length=100, description="What it is for; no two in use alike.")
    expires_at: datetime | None = Field(
        None, description="When it ends: with the token that makes it where absent, never later than that."
    )


class TokenOut(Schema):
    """A token, without its secret."""

    id: int = Field(description="Its number.")
    name: str = Field(description="What it is for.")
    owner: str = Field(description="The address of the person whose it is.")
    role: str = Field(description="The role it acts in.")
    party: str = Field(description="The party it acts for; may be empty.")
    made_by: int | None = Field(None, description="The number of the token that made it, where one did.")
    made_at: datetime = Field(description="When it was made.")
    expires_at: datetime | None = Field(None, description="When it ends.")
    revoked_at: datetime | None = Field(None, description="When it was revoked.")


class MadeToken(TokenOut, ShownOnce):
    """A token just made: the one time the secret is shown that goes into 'Authorization: Bearer SECRET'."""


def _out(token: Token) -> TokenOut:
    membership = token.membership
    return TokenOut(
        id=token.pk,
        name=token.name,
        owner=membership.user.email,
        role=membership.role,
        party=membership.party.code if membership.party else "",
        made_by=token.parent_id,
        made_at=token.made_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )


@router.get(
    "/tokens",
    response={200: Page[TokenOut], **REFUSALS},
    operation_id="list_tokens",
    summary="Tokens there are",
)
def list_tokens(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[TokenOut]:
    """Return the tokens of the person who asks; the operator sees all."""
    return paged(issuing.visible_tokens(actor_of(request)), limit, after, _out)


@router.post(
    "/tokens", response={201: MadeToken, **REFUSALS}, operation_id="make_token", summary="Make a token"
)
def make_token(request: HttpRequest, new: NewToken) -> Status[MadeToken]:
    """Make a token that acts as the one that asks, and ends with it; its secret is returned once."""
    caller = caller_in(request)
    parent = Token.objects.select_related("membership__user", "membership__party").get(pk=caller.token)
    token, secret = issuing.make_child(caller.actor, parent, new.name, now(), new.expires_at)
    return shown_once(request, MadeToken(**_out(token).model_dump(), secret=secret))


@router.delete(
    "/tokens/{token_id}",
    response={204: None, **REFUSALS},
    operation_id="revoke_token",
    summary="Revoke a token",
)
def revoke_token(request: HttpRequest, token_id: int) -> Status[None]:
    """End a token at once, and those it made."""
    actor = actor_of(request)
    issuing.revoke_token(actor, found(issuing.visible_tokens(actor), pk=token_id), now())
    return Status(204, None)
