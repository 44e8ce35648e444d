"""Letters leave by the server that an address names."""

import pytest
from django.core.mail import EmailMessage, get_connection

from samarkand.platform.house.letters import letter_settings

LETTER = EmailMessage("A new password", "https://house.example/reset/key/3-abc/", to=["aisha@meskay.pk"])


def sent_without_mail() -> int | None:
    """Send a letter as a house without mail does."""
    backend = letter_settings("")["EMAIL_BACKEND"]
    return get_connection(backend).send_messages([LETTER])


def test_without_mail_a_letter_is_shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert sent_without_mail() == 1
    assert "reset/key/3-abc" in capsys.readouterr().out


def test_without_mail_what_opens_a_door_is_not_written_where_a_log_is_gathered(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert sent_without_mail() == 0
    assert "reset/key/3-abc" not in "".join(capfd.readouterr())


def test_an_address_names_server_user_and_password() -> None:
    told = letter_settings("smtp+tls://house%40example:pass%2Fword@mail.example:2525")
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == ("mail.example", 2525)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("house@example", "pass/word")
    assert (told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (True, False)


@pytest.mark.parametrize(
    ("address", "port"), [("smtp://mail", 25), ("smtps://mail", 465), ("smtp+tls://mail", 587)]
)
def test_each_way_has_its_port(address: str, port: int) -> None:
    assert letter_settings(address)["EMAIL_PORT"] == port


def test_another_way_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="SAMARKAND_EMAIL_URL must begin with smtp"):
        letter_settings("imap://mail")
