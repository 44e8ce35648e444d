"""The world of these tests: furnished once for each module, every call undone after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.platform.security.world import World, furnish


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as deep what schemathesis makes up, but for each fourth operation: it marks none by itself."""
    made_up = [item for item in items if item.path == Path(__file__).with_name("test_fuzz.py")]
    for place, item in enumerate(made_up):
        if place % 4:
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:  # noqa: ARG001 (the tables must be there)
    """Yield the world, and undo all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish()
        transaction.set_rollback(True)
