"""The first page: what the house is, who you are to it, and where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samarkand.platform.house.actor import Role
from samarkand.platform.parties.actors import open_memberships
from samarkand.platform.web.session import actor_in_back_office, lacks_second_factor

_BY_PROGRAM = (Role.TRADER, Role.REGULATOR)
"""Who has no pages yet."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Answer with the first page, for strangers and people alike."""
    user = request.user
    roles = open_memberships(user.pk) if user.is_authenticated else []
    context = {
        "roles": roles,
        "back_office": actor_in_back_office(request) is not None,
        "works_by_program": any(Role(one.role) in _BY_PROGRAM for one in roles),
        "second_factor": lacks_second_factor(request),
    }
    return render(request, "web/home.html", context)
