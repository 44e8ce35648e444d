"""The register of parties: made, amended, verified and suspended by the operator, with their history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.alike import alike
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.changing import keep, locked
from samarkand.platform.parties.entering import Entered, in_form, members_of, read_party
from samarkand.platform.parties.history import sign
from samarkand.platform.parties.identifiers import read_identifiers, taken
from samarkand.platform.parties.models import Identifier, Party, PartyState
from samarkand.platform.parties.permissions import AMEND, JUDGE, REGISTER

STEPS: Mapping[str, frozenset[str]] = {
    PartyState.PENDING: frozenset({PartyState.VERIFIED, PartyState.SUSPENDED}),
    PartyState.VERIFIED: frozenset({PartyState.SUSPENDED}),
    PartyState.SUSPENDED: frozenset({PartyState.VERIFIED}),
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different of a party; None leaves a column as it is."""

    name: str | None = None
    country: str | None = None
    pool: str | None = None
    currency: str | None = None
    swing: int | None = None
    identifiers: tuple[tuple[str, str], ...] | None = None


@transaction.atomic
def make(actor: Actor, entered: Entered, now: datetime) -> Party:
    """Register a party and return it; it waits to be verified.

    Raises NotPermittedError, and Refusal with the engine's findings about the table of parties, those of
    its numbers, ``code_unfit``, ``text_unseen``, ``party_alike`` and ``party_taken``.
    """
    require(actor, REGISTER)
    numbers, found = read_identifiers(entered.identifiers)
    read = _read(entered, found)
    _refuse_alike(read)
    party = Party(
        code=read.code,
        name=read.name,
        country=read.country,
        pool=read.pool,
        currency=read.currency,
        swing=read.swing or 0,
        state_since=now,
    )
    sign(party, actor, now)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        message = f"There is a party {read.code} already."
        raise Refusal(finding("party_taken", message, column="party", value=read.code)) from None
    _write_numbers(party, numbers)
    return party


@transaction.atomic
def amend(actor: Actor, party: Party, changes: Changes, version: int | None, now: datetime) -> Party:
    """Change a party and return it; ``version`` is the one the change was made for, None any.

    What all parties of a pool share, its currency and swing, `amend_pool` changes. Raises as `make`,
    and Refusal (``version_stale``).
    """
    require(actor, AMEND, party)
    kept = locked(party, version)
    numbers, found = read_identifiers(changes.identifiers or ())
    read = _read(_changed(kept, changes), found, own=kept.pk)
    if read.name != kept.name:
        _refuse_alike(read, own=kept.pk)
    for column in ("name", "country", "pool", "currency"):
        setattr(kept, column, getattr(read, column))
    kept.swing = read.swing or 0
    keep(kept, actor, now)
    if changes.identifiers is not None:
        kept.identifiers.all().delete()
        _write_numbers(kept, numbers)
    return kept


def _changed(party: Party, changes: Changes) -> Entered:
    return Entered(
        code=party.code,
        name=party.name if changes.name is None else changes.name,
        country=party.country if changes.country is None else changes.country,
        pool=party.pool if changes.pool is None else changes.pool,
        currency=party.currency if changes.currency is None else changes.currency,
        swing=party.swing if changes.swing is None else changes.swing,
    )


def _read(entered: Entered, found: list[Finding], own: int | None = None) -> Entered:
    """Return what is kept; raise every finding at once, those given among them."""
    try:
        read = read_party(entered, own)
    except Refusal as refusal:
        raise Refusal(*refusal.findings, *found) from None
    if found:
        raise Refusal(*found)
    return read


def _refuse_alike(read: Entered, own: int | None = None) -> None:
    found = list(alike([(read.code, read.name)], own))
    if found:
        raise Refusal(*found)


def _write_numbers(party: Party, numbers: Mapping[tuple[str, str], str]) -> None:
    rows = [Identifier(party=party, scheme=scheme, value=number) for scheme, number in numbers]
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(rows)
    except IntegrityError:
        there = {
            (row.scheme, row.value) for row in Identifier.objects.filter(value__in=[v for _, v in numbers])
        }
        raise Refusal(*(taken(*pair) for pair in numbers if pair in there)) from None


@transaction.atomic
def amend_pool(actor: Actor, pool: str, currency: str, swing: int, now: datetime) -> list[Party]:
    """Give all parties of a pool its currency and its swing, in hundredths; return them.

    Raises NotPermittedError, and Refusal with the engine's findings about the two.
    """
    require(actor, AMEND)
    parties = list(members_of(pool).select_for_update().order_by("id"))
    for party in parties:
        read = in_form(_changed(party, Changes(currency=currency, swing=swing)))
        party.currency, party.swing = read.currency, swing
        keep(party, actor, now)
    return parties


def verify(actor: Actor, party: Party, now: datetime, reason: str = "") -> Party:
    """Let a party trade, for the first time or again; return it.

    Raises NotPermittedError, and Refusal (``state_wrong``) where it is verified.
    """
    return _judge(actor, party, PartyState.VERIFIED, reason, now)


def suspend(actor: Actor, party: Party, reason: str, now: datetime) -> Party:
    """Keep a party out of further rounds, for a reason that stays on record; return it.

    What it owes it may still deliver. Raises NotPermittedError, and Refusal (``state_wrong``,
    ``reason_missing``).
    """
    if not reason.strip():
        raise Refusal(finding("reason_missing", f"{party} is to be suspended.", column="reason"))
    return _judge(actor, party, PartyState.SUSPENDED, reason.strip(), now)


@transaction.atomic
def _judge(actor: Actor, party: Party, to: PartyState, reason: str, now: datetime) -> Party:
    require(actor, JUDGE, party)
    kept = locked(party, None)
    if to not in STEPS[kept.state]:
        message = f"Party {kept} is {kept.state}: it cannot become {to}."
        raise Refusal(house_finding("state_wrong", message, column="state", value=kept.state))
    kept.state, kept.state_reason, kept.state_since = to, reason, now
    keep(kept, actor, now)
    return kept
