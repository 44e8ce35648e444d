"""The letter that brings an invitation's link to the one invited, and to nobody else."""

from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.own_address import people_address
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.models import Invitation
from samarkand.platform.parties.people import Invited, invite

_SUBJECT = "You are invited to a clearing house for goods"
_TEXT = """You are invited to act as {role}.

Open this link, once, before {until} UTC:

{link}

If you do not know why you get this letter, leave it: nothing happens then.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that was made, with its link; blank ``secret`` and ``link`` went by letter."""

    invitation: Invitation
    secret: str
    link: str


def ask_to_join(actor: Actor, invited: Invited, now: datetime, address: str = "") -> Asked:
    """Invite somebody by a link, sent by letter where the house has mail; else whoever asks is to pass it on.

    ``address`` is where people reach the house, as its settings tell if blank. Raises what `people.invite`
    raises, and Refusal (``letter_not_sent``).
    """
    invitation, secret = invite(actor, invited, now)
    link = (address.rstrip("/") or people_address()) + reverse("join", args=[secret])
    return Asked(invitation, "", "") if _is_sent(invitation, link, now) else Asked(invitation, secret, link)


def _is_sent(invitation: Invitation, link: str, now: datetime) -> bool:
    """Send the link to the address invited; return whether it was, False where the house has no mail.

    Where it was sent, nobody else is to be told the link. Raises Refusal (``letter_not_sent``) where the
    server did not take it: the invitation is over then.
    """
    if not settings.LETTERS_LEAVE:
        return False
    role = f"{invitation.role} of {invitation.party}" if invitation.party else invitation.role
    text = _TEXT.format(role=role, until=f"{invitation.expires_at:%Y-%m-%d %H:%M}", link=link)
    try:
        send_mail(_SUBJECT, text, None, [invitation.email])
    except (OSError, SMTPException) as trouble:
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=now)
        message = f"The letter to {invitation.email} was not taken: {type(trouble).__name__}."
        raise Refusal(
            finding("letter_not_sent", message, column="email", value=invitation.email)
        ) from trouble
    return True
