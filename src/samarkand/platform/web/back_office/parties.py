"""Parties and people in the back office: verified, suspended, invited, ended."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.house.actor import Actor
from samarkand.platform.parties import people, register
from samarkand.platform.parties.models import Identifier, Invitation, Membership, Party, User
from samarkand.platform.web.back_office import invitation_forms, party_forms, table_forms
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows, RowsWithHistory
from samarkand.platform.web.back_office.site import back_office


def _verify(actor: Actor, party: Party, reason: str, now: datetime) -> None:
    register.verify(actor, party, now, reason)


def _suspend(actor: Actor, party: Party, reason: str, now: datetime) -> None:
    register.suspend(actor, party, reason, now)


def _withdraw(actor: Actor, invitation: Invitation, said: str, now: datetime) -> None:
    del said
    people.withdraw_invitation(actor, invitation, now)


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
        Act("invite_trader", "Invite a trader of it", invitation_forms.invite_trader, "Address of e-mail"),
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
    adding = invitation_forms.INVITE
    acts = (Act("withdraw", "Withdraw it: its link opens nothing", _withdraw),)
