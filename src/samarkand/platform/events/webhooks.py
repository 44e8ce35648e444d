"""Webhooks: a member asks to be told at an address of its own, and stops it."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.events.addresses import AddressUnfitError, require_fit
from samarkand.platform.events.catalogue import finding
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.models import Notice, Webhook
from samarkand.platform.events.permissions import ADD, CHANGE
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import require
from samarkand.platform.house.sealing import seal
from samarkand.platform.parties.models import Membership

MOST = 20
"""So many webhooks a membership may have."""


def private_allowed() -> bool:
    """Tell whether webhooks may lead to private addresses, and by http."""
    allowed: bool = settings.WEBHOOKS_TO_PRIVATE
    return allowed


@transaction.atomic
def add_webhook(
    actor: Actor, membership: Membership, url: str, kinds: Iterable[str], now: datetime
) -> tuple[Webhook, str]:
    """Add an address that is told what the membership may see; return it with the secret that signs.

    The secret is kept sealed. Raises NotPermittedError, and Refusal (``webhook_address_unfit``,
    ``event_kind_unknown``, ``webhooks_too_many``).
    """
    require(actor, ADD, membership)
    wanted = list(dict.fromkeys(kinds))
    Membership.objects.select_for_update().get(pk=membership.pk)  # two at once count one after the other
    found = [*_address_findings(url), *_kind_findings(wanted), *_count_findings(membership)]
    if found:
        raise Refusal(*found)
    secret = secrets.token_hex(32)
    webhook = Webhook.objects.create(
        membership=membership, url=url, kinds=wanted, secret=seal(secret), created_at=now
    )
    return webhook, secret


def remove_webhook(actor: Actor, webhook: Webhook) -> None:
    """Remove an address, and what is on its way to it. Raises NotPermittedError."""
    require(actor, CHANGE, webhook)
    webhook.delete()


def switch_webhook(actor: Actor, webhook: Webhook, *, active: bool) -> None:
    """Let an address be told, or not for now. Raises NotPermittedError."""
    require(actor, CHANGE, webhook)
    webhook.active = active
    webhook.save(update_fields=["active"])


def visible_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Return the webhooks of the person who acts; the operator and auditors see all."""
    webhooks = Webhook.objects.select_related("membership__user", "membership__party")
    if actor.is_operator or actor.role is Role.AUDITOR:
        return webhooks
    return webhooks.filter(membership__user=actor.user) if actor.user is not None else webhooks.none()


def visible_notices(actor: Actor, webhook: Webhook) -> QuerySet[Notice]:
    """Return what was, or is to be, told at an address that the actor may see."""
    rows = Notice.objects.filter(webhook__in=visible_webhooks(actor), webhook=webhook)
    return rows.select_related("event")


def _address_findings(url: str) -> list[Finding]:
    try:
        require_fit(url, private_too=private_allowed())
    except AddressUnfitError as error:
        return [
            finding(
                "webhook_address_unfit", f"The house does not call this: {error}.", column="url", value=url
            )
        ]
    return []


def _kind_findings(kinds: list[str]) -> list[Finding]:
    known = {kind.value for kind in EventKind}
    return [
        finding("event_kind_unknown", f"There are no events {kind}.", column="kinds", value=kind)
        for kind in kinds
        if kind not in known
    ]


def _count_findings(membership: Membership) -> list[Finding]:
    if membership.webhooks.count() < MOST:
        return []
    return [finding("webhooks_too_many", f"This membership has {MOST} webhooks.", column="url")]
