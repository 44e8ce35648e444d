"""The letter that brings an invitation's link to the one invited, and to nobody else."""

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from samarkand.core.finding import Refusal
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.models import Invitation

_SUBJECT = "You are invited to a clearing house for goods"
_TEXT = """You are invited to act as {role}.

Open this link, once, before {until} UTC:

{link}

If you do not know why you get this letter, leave it: nothing happens then.
"""


def send_invitation(invitation: Invitation, link: str, now: datetime) -> bool:
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
