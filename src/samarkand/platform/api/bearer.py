"""Who calls: a bearer token (RFC 6750) is looked up by its hash and becomes an actor.

Sessions are for pages; the API takes tokens alone, so that no page a person visits can call it for them.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from ninja.security import HttpBearer

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.clock import now
from samarkand.platform.house.many_rows import kept_moment

PREFIX = "samarkand_"
"""Tokens begin so, that people and scanners of leaked secrets know one when they see it."""

_LONGEST = 100
_KEPT = "_samarkand_caller"


_CALLER = """
    SELECT token.id, membership.id, person.id, coalesce(nullif(person.name, ''), person.email),
        membership.role, coalesce(party.code, ''), coalesce(party.country, membership.country), person.email,
        EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = person.id AND type = 'totp')
    FROM api_token AS token
    JOIN parties_membership AS membership ON membership.id = token.membership_id
    JOIN parties_user AS person ON person.id = membership.user_id
    LEFT JOIN parties_party AS party ON party.id = membership.party_id
    WHERE token.secret_hash = %s AND token.revoked_at IS NULL
        AND (token.expires_at IS NULL OR token.expires_at > %s)
        AND membership.ended_at IS NULL AND token.made_at >= membership.since AND person.is_active
"""
"""Asked at the door with every request, so it is not composed anew each time: that took longer than its
answer. It lets in whom `parties.actors.actor_of_membership` would, and by no token of a role
that ended and began again: those ended with it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, by which token, as which membership (both by id).

    ``has_factor``: the person has set up a second factor.
    """

    token: int
    membership: int
    actor: Actor
    has_factor: bool

    @property
    def lacks_factor(self) -> bool:
        """Tell whether the person has first to set up a second factor: its tokens open nothing till then."""
        return bool(settings.SECOND_FACTOR) and self.actor.reads_people and not self.has_factor


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
    with connection.cursor() as cursor:
        cursor.execute(_CALLER, [secret_hash(secret), kept_moment(now())])
        row = cursor.fetchone()
    return _told(row) if row else None


def _told(row: tuple[Any, ...]) -> Caller:
    token, membership, user, name, role, party, country, email, has_factor = row
    actor = Actor(user, name, Role(role), party=party, country=country, email=email, token=token)
    return Caller(token, membership, actor, bool(has_factor))


class Bearer(HttpBearer):
    """The door of every operation."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return who calls; None is answered 401."""
        del token
        return caller_of(request)
