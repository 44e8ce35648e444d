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


class Said(AskedForm):
    """What must be said with an act; ``asks`` is the field's label, nothing is asked if blank."""

    said = forms.CharField(max_length=300)

    def __init__(self, asks: str, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 (Django's own)
        super().__init__(*arguments, **named)
        self.fields["said"].label = asks
        if not asks:
            del self.fields["said"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with rows; ``asks`` is what must be said with it, nothing if blank."""

    name: str
    title: str
    service: Service
    asks: str = ""

    def asked(self, row: Row, data: Any = None, files: Any = None) -> AskedForm:  # noqa: ANN401 (Django's own)
        """Return the form that asks what must be said."""
        del row
        return Said(self.asks, data, files)

    def do(self, actor: Actor, row: Row, said: Mapping[str, Any], now: datetime) -> str | None:
        """Do it to a row; return what the operator is told, None for the usual words."""
        return self.service(actor, row, said.get("said", ""), now)


@dataclass(frozen=True, slots=True)
class FilledAct:
    """One thing to do with a row, or to add one, by a form; ``before`` says what it holds at first."""

    name: str
    title: str
    service: FilledService
    form: Callable[..., AskedForm]
    before: Callable[[Row], Mapping[str, Any]] = nothing_before

    def asked(self, row: Row, data: Any = None, files: Any = None) -> AskedForm:  # noqa: ANN401 (Django's own)
        """Return the form, filled with what is known of the row."""
        return self.form(data, files, initial=dict(self.before(row)))

    def do(self, actor: Actor, row: Row, said: Mapping[str, Any], now: datetime) -> str | None:
        """Do it; return what the operator is told, None for the usual words."""
        return self.service(actor, row, said, now)


AnyAct = Act | FilledAct


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
        form = act.asked(None, request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            _do(act, request, actor, rows, form.cleaned_data)
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
        "form": form,
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
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = act.asked(row, *sent)
    if form.is_valid() and _is_done(act, request, actor, row, form):
        return redirect(after)
    return asked(act, page, request, form, [] if row is None else [row])


def _is_done(act: AnyAct, request: HttpRequest, actor: Actor, row: Row, form: AskedForm) -> bool:
    try:
        told = act.do(actor, row, form.cleaned_data, now())
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


def _do(act: Act, request: HttpRequest, actor: Actor, rows: Iterable[Any], said: Mapping[str, Any]) -> None:
    for row in rows:
        try:
            told = act.do(actor, row, said, now())
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
