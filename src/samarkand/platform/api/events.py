"""What happened, over the API: to be read, or told to an address of one's own."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from samarkand.platform.api.frame import (
    REFUSALS,
    After,
    Input,
    Limit,
    Page,
    actor_of,
    caller_in,
    found,
    paged,
)
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.shown_once import ShownOnce, shown_once
from samarkand.platform.events import webhooks
from samarkand.platform.events.audience import visible_events
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.models import Event, Notice, Webhook
from samarkand.platform.house.clock import now
from samarkand.platform.parties.models import Membership

router = Router(tags=["events"])


class EventOut(Schema):
    """One thing that happened."""

    id: int = Field(description="Its number; later events have larger ones.")
    kind: EventKind = Field(description="What happened.")
    subject: str = Field(description="What it happened to.")
    at: datetime = Field(description="When.")
    content: dict[str, Any] = Field(description="What is told of it.")


class NewWebhook(Input):
    """An address to be told at."""

    url: str = Field(min_length=1, max_length=500, description="Begins with https://.")
    kinds: list[EventKind] = Field([], max_length=50, description="What to tell; all where empty.")


class WebhookChange(Input):
    """Whether an address is told."""

    active: bool = Field(description="false: not for now.")


class WebhookOut(Schema):
    """An address that is told, without its secret."""

    id: int = Field(description="Its number.")
    url: str = Field(description="Where it is told.")
    kinds: list[EventKind] = Field(description="What it is told; all where empty.")
    active: bool = Field(description="Whether it is told.")
    owner: str = Field(description="The address of the person whose it is.")
    created_at: datetime = Field(description="Since when.")


class MadeWebhook(WebhookOut, ShownOnce):
    """An address just added: the one time the secret is shown that signs what is sent (HMAC-SHA256)."""


class EventNoticeOut(Schema):
    """One event on its way to one address."""

    id: int = Field(description="Its number.")
    event: EventOut = Field(description="What is told.")
    attempts: int = Field(description="How often it was tried.")
    next_at: datetime | None = Field(None, description="When it is tried next; null: never again.")
    arrived_at: datetime | None = Field(None, description="When it arrived.")
    last_answer: str = Field(description="What came back the last time.")


@router.get(
    "/events",
    response={200: Page[EventOut], **REFUSALS},
    operation_id="list_events",
    summary="What happened",
)
def list_events(
    request: HttpRequest, kind: EventKind | None = None, limit: Limit = 50, after: After = ""
) -> Paged[EventOut]:
    """Return what concerns the one who asks, the oldest first; ask again after the last one seen."""
    events = visible_events(actor_of(request))
    return paged(events.filter(kind=kind) if kind else events, limit, after, _event_out)


@router.get(
    "/webhooks",
    response={200: Page[WebhookOut], **REFUSALS},
    operation_id="list_webhooks",
    summary="Addresses that are told",
)
def list_webhooks(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[WebhookOut]:
    """Return the addresses of the person who asks; the operator and auditors see all."""
    return paged(webhooks.visible_webhooks(actor_of(request)), limit, after, _webhook_out)


@router.post(
    "/webhooks",
    response={201: MadeWebhook, **REFUSALS},
    operation_id="add_webhook",
    summary="Be told at an address",
)
def add_webhook(request: HttpRequest, new: NewWebhook) -> Status[MadeWebhook]:
    """Add an address, and return once the secret that signs what is sent to it."""
    caller = caller_in(request)
    membership = Membership.objects.select_related("user").get(pk=caller.membership)
    made, secret = webhooks.add_webhook(caller.actor, membership, new.url, new.kinds, now())
    return shown_once(request, MadeWebhook(**_webhook_out(made).model_dump(), secret=secret))


@router.patch(
    "/webhooks/{webhook_id}",
    response={200: WebhookOut, **REFUSALS},
    operation_id="switch_webhook",
    summary="Tell an address, or not for now",
)
def switch_webhook(request: HttpRequest, webhook_id: int, change: WebhookChange) -> WebhookOut:
    """Switch an address on or off; what was on its way waits."""
    actor = actor_of(request)
    webhook = found(webhooks.visible_webhooks(actor), pk=webhook_id)
    webhooks.switch_webhook(actor, webhook, active=change.active)
    return _webhook_out(webhook)


@router.delete(
    "/webhooks/{webhook_id}",
    response={204: None, **REFUSALS},
    operation_id="remove_webhook",
    summary="Remove an address",
)
def remove_webhook(request: HttpRequest, webhook_id: int) -> Status[None]:
    """Remove an address, and what was on its way to it."""
    actor = actor_of(request)
    webhooks.remove_webhook(actor, found(webhooks.visible_webhooks(actor), pk=webhook_id))
    return Status(204, None)


@router.get(
    "/webhooks/{webhook_id}/notices",
    response={200: Page[EventNoticeOut], **REFUSALS},
    operation_id="list_notices",
    summary="What an address was told",
)
def list_notices(
    request: HttpRequest, webhook_id: int, limit: Limit = 50, after: After = ""
) -> Paged[EventNoticeOut]:
    """Return what was told at an address and what came back, the newest first."""
    actor = actor_of(request)
    webhook = found(webhooks.visible_webhooks(actor), pk=webhook_id)
    return paged(webhooks.visible_notices(actor, webhook), limit, after, _event_notice_out, newest_first=True)


def _event_out(event: Event) -> EventOut:
    return EventOut(
        id=event.pk, kind=EventKind(event.kind), subject=event.subject, at=event.at, content=event.content
    )


def _webhook_out(webhook: Webhook) -> WebhookOut:
    return WebhookOut(
        id=webhook.pk,
        url=webhook.url,
        kinds=webhook.kinds,
        active=webhook.active,
        owner=webhook.membership.user.email,
        created_at=webhook.created_at,
    )


def _event_notice_out(notice: Notice) -> EventNoticeOut:
    return EventNoticeOut(
        id=notice.pk,
        event=_event_out(notice.event),
        attempts=notice.attempts,
        next_at=notice.next_at,
        arrived_at=notice.arrived_at,
        last_answer=notice.last_answer,
    )
