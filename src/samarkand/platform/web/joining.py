"""The page where an invitation is answered: its secret is in the link, and a password is set."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samarkand.core.finding import Refusal
from samarkand.platform.house.clock import now
from samarkand.platform.parties import people
from samarkand.platform.parties.models import User


class NewPerson(forms.Form):
    """What somebody new to the house says of themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Return what was said, with a fault where the passwords differ."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("password") != said.get("again"):
            self.add_error("again", _("The two passwords are not the same."))
        return said


class KnownPerson(forms.Form):
    """Nothing is asked of somebody the house knows."""


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with the invitation, and take the answer to it."""
    time = now()
    try:
        invitation = people.open_invitation(secret, time)
    except Refusal:
        return _private(render(request, "web/over.html", status=404))
    known = User.objects.filter(email__iexact=invitation.email).exists()
    form = (KnownPerson if known else NewPerson)(request.POST or None)
    # A form without fields is never filled: what was posted is its answer.
    if request.method == "POST" and (known or form.is_valid()):
        said = {} if known else form.cleaned_data
        try:
            people.join(secret, said.get("name", ""), said.get("password", ""), time)
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error("password" if finding.column == "password" else None, finding.message)
        else:
            messages.success(request, _("You have joined. Sign in with your address."))
            return redirect("account_login")
    context = {"invitation": invitation, "form": form, "known": known}
    return _private(render(request, "web/join.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Return the response so that the secret in its address is told to nobody."""
    # Not "no-referrer": with that, browsers send "Origin: null" with the form, and the house refuses it.
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
