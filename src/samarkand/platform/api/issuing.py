"""Making and revoking tokens: a person makes them for its own membership and sees the secret once."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from samarkand.core.finding import Refusal
from samarkand.platform.api.bearer import PREFIX, secret_hash
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.models import Membership


def make_token(
    actor: Actor, membership: Membership, name: str, now: datetime, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """Make a token that acts as the membership and return it with its secret, which is kept nowhere.

    Raises Refusal (``token_name_taken``, ``token_time_past``) and NotPermittedError.
    """
    require(actor, "api.make_token", membership)
    if expires_at is not None and expires_at <= now:
        message = f"The token {name} would end on {expires_at.isoformat()}."
        raise Refusal(finding("token_time_past", message, column="expires_at", value=expires_at.isoformat()))
    secret = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = Token.objects.create(
                membership=membership,
                name=name,
                secret_hash=secret_hash(secret),
                made_at=now,
                expires_at=expires_at,
            )
    except IntegrityError:
        message = f"A token {name} is in use."
        raise Refusal(finding("token_name_taken", message, column="name", value=name)) from None
    return token, secret


def visible_tokens(actor: Actor) -> QuerySet[Token]:
    """Return the tokens of the person who acts; the operator sees all. Secrets are in none of them."""
    tokens = Token.objects.select_related("membership__user", "membership__party")
    if actor.is_operator:
        return tokens
    return tokens.filter(membership__user=actor.user) if actor.user is not None else tokens.none()


def revoke_token(actor: Actor, token: Token, now: datetime) -> None:
    """End a token now; one that has ended stays as it is. Raises NotPermittedError."""
    require(actor, "api.revoke_token", token)
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
