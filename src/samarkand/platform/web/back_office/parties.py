"""Parties and people in the back office: verified, suspended, invited, ended."""

from datetime import datetime

from django.contrib import admin
from django.urls import reverse

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.own_address import link_to
from samarkand.platform.parties import people, register
from samarkand.platform.parties.invitation_letter import send_invitation
from samarkand.platform.parties.models import Identifier, Invitation, Membership, Party, User
from samarkand.platform.parties.people import Invited
from samarkand.platform.web.back_office import party_forms, table_forms
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows, RowsWithHistory
from samarkand.platform.web.back_office.site import back_office


def _verify(actor: Actor, party: Party, reason: str, now: datetime) -> None:
    register.verify(actor, party, now, reason)


def _suspend(actor: Actor, party: Party, reason: str, now: datetime) -> None:
    register.suspend(actor, party, reason, now)


def _invite(actor: Actor, party: Party, address: str, now: datetime) -> str:
    invitation, secret = people.invite(actor, Invited(address, Role.TRADER, party), now)
    link = link_to(reverse("join", args=[secret]))
    if send_invitation(invitation, link, now):
        return f"{address} may join as trader of {party}: a letter with the link was sent there"
    return f"{address} may join as trader of {party} by this link, shown once: {link}"


def _end(actor: Actor, membership: Membership, said: str, now: datetime) -> None:
    del said
    people.end(actor, membership, now)


class IdentifierLines(Lines):
    """The numbers by which registries know a party."""

    model = Identifier


class MemberLines(Lines):
    """Who acts for a party."""

    model = Membership


@admin.register(Party, site=back_office)
class PartyRows(RowsWithHistory):
    """Parties."""

    list_display = ("code", "name", "country", "pool", "state", "state_since")
    list_filter = ("state", "country")
    search_fields = ("code", "name", "identifiers__value")
    inlines = (IdentifierLines, MemberLines)
    adding = party_forms.REGISTER
    acts_on_all = (table_forms.bringing_in("parties", "Bring in a file"),)
    acts = (
        party_forms.AMEND,
        party_forms.AMEND_POOL,
        Act("verify", "Verify: let it trade", _verify),
        Act("suspend", "Suspend: keep it out of further rounds", _suspend, "Why"),
        Act("invite_trader", "Invite a trader of it", _invite, "Address of e-mail"),
    )


@admin.register(Membership, site=back_office)
class MembershipRows(Rows):
    """Who acts, in which role."""

    list_display = ("user", "role", "party", "country", "since", "ended_at")
    list_filter = ("role",)
    search_fields = ("user__email", "party__code")
    acts = (Act("end", "End the role, and every token that acts in it", _end),)


@admin.register(User, site=back_office)
class UserRows(Rows):
    """People."""

    list_display = ("email", "name", "is_active", "joined_at", "last_login")
    search_fields = ("email", "name")
    hidden = ("password",)


@admin.register(Invitation, site=back_office)
class InvitationRows(Rows):
    """Who was asked to join."""

    list_display = ("email", "role", "party", "invited_at", "expires_at", "accepted_at")
    search_fields = ("email",)
    hidden = ("secret_hash",)
