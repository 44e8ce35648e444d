"""How people come to act in the house, and stop: invited to an address, joined with a secret, ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from samarkand.book import catalogue
from samarkand.book.countries import country_codes
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.models import Invitation, Membership, Party, User
from samarkand.platform.parties.permissions import END, INVITE

LASTS = timedelta(days=7)
"""How long an invitation may be answered."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom to invite as what: a trader has a party, a regulator may have a country."""

    email: str
    role: Role
    party: Party | None = None
    country: str = ""


def invite(actor: Actor, invited: Invited, now: datetime) -> tuple[Invitation, str]:
    """Ask somebody to join; return the invitation and its secret, which is kept nowhere.

    Whoever has the secret may join for `LASTS`. Raises NotPermittedError, and Refusal
    (``email_malformed``, ``membership_unfit``, ``country_unknown``).
    """
    require(actor, INVITE, (invited.role, invited.party.code if invited.party else ""))
    found = _findings(invited)
    if found:
        raise Refusal(*found)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=User.objects.normalize_email(invited.email.strip()),
        role=invited.role,
        party=invited.party,
        country=invited.country.strip().upper(),
        secret_hash=_hash(secret),
        invited_by_id=actor.user,
        invited_at=now,
        expires_at=now + LASTS,
    )
    return invitation, secret


def _findings(invited: Invited) -> list[Finding]:
    found = []
    try:
        validate_email(invited.email.strip())
    except ValidationError:
        message = f"{invited.email[:80]!r} is no address."
        found.append(finding("email_malformed", message, column="email", value=invited.email[:80]))
    if (invited.role is Role.TRADER) != (invited.party is not None):
        said = "has no party" if invited.role is Role.TRADER else "has a party"
        found.append(finding("membership_unfit", f"The {invited.role} {said}.", column="party"))
    country = invited.country.strip().upper()
    if country and invited.role is not Role.REGULATOR:
        message = f"The {invited.role} has a country."
        found.append(finding("membership_unfit", message, column="country", value=country[:80]))
    elif country and country not in country_codes():
        message = f"{country[:80]} is no country of ISO 3166."
        found.append(catalogue.finding("country_unknown", message, column="country", value=country[:80]))
    return found


def withdraw_invitation(actor: Actor, invitation: Invitation, now: datetime) -> None:
    """End an invitation now; one that was answered, or is over, stays as it is. Raises NotPermittedError."""
    require(actor, INVITE, (invitation.role, invitation.party.code if invitation.party else ""))
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now).update(expires_at=now)


def open_invitation(secret: str, now: datetime) -> Invitation:
    """Return the invitation that can still be answered with the secret.

    Raises Refusal (``invitation_over``) where there is none.
    """
    rows = Invitation.objects.select_related("party").filter(accepted_at=None, expires_at__gt=now)
    invitation = rows.filter(secret_hash=_hash(secret)).first()
    if invitation is None:
        raise Refusal(finding("invitation_over", "The invitation cannot be answered."))
    return invitation


@transaction.atomic
def join(secret: str, name: str, password: str, now: datetime) -> Membership:
    """Answer an invitation and return the role it gives.

    Somebody new to the house gets a user with this name and password. Who has a user at the address
    keeps it as it is: a secret sent by letter must not change a password. Raises Refusal
    (``invitation_over``, ``password_weak``); of several who answer at once one joins.
    """
    invitation = open_invitation(secret, now)
    _close(invitation, now)
    user = User.objects.filter(email__iexact=invitation.email).first() or _new_user(
        invitation.email, name, password, now
    )
    membership, made = Membership.objects.get_or_create(
        user=user,
        role=invitation.role,
        party=invitation.party,
        defaults={"country": invitation.country, "since": now},
    )
    if not made:
        # A role that had ended begins again; one that runs goes on, for the country now named.
        membership.country = invitation.country
        membership.since = now if membership.ended_at is not None else membership.since
        membership.ended_at = None
        membership.save(update_fields=["country", "since", "ended_at"])
    return membership


def _close(invitation: Invitation, now: datetime) -> None:
    answered = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now)
    if not answered.update(accepted_at=now):
        raise Refusal(finding("invitation_over", "The invitation was answered at this moment."))


def _new_user(email: str, name: str, password: str, now: datetime) -> User:
    user = User(email=email, name=name.strip()[:200], joined_at=now)
    try:
        validate_password(password, user)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise Refusal(finding("password_weak", message, column="password")) from None
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def end(actor: Actor, membership: Membership, now: datetime) -> Membership:
    """End a role now, and with it every token that acts in it; one that has ended stays as it is.

    Raises NotPermittedError, and Refusal (``operator_last``).
    """
    require(actor, END, membership)
    if membership.role == Role.OPERATOR:
        running = Membership.objects.select_for_update().filter(
            role=Role.OPERATOR, ended_at=None, user__is_active=True
        )
        if not {row.pk for row in running} - {membership.pk}:
            raise Refusal(finding("operator_last", f"{membership.user} is the last operator."))
    Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=now)
    membership.refresh_from_db(fields=["ended_at"])
    return membership


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
