"""The page where an invitation is answered: its secret is in the link, and the person invited signs in."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samarkand.core.finding import Refusal
from samarkand.platform.house.clock import now
from samarkand.platform.parties import people
from samarkand.platform.parties.models import Invitation, User


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


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with the invitation, and take the answer to it: of the person invited, signed in.

    A stranger sets a password first, or signs in. The page is the same whether or not the house knows the
    address.
    """
    time = now()
    try:
        invitation = people.open_invitation(secret, time)
    except Refusal:
        return _private(render(request, "web/over.html", status=404))
    user = request.user
    if user.is_authenticated:
        return _signed_in(request, user, invitation, secret, time)
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid() and _made(form, secret, time):
        messages.success(request, _("Sign in with your address and your password, then join."))
        return redirect_to_login(request.path)
    context = {"invitation": invitation, "form": form, "sign_in": _sign_in(request)}
    return _private(render(request, "web/join.html", context))


def _signed_in(
    request: HttpRequest, user: User, invitation: Invitation, secret: str, time: datetime
) -> HttpResponse:
    """Answer the person signed in: the one invited joins, anybody else is told to sign in as that one."""
    is_invited = people.is_invited(invitation, user)
    if request.method == "POST":
        try:
            people.accept(secret, user, time)
        except Refusal as refusal:
            for finding in refusal.findings:
                messages.error(request, f"{finding.message} {finding.remedy}")
        else:
            messages.success(request, _("You have joined."))
            return redirect("home")
    context = {"invitation": invitation, "is_invited": is_invited}
    return _private(render(request, "web/accept.html", context, status=200 if is_invited else 403))


def _made(form: NewPerson, secret: str, time: datetime) -> bool:
    """Make the person's user where there is none; tell the form why not, where it is refused."""
    said = form.cleaned_data
    try:
        people.make_user(secret, said["name"], said["password"], time)
    except Refusal as refusal:
        for finding in refusal.findings:
            form.add_error("password" if finding.column == "password" else None, finding.message)
        return False
    return True


def _sign_in(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"


def _private(response: HttpResponse) -> HttpResponse:
    """Return the response so that the secret in its address is told to nobody."""
    # Not "no-referrer": with that, browsers send "Origin: null" with the form, and the house refuses it.
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
