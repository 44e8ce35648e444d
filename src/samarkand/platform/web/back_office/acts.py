"""What the operator does from the back office: each act asks once more, then calls the service of its stage.

No act writes a row itself, so that what holds over the API holds here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.web.back_office.fields import AskedForm
from samarkand.platform.web.session import actor_in_back_office

Row = Any
"""A row of the stage whose act it is; None where the act is on none."""

Service = Callable[[Actor, Row, str, datetime], str | None]
"""Told who acts, on what, what was asked for, and the time; what it returns is told to the operator."""

FilledService = Callable[[Actor, Row, Mapping[str, Any], datetime], str | None]
"""The same, told all fields of a form."""


def nothing_before(row: Row) -> Mapping[str, Any]:
    """Return what the fields of a form hold at first where nothing is known."""
    del row
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with rows; ``asks`` is what must be said with it, nothing if blank."""

    name: str
    title: str
    service: Service
    asks: str = ""


@dataclass(frozen=True, slots=True)
class FilledAct:
    """One thing to do with a row, or to add one, by a form; ``before`` says what it holds at first."""

    name: str
    title: str
    service: FilledService
    form: type[AskedForm]
    before: Callable[[Row], Mapping[str, Any]] = nothing_before


AnyAct = Act | FilledAct


class Said(AskedForm):
    """What must be said with an act."""

    said = forms.CharField(max_length=300)


def acting(request: HttpRequest) -> Actor:
    """Return the operator who acts; raises PermissionDenied for anybody else."""
    actor = actor_in_back_office(request)
    if actor is None or not actor.is_operator:
        raise PermissionDenied
    return actor


def may_act(request: HttpRequest) -> bool:
    """Tell whether the operator is signed in."""
    actor = actor_in_back_office(request)
    return actor is not None and actor.is_operator


def as_action(act: AnyAct) -> Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]:
    """Return the act as Django's administration knows acts: on the rows ticked in a list."""

    @admin.action(description=act.title)
    def action(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:  # noqa: ANN401
        actor = acting(request)
        if isinstance(act, FilledAct):
            return _led_to_its_page(act, page, request, rows)
        confirmed = "confirmed" in request.POST
        form = _form_of(act, request, confirmed=confirmed)
        if confirmed and (not act.asks or form.is_valid()):
            _do(act, request, actor, rows, form.cleaned_data["said"] if act.asks else "")
            return None
        return asked(act, page, request, form, rows)

    action.__name__ = act.name
    return action


def _led_to_its_page(
    act: FilledAct,
    page: Any,  # noqa: ANN401 (unfold carries no types)
    request: HttpRequest,
    rows: QuerySet[Any],
) -> HttpResponse | None:
    row = rows.first()
    if row is None or rows.count() > 1:
        messages.error(request, f"{act.title}: tick one row. This is done to one at a time.")
        return None
    return redirect(page.act_address(act, row))


def asked(
    act: AnyAct,
    page: Any,  # noqa: ANN401 (unfold carries no types)
    request: HttpRequest,
    form: AskedForm,
    rows: Iterable[Any] = (),
) -> HttpResponse:
    """Return the page that asks for what must be said with an act, and whether it is to be done."""
    context = {
        **page.admin_site.each_context(request),
        "title": act.title,
        "act": act,
        "rows": rows,
        "form": form if isinstance(act, FilledAct) or act.asks else None,
        "opts": page.model._meta,  # noqa: SLF001 (Django's documented name)
        "box": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "web/act.html", context)


def done_to_one(
    act: AnyAct,
    page: Any,  # noqa: ANN401 (unfold carries no types)
    request: HttpRequest,
    row: Row,
    after: str,
) -> HttpResponse:
    """Answer the page of an act on one row, or on none: it asks, does it, and leads to the address ``after``.

    What the service refuses stands beside the field it is about, and what was written stays.
    """
    actor = acting(request)
    confirmed = request.method == "POST"
    form = _form_of(act, request, row, confirmed=confirmed)
    if confirmed and form.is_valid() and _is_done(act, request, actor, row, form):
        return redirect(after)
    return asked(act, page, request, form, [] if row is None else [row])


def _form_of(act: AnyAct, request: HttpRequest, row: Row = None, *, confirmed: bool) -> AskedForm:
    data, files = (request.POST, request.FILES) if confirmed else (None, None)
    if isinstance(act, FilledAct):
        return act.form(data, files, initial=dict(act.before(row)))
    form = Said(data)
    form.fields["said"].label = act.asks
    form.fields["said"].required = bool(act.asks)
    return form


def _is_done(act: AnyAct, request: HttpRequest, actor: Actor, row: Row, form: AskedForm) -> bool:
    try:
        if isinstance(act, FilledAct):
            told = act.service(actor, row, form.cleaned_data, now())
        else:
            told = act.service(actor, row, form.cleaned_data["said"], now())
    except Refusal as refusal:
        for finding in refusal.findings:
            form.add_error(_beside(finding, form), in_words(finding))
    except NotPermittedError as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, told or f"{act.title}: {row}")
        return True
    return False


def _beside(finding: Finding, form: AskedForm) -> str | None:
    """Return the field that a finding stands beside; None where people see no such field."""
    column = finding.column
    return column if column in form.fields and not form[column].is_hidden else None


def _do(act: Act, request: HttpRequest, actor: Actor, rows: Iterable[Any], said: str) -> None:
    for row in rows:
        try:
            told = act.service(actor, row, said, now())
        except Refusal as refusal:
            for finding in refusal.findings:
                messages.error(request, in_words(finding))
        except NotPermittedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, told or f"{act.title}: {row}")


def in_words(finding: Finding) -> str:
    """Return a finding as the operator reads it: where it is, what is wrong, what to do."""
    place = ", line ".join(str(part) for part in (finding.file, finding.row) if part)
    return " ".join(part for part in (f"{place}:" if place else "", finding.message, finding.remedy) if part)
