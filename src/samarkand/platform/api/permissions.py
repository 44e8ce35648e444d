"""Who may make and revoke tokens: a person its own; the operator ends anyone's."""

import rules

from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import declare
from samarkand.platform.parties.models import Membership


def _is_own(actor: Actor, membership: Membership) -> bool:
    return actor.user is not None and membership.user_id == actor.user and membership.ended_at is None


def _may_make(actor: Actor, membership: Membership) -> bool:
    return _is_own(actor, membership) or (actor.user is None and actor.is_operator)


def _may_revoke(actor: Actor, token: Token) -> bool:
    return actor.is_operator or (actor.user is not None and token.membership.user_id == actor.user)


declare("api.make_token", rules.predicate(_may_make), "make a token for this person")
declare("api.revoke_token", rules.predicate(_may_revoke), "revoke this token")
