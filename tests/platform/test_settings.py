"""The settings of the house: what its environment tells it, and that Django finds no fault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from samarkand.platform.house import environment
from samarkand.platform.parties.models import Party

NUMBERS = [each.name for each in environment.VARIABLES if each.bounds]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_party_is_kept_with_its_history(meskay: Party) -> None:
    assert meskay.history.count() == 1


def test_a_number_that_is_none_is_told_by_name() -> None:
    with pytest.raises(ValueError, match="SAMARKAND_WORKERS must be a whole number"):
        environment.check({"SAMARKAND_WORKERS": "two"})


def test_flags_may_be_words_and_blanks_are_defaults() -> None:
    environment.check({"SAMARKAND_DEBUG": "yes", "SAMARKAND_WORKERS": ""})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SAMARKAND_HOSTS", "house.example.org:8443"),
        ("SAMARKAND_HOSTS", "https://house.example.org"),
        ("SAMARKAND_HOSTS", "localhost, house.example.org/exchange"),
        ("SAMARKAND_PATH", "https://house.example.org/exchange"),
        ("SAMARKAND_HTTPS", "perhaps"),
        ("SAMARKAND_HSTS", "everything"),
        ("SAMARKAND_LOG", "xml"),
        ("DATABASE_URL", "oracle://user:secret@host/house"),
        *((name, "0") for name in NUMBERS),
        *((name, "-1") for name in NUMBERS),
        *((name, "9" * 30) for name in NUMBERS),
        *((name, "٣") for name in NUMBERS),
    ],
)
def test_what_a_variable_cannot_be_is_told_by_its_name(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=name) as told:
        environment.check({name: said})
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("said", ["house.example.org", "*", ".example.org", "[::1]", "192.0.2.1,localhost"])
def test_names_of_a_house_are_names(said: str) -> None:
    environment.check({"SAMARKAND_HOSTS": said})


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ("", "31536000 False False"),
        ("subdomains", "31536000 True False"),
        ("preload", "31536000 True True"),
        ("none", "0 False False"),
    ],
)
@pytest.mark.deep
def test_names_below_a_house_are_left_alone_unless_it_says_so(said: str, header: str) -> None:
    assert (
        told_by_settings(
            "SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD",
            SAMARKAND_HTTPS="1",
            SAMARKAND_HSTS=said,
        )
        == header
    )


def told_by_settings(names: str, **environ: str) -> str:
    """Return what the settings are in a process of that environment."""
    told = subprocess.run(
        [sys.executable, "-c", f"from samarkand.platform.house import settings as s; print(s.{names})"],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def test_every_variable_is_asked_for() -> None:
    """One that nobody reads does nothing, whatever the page of settings says."""
    source = Path(environment.__file__).parents[2]
    read = "".join(
        file.read_text(encoding="utf-8")
        for file in source.rglob("*.py")
        if not file.samefile(environment.__file__)
    )
    own = Path(environment.__file__).read_text(encoding="utf-8").partition("_BY_NAME")[2]
    unread = [each.name for each in environment.VARIABLES if f'"{each.name}"' not in read + own]
    assert unread == []


@pytest.mark.parametrize(("said", "allowed"), [("1", True), ("0", False), ("", False)])
def test_private_webhooks_are_allowed_by_the_environment(said: str, *, allowed: bool) -> None:
    assert told_by_settings("WEBHOOKS_TO_PRIVATE", SAMARKAND_PRIVATE_WEBHOOKS=said) == str(allowed)
