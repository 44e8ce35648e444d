"""Rounds in the back office: frozen, cleared, published, closed, repaired, or void."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from samarkand.platform.deals import closing, publishing, repairing
from samarkand.platform.house.actor import Actor
from samarkand.platform.rounds import ending, files, freezing
from samarkand.platform.rounds.models import Clearing, ClearingState, Round
from samarkand.platform.web.back_office import round_forms
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows, RowsWithHistory, Way
from samarkand.platform.web.back_office.site import back_office
from samarkand.platform.web.session import actor_in_back_office

_REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; frame-ancestors 'none'"
)
"""The page brings its own scripts: they run as if from elsewhere, and reach neither the house nor anybody."""


def _freeze(actor: Actor, round_: Round, said: str, now: datetime) -> str:
    del said
    snapshot = freezing.freeze(actor, round_, now)
    return f"{round_} is frozen: {snapshot.offers} offers, {snapshot.wants} wants"


def _publish(actor: Actor, clearing: Clearing, said: str, now: datetime) -> None:
    del said
    publishing.publish(actor, clearing.round, clearing, now)


def _close(actor: Actor, round_: Round, said: str, now: datetime) -> None:
    del said
    closing.close(actor, round_, now)


def _repair(actor: Actor, round_: Round, said: str, now: datetime) -> str:
    del said
    return f"{repairing.repair(actor, round_, now)} repairs {round_}"


def _void(actor: Actor, round_: Round, reason: str, now: datetime) -> None:
    ending.void_round(actor, round_, reason, now)


class ClearingLines(Lines):
    """What was cleared in a round."""

    model = Clearing
    fk_name = "round"
    hidden = ("settings", "findings", "summary", "lease", "lease_until", "digest")


@admin.register(Round, site=back_office)
class RoundRows(RowsWithHistory):
    """Rounds."""

    list_display = ("code", "title", "state", "unit", "opened_at", "published_at", "published")
    list_filter = ("state",)
    search_fields = ("code", "title")
    inlines = (ClearingLines,)
    joined = ("published__round",)
    adding = round_forms.OPEN
    acts = (
        Act("freeze", "Freeze the open book for it", _freeze),
        round_forms.CLEAR,
        round_forms.AMEND,
        Act("repair", "Repair it: open a round over what lapsed", _repair),
        Act("close", "Close it", _close),
        Act("void", "Void it: nothing comes of it", _void, "Why"),
    )


@admin.register(Clearing, site=back_office)
class ClearingRows(Rows):
    """Clearings."""

    list_display = ("round", "label", "state", "stage", "attempts", "asked_at", "ended_at")
    list_filter = ("state",)
    search_fields = ("round__code", "label")
    acts = (Act("publish", "Publish the round with this clearing", _publish),)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages, and of the outcome as a page."""
        report = path("<int:pk>/report/", self.admin_site.admin_view(self.report), name="clearing_report")
        return [report, *super().get_urls()]

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the outcome as a page; its own scripts draw the picture, and reach nothing else."""
        actor = actor_in_back_office(request)
        if actor is None:
            raise PermissionDenied
        answer = HttpResponse(files.report_of(actor, get_object_or_404(Clearing, pk=pk)))
        answer["Content-Security-Policy"] = _REPORT_POLICY
        return answer

    def ways_of_one(self, row: Any) -> Sequence[Way]:  # noqa: ANN401 (as it is above)
        """Return the way to the outcome, where there is one."""
        if row.state != ClearingState.STORED:
            return ()
        return (Way("Read the outcome as a page", reverse("admin:clearing_report", args=[row.pk])),)
