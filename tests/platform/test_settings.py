"""The settings of the house: what its environment tells it, and that Django finds no fault."""

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
