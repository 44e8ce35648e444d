"""How people come to act in the house, and stop: invited to an address, signed in with it, joined, ended."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

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

    Whoever has the secret and signs in with the address may join for `LASTS`. Raises NotPermittedError,
    and Refusal (``email_malformed``, ``membership_unfit``, ``country_unknown``).
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


def make_user(secret: str, name: str, password: str, now: datetime) -> None:
    """Give the person who is invited a user of this name and password, if the house has none at the address.

    It gives no role: whoever then signs in with the address may `accept`. Where there is a user it stays as
    it is, for a secret must not change a password, and the answer is the same: it tells nobody whether the
    house knows the address. Raises Refusal (``invitation_over``, ``password_weak``).
    """
    email = open_invitation(secret, now).email
    user = User(email=email, name=name.strip()[:200], joined_at=now)
    _refuse_weak(password, user)
    user.set_password(password)  # takes as long for somebody known
    if _user_at(email) is None:
        with suppress(IntegrityError), transaction.atomic():  # another was faster, which is as good
            user.save()


@transaction.atomic
def accept(secret: str, user: User, now: datetime) -> Membership:
    """Answer an invitation as the person signed in, and return the role it gives.

    Only the one who is invited can: nobody else makes a person act for a party. Raises Refusal
    (``invitation_over``, ``invitation_foreign``); of several who answer at once one joins.
    """
    invitation = open_invitation(secret, now)
    if not is_invited(invitation, user):
        raise Refusal(finding("invitation_foreign", f"The invitation is not for {user}."))
    _close(invitation, now)
    return _give_role(invitation, user, now)


@transaction.atomic
def join(secret: str, name: str, password: str, now: datetime) -> Membership:
    """Let somebody new to the house join in one step, and return the role.

    For the house itself, which knows that it speaks for the person: the people of the example. Raises
    Refusal (``invitation_over``, ``password_weak``, ``person_known``).
    """
    invitation = open_invitation(secret, now)
    if _user_at(invitation.email) is not None:
        raise Refusal(finding("person_known", f"{invitation.email} has a user here."))
    user = User(email=invitation.email, name=name.strip()[:200], joined_at=now)
    _refuse_weak(password, user)
    user.set_password(password)
    _close(invitation, now)
    user.save()
    return _give_role(invitation, user, now)


def is_invited(invitation: Invitation, user: User) -> bool:
    """Tell whether the user is the one an invitation is for: its address, in letters of any case."""
    return user.email.casefold() == invitation.email.casefold()


def _give_role(invitation: Invitation, user: User, now: datetime) -> Membership:
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


def _user_at(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()


def _close(invitation: Invitation, now: datetime) -> None:
    answered = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now)
    if not answered.update(accepted_at=now):
        raise Refusal(finding("invitation_over", "The invitation was answered at this moment."))


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        message = " ".join(error.messages)
        raise Refusal(finding("password_weak", message, column="password")) from None


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
