"""Letters of a house that has no mail: shown on a terminal to whoever runs it there, and nowhere else.

A letter may open a door: the link in it sets a password. So none is written where a log is gathered; the log
says only that there was one.
"""

import sys
from collections.abc import Sequence

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_log = structlog.get_logger(__name__)


class ToTerminal(BaseEmailBackend):
    """Django's door for letters where SAMARKAND_EMAIL_URL names no server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Show each letter where a person watches, and return how many were shown."""
        shown = sys.stdout.isatty()
        for letter in email_messages:
            if shown:
                text = letter.message().as_bytes().decode(errors="replace")
                sys.stdout.write(f"{text}\n{'-' * 79}\n")
                sys.stdout.flush()
            else:
                _log.warning("letter_not_sent", to=letter.to, subject=letter.subject, why="no mail is set")
        return len(email_messages) if shown else 0
