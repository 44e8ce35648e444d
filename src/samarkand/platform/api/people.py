"""People over the API: who acts in which role, and who is invited to."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.shown_once import MARK, ShownOnce, shown_once
from samarkand.platform.house.actor import Role
from samarkand.platform.house.clock import now
from samarkand.platform.parties import people
from samarkand.platform.parties.invitation_letter import ask_to_join
from samarkand.platform.parties.models import Invitation, Membership
from samarkand.platform.parties.permissions import (
    visible_invitations,
    visible_memberships,
    visible_parties,
)

router = Router(tags=["people"])


class MembershipOut(Schema):
    """A person in a role."""

    id: int = Field(description="Its number.")
    person: str = Field(description="The address of the person.")
    name: str = Field(description="The name of the person.")
    role: Role = Field(description="What it is to the house.")
    party: str = Field(description="The party a trader acts for; else empty.")
    country: str = Field(description="The country a regulator sees; all if empty.")
    since: datetime = Field(description="When it began.")
    ended_at: datetime | None = Field(description="When it ended; null while it runs.")


class NewInvitation(Input):
    """Whom to invite as what."""

    email: str = Field(max_length=254, description="The address to invite.")
    role: Role = Field(description="What the person will be to the house.")
    party: str = Field("", max_length=64, description="The party a trader will act for.")
    country: str = Field("", max_length=2, description="The country a regulator will see; all if empty.")


class InvitationOut(Schema):
    """An invitation, without its secret."""

    id: int = Field(description="Its number.")
    email: str = Field(description="Who is invited.")
    role: Role = Field(description="As what.")
    party: str = Field(description="For which party; may be empty.")
    country: str = Field(description="For which country; may be empty.")
    invited_at: datetime = Field(description="When.")
    expires_at: datetime = Field(description="Till when it may be answered.")
    accepted_at: datetime | None = Field(description="When it was answered.")


class MadeInvitation(InvitationOut, ShownOnce):
    """An invitation just made: the one time its link is shown, where it was not sent by letter."""

    mailed: bool = Field(description="Whether a letter took the link to the address; it is not shown then.")
    link: str | None = Field(
        description="Who opens it and signs in with the address may join; null if mailed or repeated.",
        json_schema_extra={MARK: True},
    )


def _membership_out(row: Membership) -> MembershipOut:
    return MembershipOut(
        id=row.pk,
        person=row.user.email,
        name=row.user.name,
        role=Role(row.role),
        party=row.party.code if row.party else "",
        country=row.country,
        since=row.since,
        ended_at=row.ended_at,
    )


def _invitation_out(row: Invitation) -> InvitationOut:
    return InvitationOut(
        id=row.pk,
        email=row.email,
        role=Role(row.role),
        party=row.party.code if row.party else "",
        country=row.country,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
    )


@router.get(
    "/memberships",
    response={200: Page[MembershipOut], **REFUSALS},
    operation_id="list_memberships",
    summary="Who acts in which role",
)
def list_memberships(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[MembershipOut]:
    """Return the roles one may see: a trader those of its own party."""
    return paged(visible_memberships(actor_of(request)), limit, after, _membership_out)


@router.post(
    "/memberships/{membership_id}/end",
    response={200: MembershipOut, **REFUSALS},
    operation_id="end_membership",
    summary="End a role",
)
def end_membership(request: HttpRequest, membership_id: int) -> MembershipOut:
    """End a role now, and with it every token that acts in it."""
    actor = actor_of(request)
    row = found(visible_memberships(actor), pk=membership_id)
    return _membership_out(people.end(actor, row, now()))


@router.get(
    "/invitations",
    response={200: Page[InvitationOut], **REFUSALS},
    operation_id="list_invitations",
    summary="Who is invited",
)
def list_invitations(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[InvitationOut]:
    """Return the invitations one may see: a trader those to its own party."""
    return paged(visible_invitations(actor_of(request)), limit, after, _invitation_out)


@router.post(
    "/invitations",
    response={201: MadeInvitation, **REFUSALS},
    operation_id="invite",
    summary="Invite somebody",
)
def invite(request: HttpRequest, new: NewInvitation) -> Status[MadeInvitation]:
    """Ask somebody to join in a role; a trader may ask to its own party.

    Where the house has mail the link is sent to the address, else it is in the answer, this once.
    """
    actor = actor_of(request)
    party = found(visible_parties(actor), code=new.party) if new.party else None
    invited = people.Invited(new.email, new.role, party, new.country)
    asked = ask_to_join(actor, invited, now())
    made = MadeInvitation(
        **_invitation_out(asked.invitation).model_dump(),
        mailed=not asked.link,
        link=asked.link or None,
        secret=asked.secret or None,
    )
    return shown_once(request, made)


@router.delete(
    "/invitations/{invitation_id}",
    response={204: None, **REFUSALS},
    operation_id="withdraw_invitation",
    summary="Withdraw an invitation",
)
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> Status[None]:
    """End an invitation now; one that was answered stays as it is."""
    actor = actor_of(request)
    people.withdraw_invitation(actor, found(visible_invitations(actor), pk=invitation_id), now())
    return Status(204, None)
