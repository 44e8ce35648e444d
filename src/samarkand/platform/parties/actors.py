"""From a membership to the actor that every service is told of."""

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.models import Membership, PartyState


def actor_of_membership(membership: Membership, *, writing: bool = False) -> Actor:
    """Return who acts in this membership.

    Raises NotPermittedError where the membership has ended or the person is inactive; with ``writing``
    also where the party is suspended. Without it a suspended party may read, and may still deliver what
    it owes: what it may not do, each stage refuses by itself.
    """
    user, party = membership.user, membership.party
    if membership.ended_at is not None or not user.is_active:
        raise NotPermittedError(f"{user} is no {membership.role} here any more")
    if writing and party is not None and party.state == PartyState.SUSPENDED:
        raise NotPermittedError(f"{party} is suspended")
    return Actor(
        user=membership.user_id,
        name=user.name or user.email,
        role=Role(membership.role),
        party=party.code if party else "",
        country=party.country if party else membership.country,
        email=user.email,
    )


def open_memberships(user: int) -> list[Membership]:
    """Return the roles a person has now, the first one first."""
    rows = Membership.objects.filter(user=user, ended_at=None).select_related("user", "party")
    return list(rows.order_by("since", "id"))
