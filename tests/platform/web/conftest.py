"""People who look at the pages of the house."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from samarkand.platform.house import page_settings
from samarkand.platform.house.actor import Role
from samarkand.platform.parties.models import Membership, User
from tests.platform.conftest import NOW, party

SignIn = Callable[..., Client]

PAGE_SETTINGS = {name: value for name, value in vars(page_settings).items() if name.isupper()}


@pytest.fixture(autouse=True)
def pages(db: None) -> Iterator[None]:  # noqa: ARG001 (asking for the database is the point)
    with override_settings(ROOT_URLCONF="samarkand.platform.web.urls", **PAGE_SETTINGS):
        yield


def person(role: Role | None, firm: str = "") -> User:
    """Return somebody with a role in the house, or with none."""
    user = User.objects.create_user(f"{role or 'nobody'}@house.example", "a long pass phrase", name="Aziza")
    if role is not None:
        Membership.objects.create(user=user, role=role, party=party(firm) if firm else None, since=NOW)
    return user


def signed_in(role: Role | None, firm: str = "") -> Client:
    """Return the browser of somebody with a role, signed in."""
    client = Client()
    client.force_login(person(role, firm), backend="django.contrib.auth.backends.ModelBackend")
    return client
