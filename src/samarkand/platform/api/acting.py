"""From a membership to the actor it stands for."""

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.models import Membership


def actor_of_membership(membership: Membership) -> Actor:
    """Return who acts by this membership; raises NotPermittedError where it has ended."""
    user, party = membership.user, membership.party
    if membership.ended_at is not None or not user.is_active:
        raise NotPermittedError(f"{user} has left")
    country = party.country if party else membership.country
    return Actor(
        user.pk, user.name or user.email, Role(membership.role), party.code if party else "", country
    )
