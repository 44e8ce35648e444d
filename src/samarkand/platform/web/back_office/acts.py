"""What the operator does from the back office: each act asks once more, then calls the service of its stage.

No act writes a row itself, so that what holds over the API holds here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.web.session import actor_in_back_office

Row = Any
"""A row of the stage whose act it is."""

Service = Callable[[Actor, Row, str, datetime], str | None]
"""Told who acts, on what, what was asked for, and the time; what it returns is told to the operator."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with rows; ``asks`` is what must be said with it, nothing if blank."""

    name: str
    title: str
    service: Service
    asks: str = ""


class Said(forms.Form):
    """What must be said with an act."""

    said = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"}))


def as_action(act: Act) -> Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]:
    """Return the act as Django's administration knows acts: on the rows ticked in a list."""

    @admin.action(description=act.title)
    def action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:  # noqa: ANN401
        actor = actor_in_back_office(request)
        if actor is None or not actor.is_operator:
            raise PermissionDenied
        confirmed = "confirmed" in request.POST
        form = Said(request.POST if confirmed else None)
        form.fields["said"].label = act.asks
        if confirmed and (not act.asks or form.is_valid()):
            _do(act, request, actor, rows, form.cleaned_data["said"] if act.asks else "")
            return None
        return _asked_again(act, page, request, rows, form)

    action.__name__ = act.name
    return action


def _asked_again(
    act: Act,
    page: Any,  # noqa: ANN401 (unfold carries no types)
    request: HttpRequest,
    rows: QuerySet[Any],
    form: Said,
) -> HttpResponse:
    context = {
        **page.admin_site.each_context(request),
        "title": act.title,
        "act": act,
        "rows": rows,
        "form": form if act.asks else None,
        "opts": page.model._meta,  # noqa: SLF001 (Django's documented name)
        "box": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "web/act.html", context)


def _do(act: Act, request: HttpRequest, actor: Actor, rows: Iterable[Any], said: str) -> None:
    for row in rows:
        try:
            told = act.service(actor, row, said, now())
        except Refusal as refusal:
            for finding in refusal.findings:
                messages.error(request, _in_words(finding))
        except NotPermittedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, told or f"{act.title}: {row}")


def _in_words(finding: Finding) -> str:
    return f"{finding.message} {finding.remedy}"
