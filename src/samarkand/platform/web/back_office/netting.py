"""Netting runs in the back office: posted or void."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.house.actor import Actor
from samarkand.platform.netting import posting
from samarkand.platform.netting.models import NettingRun, SetOffNotice
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Rows
from samarkand.platform.web.back_office.site import back_office


def _post(actor: Actor, run: NettingRun, said: str, now: datetime) -> None:
    del said
    posting.post_run(actor, run, now.date(), now)


def _void(actor: Actor, run: NettingRun, reason: str, now: datetime) -> None:
    del now
    posting.void_run(actor, run, reason)


@admin.register(NettingRun, site=back_office)
class NettingRunRows(Rows):
    """Netting runs."""

    list_display = ("code", "unit", "state", "owed", "set_off", "ran_at", "by", "posted_at", "ended_by")
    list_filter = ("state", "unit")
    search_fields = ("code",)
    acts = (
        Act("post_run", "Post its set-offs, with effect from today", _post),
        Act("void_run", "Void it", _void, "Why"),
    )


@admin.register(SetOffNotice, site=back_office)
class SetOffNoticeRows(Rows):
    """What of each obligation is set off."""

    list_display = ("run", "obligation", "amount", "set_off", "remainder")
    search_fields = ("run__code", "obligation__code")
