"""What happened and who was told, in the back office."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.events import webhooks
from samarkand.platform.events.models import Event, Notice, Webhook
from samarkand.platform.house.actor import Actor
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Rows
from samarkand.platform.web.back_office.site import back_office


def _switch_off(actor: Actor, webhook: Webhook, said: str, now: datetime) -> None:
    del said, now
    webhooks.switch_webhook(actor, webhook, active=False)


@admin.register(Event, site=back_office)
class EventRows(Rows):
    """Events, the newest first."""

    list_display = ("kind", "subject", "at")
    list_filter = ("kind",)
    search_fields = ("subject",)
    ordering = ("-id",)


@admin.register(Webhook, site=back_office)
class WebhookRows(Rows):
    """Addresses that are told; what signs is shown to nobody."""

    list_display = ("url", "membership", "active", "created_at")
    search_fields = ("url", "membership__user__email")
    joined = ("membership__user",)
    hidden = ("secret",)
    acts = (Act("switch_off", "Tell this address nothing more", _switch_off),)


@admin.register(Notice, site=back_office)
class NoticeRows(Rows):
    """Events on their way."""

    list_display = ("event", "webhook", "attempts", "next_at", "arrived_at", "last_answer")
