"""The cast as parties of a house, and people who act for them."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.base.operations import BaseDatabaseOperations

from samarkand.platform.accounts.sql.lifting import lifted
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.asked_once import ask_once
from tests.depth import FILES_LEFT, QUICK

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning: the time at which every test of the house begins."""

BOTH = re.compile(
    r"tests/platform/(\w+/test_(append_only|at_once|backups|faults|holding|importing|journal|killed"
    r"|model_of_the_ledger|netting_faults|nothing_opens|obligations|open_book|revaluing|rows|starting)"
    r"|test_one_trade)\.py$"
)
"""Tests of what two databases do otherwise: locks, triggers, many rows at once; and one trade to its end."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out of a quick run on PostgreSQL what only asks what SQLite was asked."""
    is_asked_here = not QUICK or not settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if is_asked_here or not collection_path.match("test_*.py") or BOTH.search(collection_path.as_posix()):
        return None
    config.stash[FILES_LEFT] = config.stash.get(FILES_LEFT, 0) + 1
    return True


def party(firm: str) -> Party:
    """Return a firm of the cast as a verified party; its code is its name without the country."""
    code, country = firm.split()
    made, _ = Party.objects.get_or_create(
        code=code,
        defaults={"name": code, "country": country, "state": PartyState.VERIFIED, "state_since": NOW},
    )
    return made


def trader(firm: str) -> Actor:
    """Return a trader of the firm."""
    code, country = firm.split()
    return Actor(user=None, name=f"trader of {code}", role=Role.TRADER, party=code, country=country)


OPERATOR = Actor(user=None, name="operator", role=Role.OPERATOR)
AUDITOR = Actor(user=None, name="auditor", role=Role.AUDITOR)
REGULATOR = Actor(user=None, name="regulator", role=Role.REGULATOR)


@pytest.fixture
def meskay(db: None) -> Party:  # noqa: ARG001 (asking for the database is the point)
    """Return the rice mill."""
    return party(cast.MESKAY)


@pytest.fixture
def astarta(db: None) -> Party:  # noqa: ARG001 (likewise)
    """Return the grower of chickpeas."""
    return party(cast.ASTARTA)


@pytest.fixture(autouse=True)
def _the_engine_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_once(monkeypatch)


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_are_emptied_between_tests() -> Iterator[None]:
    """Let Django empty the tables after a test that commits, though triggers keep them append-only."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def emptied(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
        with lifted():
            empty(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield
