"""The settings of the house: what its environment tells it, and that Django finds no fault."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from samarkand.platform.house import environment
from samarkand.platform.parties.models import Party


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
    asked = "from samarkand.platform.house import settings; print(settings.WEBHOOKS_TO_PRIVATE)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "SAMARKAND_PRIVATE_WEBHOOKS": said},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(allowed)
