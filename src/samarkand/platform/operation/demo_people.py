"""The people of the example: each with a password to sign in with and a token for programs, shown once."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from samarkand.platform.api.issuing import make_token
from samarkand.platform.house.actor import HOUSE, Actor, Role
from samarkand.platform.parties.actors import actor_of_membership
from samarkand.platform.parties.models import Party
from samarkand.platform.parties.people import Invited, invite, join

_AT = "samarkand.example"  # RFC 2606: nobody's
_HOUSE_PEOPLE = (("operator", Role.OPERATOR), ("auditor", Role.AUDITOR), ("regulator", Role.REGULATOR))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the example; password and token are in the clear here and nowhere else."""

    actor: Actor
    email: str
    password: str
    token: str


def join_people(parties: Mapping[str, Party], now: datetime) -> dict[str, Person]:
    """Let the house's people and a trader of each party join; return them by name, parties' by code."""
    invited = {name: Invited(f"{name}@{_AT}", role) for name, role in _HOUSE_PEOPLE}
    for code, party in parties.items():
        invited[code] = Invited(f"{code.lower()}@{_AT}", Role.TRADER, party)
    return {name: _join(one, name, now) for name, one in invited.items()}


def _join(invited: Invited, name: str, now: datetime) -> Person:
    _, secret = invite(HOUSE, invited, now)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    membership = join(secret, name, password, now)
    actor = actor_of_membership(membership)
    _, token = make_token(actor, membership, "example", now)
    return Person(actor, invited.email, password, token)


def told(people: Mapping[str, Person]) -> Iterator[str]:
    """Yield the lines that tell who may sign in and with what."""
    yield f"{'sign in as':31} {'with password':21} or, by API, with the bearer token"
    for person in people.values():
        yield f"{person.email:31} {person.password:21} {person.token}"
