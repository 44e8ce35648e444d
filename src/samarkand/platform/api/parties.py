"""Parties over the API: the register, and what the operator judges."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.responses import Status

from samarkand.platform.api import people
from samarkand.platform.api.frame import (
    REFUSALS,
    VERSIONED,
    After,
    Limit,
    Page,
    actor_of,
    expected_version,
    found,
    paged,
    with_etag,
)
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.clock import now
from samarkand.platform.parties import register
from samarkand.platform.parties.entering import Entered
from samarkand.platform.parties.models import Party, PartyState
from samarkand.platform.parties.permissions import visible_parties

router = Router(tags=["parties"])
router.add_router("", people.router)

Name = Annotated[str, Field(max_length=300, description="For people.")]
Country = Annotated[str, Field(max_length=2, description="ISO 3166 alpha-2.")]
Pool = Annotated[
    str, Field(max_length=64, description="Who settles together at home; a pool of its own if blank.")
]
Currency = Annotated[str, Field(max_length=64, description="The pool's own money, any name.")]


class IdentifierIn(Input):
    """A number by which a register knows a party."""

    scheme: str = Field(max_length=16, description="INN, OGRN, NTN, CNIC, LEI, VAT, UNP, USCC, BIN or STIR.")
    value: str = Field(max_length=64, description="As its paper shows it; check digits are checked.")


class NewParty(Input):
    """A party to be registered. What is blank of currency and swing is the pool's."""

    party: str = Field(max_length=64, description="Its code: short, and used in offers and wants.")
    name: Name
    country: Country
    pool: Pool = ""
    currency: Currency = ""
    swing: Value | None = Field(None, description="Imbalance the pool may run, in the unit of account.")
    identifiers: list[IdentifierIn] = Field([], max_length=20, description="Numbers of registers.")

    def entered(self) -> Entered:
        """Return what the service is told."""
        return Entered(
            self.party,
            self.name,
            self.country,
            self.pool,
            self.currency,
            self.swing,
            _pairs(self.identifiers),
        )


class PartyChanges(Input):
    """What is to be different; what is left out stays. Currency and swing are changed for the whole pool."""

    name: Name | None = None
    country: Country | None = None
    pool: Pool | None = None
    identifiers: list[IdentifierIn] | None = Field(None, max_length=20, description="All of them anew.")

    def changes(self) -> register.Changes:
        """Return what the service is told."""
        return register.Changes(
            name=self.name,
            country=self.country,
            pool=self.pool,
            identifiers=None if self.identifiers is None else _pairs(self.identifiers),
        )


def _pairs(identifiers: list[IdentifierIn]) -> tuple[tuple[str, str], ...]:
    return tuple((one.scheme, one.value) for one in identifiers)


class PoolChanges(Input):
    """What all parties of a pool share."""

    currency: Currency
    swing: Value = Field(description="Imbalance the pool may run, in the unit of account.")


class Judgement(Input):
    """Why a party is verified or suspended."""

    reason: str = Field("", max_length=1_000, description="Stays on record; a suspension must have one.")


class IdentifierOut(Schema):
    """A number by which a register knows a party."""

    scheme: str = Field(description="The register.")
    value: str = Field(description="The number.")


class PartyOut(Schema):
    """A party as those see it who may."""

    party: str = Field(description="Its code.")
    name: str = Field(description="For people.")
    country: str = Field(description="ISO 3166 alpha-2.")
    pool: str = Field(description="Who settles together at home; the party itself if alone.")
    currency: str = Field(description="The pool's own money.")
    swing: Value = Field(description="Imbalance the pool may run, in the unit of account.")
    state: PartyState = Field(description="It trades only while it is verified.")
    state_reason: str = Field(description="Why it is in that state.")
    state_since: datetime = Field(description="Since when.")
    identifiers: list[IdentifierOut] = Field(description="Numbers of registers.")
    version: int = Field(description="Also the ETag.")


class PartyVersion(Schema):
    """How a party stood from one moment on."""

    at: datetime = Field(description="From then on.")
    by: str = Field(description="Who made it so; the house where blank.")
    version: int = Field(description="The version it was then.")
    name: str = Field(description="Its name then.")
    country: str = Field(description="Its country then.")
    pool: str = Field(description="Its pool then.")
    state: PartyState = Field(description="Its state then.")
    state_reason: str = Field(description="Why, then.")


