"""Letters leave by the server that an address names."""

import pytest

from samarkand.platform.house.letters import letter_settings


def test_without_an_address_letters_are_printed() -> None:
    assert letter_settings("")["EMAIL_BACKEND"].endswith("console.EmailBackend")


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
