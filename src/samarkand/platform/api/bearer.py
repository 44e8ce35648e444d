"""Who calls: a bearer token (RFC 6750) is looked up by its hash and becomes an actor.

Sessions are for pages; the API takes tokens alone, so that no page a person visits can call it for them.
"""

import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from ninja.security import HttpBearer

from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.actors import actor_of_membership

PREFIX = "samarkand_"
"""Tokens begin so, that people and scanners of leaked secrets know one when they see it."""

_LONGEST = 100
_KEPT = "_samarkand_caller"


_ASKED = (
    "membership__role", "membership__country", "membership__ended_at", "membership__user__email",
    "membership__user__name", "membership__user__is_active", "membership__party__code",
    "membership__party__country", "membership__party__state",
)  # fmt: skip
"""All that is asked of a token at the door: with every request."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by which token, as which membership (both by id)."""

    token: int
    membership: int
    actor: Actor


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret: SHA-256, for the secret itself is 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def caller_of(request: HttpRequest) -> Caller | None:
    """Return who calls; None where no good token is sent. One query, once a request."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, _caller(_secret_in(request)))
    caller: Caller | None = getattr(request, _KEPT)
    return caller


def _secret_in(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _caller(secret: str) -> Caller | None:
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST or not secret.isascii():
        return None
    good = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now()))
    tokens = Token.objects.select_related("membership__user", "membership__party")
    token = next(iter(tokens.filter(good, secret_hash=secret_hash(secret)).only(*_ASKED)), None)
    if token is None:
        return None
    try:
        actor = actor_of_membership(token.membership)
    except NotPermittedError:
        return None
    return Caller(token.pk, token.membership_id, actor)


class Bearer(HttpBearer):
    """The door of every operation."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who calls; None is answered 401."""
        del token
        return caller_of(request)