def _out(party: Party) -> PartyOut:
    return PartyOut(
        party=party.code,
        name=party.name,
        country=party.country,
        pool=party.pool or party.code,
        currency=party.currency,
        swing=party.swing,
        state=PartyState(party.state),
        state_reason=party.state_reason,
        state_since=party.state_since,
        identifiers=[IdentifierOut(scheme=one.scheme, value=one.value) for one in party.identifiers.all()],
        version=party.version,
    )


def _version_out(version: Any) -> PartyVersion:  # noqa: ANN401 (a model that simple-history makes)
    named = ("version", "name", "country", "pool", "state", "state_reason")
    return PartyVersion(
        at=version.history_date,
        by=str(version.history_user or ""),
        **{name: getattr(version, name) for name in named},
    )


def _one(request: HttpRequest, code: str) -> Party:
    return found(visible_parties(actor_of(request)), code=code)


def _shown(response: HttpResponse, party: Party) -> PartyOut:
    with_etag(response, party.version)
    return _out(party)


@router.get(
    "/parties",
    response={200: Page[PartyOut], **REFUSALS},
    operation_id="list_parties",
    summary="Parties",
)
def list_parties(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    country: str = "",
    state: PartyState | None = None,
) -> Paged[PartyOut]:
    """Return the parties one may see: a trader its own, a regulator those of its country, others all."""
    parties = visible_parties(actor_of(request)).prefetch_related("identifiers")
    parties = parties.filter(country=country) if country else parties
    return paged(parties.filter(state=state) if state else parties, limit, after, _out)


@router.post(
    "/parties",
    response={201: PartyOut, **REFUSALS},
    operation_id="register_party",
    summary="Register a party",
)
def register_party(request: HttpRequest, response: HttpResponse, new: NewParty) -> Status[PartyOut]:
    """Put a party into the register; it trades once it is verified."""
    party = register.make(actor_of(request), new.entered(), now())
    return Status(201, _shown(response, party))


@router.get(
    "/parties/{path:code}/history",
    response={200: Page[PartyVersion], **REFUSALS},
    operation_id="get_party_history",
    summary="How a party came to be as it is",
)
def get_party_history(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[PartyVersion]:
    """Return the versions of a party, the newest first."""
    versions = _one(request, code).history.select_related("history_user")
    return paged(versions, limit, after, _version_out, newest_first=True)


@router.post(
    "/parties/{path:code}/verify",
    response={200: PartyOut, **REFUSALS},
    operation_id="verify_party",
    summary="Verify a party",
)
def verify_party(request: HttpRequest, response: HttpResponse, code: str, judged: Judgement) -> PartyOut:
    """Let a party trade, for the first time or again."""
    party = register.verify(actor_of(request), _one(request, code), now(), judged.reason)
    return _shown(response, party)


@router.post(
    "/parties/{path:code}/suspend",
    response={200: PartyOut, **REFUSALS},
    operation_id="suspend_party",
    summary="Suspend a party",
)
def suspend_party(request: HttpRequest, response: HttpResponse, code: str, judged: Judgement) -> PartyOut:
    """Keep a party out of further rounds; what it owes it may still deliver."""
    party = register.suspend(actor_of(request), _one(request, code), judged.reason, now())
    return _shown(response, party)


@router.put(
    "/parties/{path:code}/pool",
    response={200: list[PartyOut], **REFUSALS},
    operation_id="amend_pool",
    summary="Amend the pool of a party",
)
def amend_pool(request: HttpRequest, code: str, changes: PoolChanges) -> list[PartyOut]:
    """Give all parties of the party's pool its currency and its swing, and return them."""
    party = _one(request, code)
    changed = register.amend_pool(
        actor_of(request), party.pool or party.code, changes.currency, changes.swing, now()
    )
    return [_out(one) for one in changed]


@router.get(
    "/parties/{path:code}",
    response={200: PartyOut, **REFUSALS},
    operation_id="get_party",
    summary="One party",
)
def get_party(request: HttpRequest, response: HttpResponse, code: str) -> PartyOut:
    """Return a party, with its version as ETag."""
    return _shown(response, _one(request, code))


@router.patch(
    "/parties/{path:code}",
    response={200: PartyOut, **REFUSALS},
    operation_id="amend_party",
    summary="Amend a party",
    openapi_extra=VERSIONED,
)
def amend_party(request: HttpRequest, response: HttpResponse, code: str, changes: PartyChanges) -> PartyOut:
    """Change a party; If-Match names the version that was read."""
    party = _one(request, code)
    changed = register.amend(actor_of(request), party, changes.changes(), expected_version(request), now())
    return _shown(response, changed)
