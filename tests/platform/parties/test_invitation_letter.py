"""An invitation goes by letter to whom it is for, and is shown only where there is no mail."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import override_settings

from samarkand.platform.house import clock
from samarkand.platform.parties.models import Invitation
from tests import cast
from tests.platform.calling import Answer, trader_calls
from tests.platform.operation.test_commands import run

pytestmark = pytest.mark.django_db

OMAR = {"email": "omar@meskay.pk", "role": "trader", "party": "Meskay"}


def invited() -> Answer:
    return trader_calls(cast.MESKAY).post("/invitations", OMAR)


def test_without_mail_the_answer_has_the_whole_link() -> None:
    made = invited().json
    assert made["link"] == f"http://localhost:8000/invitations/{made['secret']}/"
    assert not made["mailed"]
    assert mail.outbox == []


@override_settings(LETTERS_LEAVE=True)
def test_with_mail_only_the_letter_has_the_link() -> None:
    made = invited().json
    assert (made["mailed"], made["link"], made["secret"]) == (True, None, None)
    assert mail.outbox[0].to == ["omar@meskay.pk"]
    assert "http://localhost:8000/invitations/" in mail.outbox[0].body


@override_settings(LETTERS_LEAVE=True)
def test_with_mail_the_command_prints_no_link() -> None:
    told = run("invite", "aigul@chamber.example", "--role", "operator")
    assert (told.exit_code, "/invitations/" in told.output) == (0, False)
    assert "/invitations/" in mail.outbox[0].body


@override_settings(LETTERS_LEAVE=True)
def test_an_invitation_whose_letter_is_not_taken_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SMTPException

    monkeypatch.setattr("samarkand.platform.parties.invitation_letter.send_mail", refuse)
    assert invited().codes == ["letter_not_sent"]
    assert not Invitation.objects.filter(expires_at__gt=clock.now()).exists()
