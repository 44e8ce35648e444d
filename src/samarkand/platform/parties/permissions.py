"""Who may register parties, judge them, and let people in; and which of them an actor may see."""

import rules
from django.db.models import QuerySet

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import declare, is_operator
from samarkand.platform.parties.models import Invitation, Membership, Party

REGISTER, AMEND, JUDGE = "parties.register", "parties.amend", "parties.judge"
INVITE, END = "parties.invite", "parties.end"


def _may_invite(actor: Actor, invited: tuple[str, str]) -> bool:
    """The operator invites anyone, a trader a colleague to its own party."""
    role, party = invited
    return actor.is_operator or (
        actor.role is Role.TRADER and role == Role.TRADER and bool(party) and party == actor.party
    )


declare(REGISTER, is_operator, "register parties")
declare(AMEND, is_operator, "amend parties")
declare(JUDGE, is_operator, "verify or suspend parties")
declare(END, is_operator, "end roles")
declare(INVITE, rules.predicate(_may_invite), "invite this person")


def visible_parties(actor: Actor) -> QuerySet[Party]:
    """Return the parties the actor may see whole: a trader its own, a regulator those of its country."""
    if actor.sees_all:
        return Party.objects.all()
    if actor.role is Role.REGULATOR:
        return Party.objects.filter(country=actor.country)
    return Party.objects.filter(code=actor.party) if actor.party else Party.objects.none()


def visible_memberships(actor: Actor) -> QuerySet[Membership]:
    """Return the roles the actor may see: a trader those of its own party; a regulator none but its own."""
    rows = Membership.objects.select_related("user", "party")
    if actor.is_operator or actor.role is Role.AUDITOR:
        return rows
    if actor.role is Role.TRADER and actor.party:
        return rows.filter(party__code=actor.party)
    return rows.filter(user=actor.user) if actor.user is not None else rows.none()


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations the actor may see: a trader those to its own party; a regulator none."""
    rows = Invitation.objects.select_related("party")
    if actor.is_operator or actor.role is Role.AUDITOR:
        return rows
    return rows.filter(party__code=actor.party) if actor.role is Role.TRADER and actor.party else rows.none()
