"""The page of tokens: somebody signed in makes, limits and revokes those with which programs act for them."""

from datetime import datetime, timedelta

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samarkand.core.finding import Refusal
from samarkand.platform.api.issuing import live_tokens, make_token, revoke_token
from samarkand.platform.api.models import Token
from samarkand.platform.house.clock import now
from samarkand.platform.parties.actors import actor_of_membership, open_memberships
from samarkand.platform.parties.models import Membership

_LASTS = [(30, _("30 days from now")), (90, _("90 days from now")), (365, _("a year from now"))]
_USUAL = 90
_ENDED_SHOWN = 20


class NewToken(forms.Form):
    """What a token is for, as whom it acts, and when it ends."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("Such as the program's name. No two in use are called alike."),
    )
    membership = forms.ChoiceField(label=_("It acts as"))
    days = forms.TypedChoiceField(label=_("It ends"), coerce=int, choices=_LASTS, initial=_USUAL)

    def __init__(self, memberships: list[Membership], said: QueryDict | None = None) -> None:
        super().__init__(said)
        self.fields["membership"].choices = [(each.pk, _acting(each)) for each in memberships]  # type: ignore[attr-defined]  # a choice


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth carries no types
def tokens(request: HttpRequest) -> HttpResponse:
    """Answer with the tokens of the person signed in; make one, and show its secret this once."""
    time = now()
    memberships = _memberships(request)
    form = NewToken(memberships, request.POST if request.method == "POST" else None)
    made, secret = _made(form, memberships, time) if form.is_valid() else (None, "")
    live = [token for each in memberships for token in live_tokens(each, time).order_by("name")]
    rows = Token.objects.select_related("membership__party").filter(membership__user=request.user.pk)
    context = {
        "form": form if made is None else NewToken(memberships),
        "made": made,
        "secret": secret,
        "live": [(token, _acting(token.membership)) for token in live],
        "ended": rows.exclude(pk__in=[token.pk for token in live]).order_by("-made_at")[:_ENDED_SHOWN],
        "memberships": memberships,
    }
    return render(request, "web/tokens.html", context)


@require_POST
@never_cache
@login_required
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke a token of the person signed in, and go back to the page."""
    found = Token.objects.select_related("membership__user", "membership__party").filter(
        pk=token_id, membership__in=_memberships(request)
    )
    token = found.first()
    if token is None:
        raise Http404
    revoke_token(actor_of_membership(token.membership), token, now())
    messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
    return redirect("tokens")


def _memberships(request: HttpRequest) -> list[Membership]:
    return open_memberships(request.user.pk) if request.user.pk is not None else []


def _made(form: NewToken, memberships: list[Membership], time: datetime) -> tuple[Token | None, str]:
    """Make the token that the form asks for; where that is refused the form says why."""
    said = form.cleaned_data
    membership = next(each for each in memberships if str(each.pk) == said["membership"])
    ends = time + timedelta(days=said["days"])
    try:
        return make_token(actor_of_membership(membership), membership, said["name"], time, ends)
    except Refusal as refusal:
        for finding in refusal.findings:
            form.add_error("name", f"{finding.message} {finding.remedy}")
    return None, ""


def _acting(membership: Membership) -> str:
    return f"{membership.role}: {membership.party}" if membership.party else str(membership.role)
