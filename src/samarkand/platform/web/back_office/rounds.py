"""Rounds in the back office: frozen, cleared, published, closed, repaired, or void."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.deals import closing, publishing, repairing
from samarkand.platform.house.actor import Actor
from samarkand.platform.rounds import clearing_job, ending, freezing
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows, RowsWithHistory
from samarkand.platform.web.back_office.site import back_office


def _freeze(actor: Actor, round_: Round, said: str, now: datetime) -> str:
    del said
    snapshot = freezing.freeze(actor, round_, now)
    return f"{round_} is frozen: {snapshot.offers} offers, {snapshot.wants} wants"


def _clear(actor: Actor, round_: Round, label: str, now: datetime) -> str:
    from samarkand.clearing.settings import Settings

    clearing = clearing_job.ask_clearing(actor, round_, label, Settings(), now)
    return f"{clearing} waits for a worker"


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
    acts = (
        Act("freeze", "Freeze the open book for it", _freeze),
        Act("clear", "Clear it at discovered terms", _clear, "Label of the clearing"),
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
