"""The site of the back office: who gets in, how they sign in, and what its pages may load."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from unfold.sites import UnfoldAdminSite

from samarkand.platform.web.session import actor_in_back_office, lacks_second_factor

_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}
"""The theme's own scripts read expressions out of its pages, and it writes colours into them. No script
within a page runs, and none from elsewhere is loaded."""

_STAGES = ("parties", "market", "rounds", "deals", "delivery", "accounts", "netting", "events")

View = Callable[..., HttpResponse]


class BackOffice(UnfoldAdminSite):  # type: ignore[misc]  # unfold carries no types
    """Django's administration, for those with the role of operator or auditor, with no other way in."""

    index_title = "Back office"

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether an operator or an auditor is signed in."""
        return actor_in_back_office(request) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the house's own sign-in, and those without a second factor to where it is made.

        All others are refused.
        """
        del extra_context
        if lacks_second_factor(request):
            messages.warning(request, _("Set up your second factor first: the back office opens then."))
            return redirect("mfa_activate_totp")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.get_full_path()))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the stages in the sequence of a trade."""
        stages: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return sorted(stages, key=lambda stage: _STAGES.index(stage["app_label"]))

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 (Django's own)
        """Return the view as the site lets it be seen, under the policy of its theme."""
        wrapped: View = csp_update(_POLICY)(super().admin_view(view, cacheable))
        return wrapped


back_office = BackOffice(name="admin")
