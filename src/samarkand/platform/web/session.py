"""Who acts through a page: the person signed in, in the role that the page is for."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.actors import actor_of_membership, open_memberships

_BACK_OFFICE = (Role.OPERATOR, Role.AUDITOR)
"""Who may be there, the one who may act before the one who may only read."""


def actor_in_back_office(request: HttpRequest) -> Actor | None:
    """Return who acts in the back office: the operator, else the auditor; None for anybody else.

    None also for who still `lacks_second_factor`.
    """
    actor = _actor(request)
    return None if actor is None or lacks_second_factor(request) else actor


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether who is signed in would be let into the back office, but for a second factor."""
    if not settings.SECOND_FACTOR or _actor(request) is None:
        return False
    has_one: bool = is_mfa_enabled(request.user)
    return not has_one


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    memberships = {Role(membership.role): membership for membership in open_memberships(request.user.pk)}
    for role in _BACK_OFFICE:
        if role in memberships and request.user.is_active:
            return actor_of_membership(memberships[role])
    return None
