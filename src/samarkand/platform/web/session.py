"""Who acts through a page: the person signed in, in the role that the page is for."""

from django.http import HttpRequest

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.actors import actor_of_membership, open_memberships

_BACK_OFFICE = (Role.OPERATOR, Role.AUDITOR)
"""Who may be there, the one who may act before the one who may only read."""


def actor_in_back_office(request: HttpRequest) -> Actor | None:
    """Return who acts in the back office: the operator, else the auditor; None for anybody else."""
    if not request.user.is_authenticated:
        return None
    memberships = {Role(membership.role): membership for membership in open_memberships(request.user.pk)}
    for role in _BACK_OFFICE:
        if role in memberships and request.user.is_active:
            return actor_of_membership(memberships[role])
    return None
