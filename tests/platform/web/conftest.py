"""People who look at the pages of the house."""

from django.test import Client

from samarkand.platform.house.actor import Role
from samarkand.platform.parties.models import Membership, User
from tests.platform.conftest import NOW, party


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
