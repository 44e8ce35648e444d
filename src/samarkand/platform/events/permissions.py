"""Who may be told by webhook: everybody who is a member, at addresses of its own."""

import rules

from samarkand.platform.events.models import Webhook
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import declare
from samarkand.platform.parties.models import Membership

ADD, CHANGE = "events.add_webhook", "events.change_webhook"


def _is_own(actor: Actor, membership: Membership) -> bool:
    return actor.user is not None and membership.user_id == actor.user and membership.ended_at is None


def _may_change(actor: Actor, webhook: Webhook) -> bool:
    return actor.is_operator or _is_own(actor, webhook.membership)


declare(ADD, rules.predicate(_is_own), "add a webhook of this person")
declare(CHANGE, rules.predicate(_may_change), "change this webhook")
