"""Making and revoking tokens: a person makes them for its own memberships and sees each secret once.

A token may make others. None of them outlives it: they end when it ends, and are revoked with it.
"""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.api.bearer import PREFIX, secret_hash
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.models import Token
from samarkand.platform.house import environment
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError, require
from samarkand.platform.parties.history import sign
from samarkand.platform.parties.models import Membership


@transaction.atomic
def make_token(
    actor: Actor, membership: Membership, name: str, now: datetime, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """Make a token that acts as the membership and return it with its secret, which is kept nowhere.

    Raises Refusal (``token_name_taken``, ``token_time_past``, ``tokens_too_many``) and NotPermittedError.
    """
    require(actor, "api.make_token", membership)
    _lock(membership)
    return _make(actor, Token(membership=membership, name=name, expires_at=expires_at), now)


@transaction.atomic
def make_child(
    actor: Actor, parent: Token, name: str, now: datetime, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """Make a token by another one, for the same membership: it ends with that one where not before.

    Raises Refusal as `make_token` does, and ``token_outlives_parent``; NotPermittedError.
    """
    membership = parent.membership
    require(actor, "api.make_token", membership)
    _lock(membership)
    parent.refresh_from_db(fields=["revoked_at"])
    if parent.revoked_at is not None:
        raise NotPermittedError(f"The token {parent} was revoked at this moment")
    ends = parent.expires_at if expires_at is None else expires_at
    if parent.expires_at is not None and ends is not None and ends > parent.expires_at:
        message = f"The token {name} would outlive {parent}, which ends on {parent.expires_at.isoformat()}."
        raise Refusal(finding("token_outlives_parent", message, column="expires_at", value=ends.isoformat()))
    return _make(actor, Token(membership=membership, parent=parent, name=name, expires_at=ends), now)


def live_tokens(membership: Membership, now: datetime) -> QuerySet[Token]:
    """Return the tokens that open something now: not revoked, not past their end, no older than the role."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return Token.objects.filter(
        lasting, membership=membership, revoked_at=None, made_at__gte=membership.since
    )


def visible_tokens(actor: Actor) -> QuerySet[Token]:
    """Return the tokens of the person who acts; the operator sees all. Secrets are in none of them."""
    tokens = Token.objects.select_related("membership__user", "membership__party")
    if actor.is_operator:
        return tokens
    return tokens.filter(membership__user=actor.user) if actor.user is not None else tokens.none()


@transaction.atomic
def revoke_token(actor: Actor, token: Token, now: datetime) -> None:
    """End a token now, and every token that came of it; one that has ended stays as it is.

    Raises NotPermittedError.
    """
    require(actor, "api.revoke_token", token)
    _lock(token.membership)  # else one that it makes at this moment would escape
    generation = list(Token.objects.filter(pk=token.pk))
    while generation:
        for each in generation:
            _revoke(actor, each, now)
        generation = list(Token.objects.filter(parent__in=generation))


def _revoke(actor: Actor, token: Token, now: datetime) -> None:
    if token.revoked_at is None:
        token.revoked_at = now
        sign(token, actor, now)
        token.save(update_fields=["revoked_at"])


def _lock(membership: Membership) -> None:
    """Wait for whoever makes or revokes tokens of the membership, and let others wait."""
    Membership.objects.select_for_update().get(pk=membership.pk)


def _make(actor: Actor, token: Token, now: datetime) -> tuple[Token, str]:
    if found := [*_time_findings(token, now), *_count_findings(token.membership, now)]:
        raise Refusal(*found)
    _free_the_name(actor, token, now)
    secret = PREFIX + secrets.token_urlsafe(32)
    token.secret_hash, token.made_at = secret_hash(secret), now
    sign(token, actor, now)
    try:
        with transaction.atomic():
            token.save()
    except IntegrityError:
        message = f"A token {token.name} is in use."
        raise Refusal(finding("token_name_taken", message, column="name", value=token.name)) from None
    return token, secret


def _time_findings(token: Token, now: datetime) -> list[Finding]:
    ends = token.expires_at
    if ends is None or ends > now:
        return []
    message = f"The token {token.name} would end on {ends.isoformat()}."
    return [finding("token_time_past", message, column="expires_at", value=ends.isoformat())]


def _count_findings(membership: Membership, now: datetime) -> list[Finding]:
    most = environment.number("SAMARKAND_TOKENS")
    if live_tokens(membership, now).count() < most:
        return []
    return [finding("tokens_too_many", f"This membership has {most} tokens in use.", column="name")]


def _free_the_name(actor: Actor, token: Token, now: datetime) -> None:
    """Revoke a token of that name that has ended by itself: its name is in nobody's way."""
    alike = Token.objects.filter(membership=token.membership, name=token.name, revoked_at=None)
    for each in alike.exclude(pk__in=live_tokens(token.membership, now)):
        _revoke(actor, each, now)
