"""Forms of the back office about parties: registered, amended, their pool's money and swing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from samarkand.core.finding import Refusal
from samarkand.core.scale import VALUE_DECIMALS
from samarkand.platform.house.actor import Actor
from samarkand.platform.parties import register
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.entering import LONGEST, Entered
from samarkand.platform.parties.identifiers import SCHEMES
from samarkand.platform.parties.models import Party
from samarkand.platform.web.back_office.acts import FilledAct
from samarkand.platform.web.back_office.fields import AskedForm, NumberField

_ALL = "All of them, not this party's alone: "


class _About(AskedForm):
    """What is said of a party when it comes in, and may be amended."""

    name = forms.CharField(max_length=LONGEST["name"], help_text="For people, in any script.")
    country = forms.CharField(max_length=2, help_text="Two letters of ISO 3166: PK, RU, KZ.")
    pool = forms.CharField(
        max_length=LONGEST["pool"],
        required=False,
        help_text="Who settles together at home: the code of the pool. Blank: a pool of its own.",
    )
    identifiers = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Numbers of registers, one a line: NTN 1234567-8. Registers: {', '.join(SCHEMES)}.",
    )


class NewPartyForm(_About):
    """A party to be registered."""

    field_order = ("party", "name", "country", "pool", "currency", "swing", "identifiers")
    party = forms.CharField(
        label="Code", max_length=LONGEST["party"], help_text="Short; offers and wants name it so: MESKAY."
    )
    currency = forms.CharField(
        max_length=LONGEST["currency"],
        required=False,
        help_text="The money in which the pool counts: PKR. Blank: the pool's, where there is one.",
    )
    swing = NumberField(
        VALUE_DECIMALS,
        required=False,
        help_text="Imbalance that the pool may run, in the unit of account. Blank: the pool's, else none.",
    )


class PartyForm(_About):
    """A party to be amended, at the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PoolForm(AskedForm):
    """What all parties of a pool share."""

    currency = forms.CharField(max_length=LONGEST["currency"], help_text=f"{_ALL}the pool's money.")
    swing = NumberField(VALUE_DECIMALS, help_text=f"{_ALL}imbalance that the pool may run.")


def _register(actor: Actor, row: None, said: Mapping[str, Any], now: datetime) -> str:
    del row
    party = register.make(
        actor,
        Entered(
            code=said["party"],
            name=said["name"],
            country=said["country"],
            pool=said["pool"],
            currency=said["currency"],
            swing=said["swing"],
            identifiers=_numbers(said["identifiers"]),
        ),
        now,
    )
    return f"{party} is registered. It trades once it is verified."


def _amend(actor: Actor, party: Party, said: Mapping[str, Any], now: datetime) -> None:
    changes = register.Changes(
        name=said["name"],
        country=said["country"],
        pool=said["pool"],
        identifiers=_numbers(said["identifiers"]),
    )
    register.amend(actor, party, changes, said["version"], now)


def _amend_pool(actor: Actor, party: Party, said: Mapping[str, Any], now: datetime) -> str:
    pool = party.pool or party.code
    changed = register.amend_pool(actor, pool, said["currency"], said["swing"], now)
    return f"Pool {pool}: {', '.join(map(str, changed))}"


def _as_it_is(party: Party) -> Mapping[str, Any]:
    numbers = "\n".join(str(row) for row in party.identifiers.order_by("scheme", "value"))
    return {
        "name": party.name,
        "country": party.country,
        "pool": party.pool,
        "identifiers": numbers,
        "version": party.version,
    }


def _pool_as_it_is(party: Party) -> Mapping[str, Any]:
    return {"currency": party.currency, "swing": party.swing}


def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    """Return the schemes and numbers of a text with one a line; raises Refusal where a line has no number."""
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    findings = [
        finding("identifier_malformed", f"{words[0]} has no number.", column="identifiers", value=words[0])
        for words in lines
        if len(words) == 1
    ]
    if findings:
        raise Refusal(*findings)
    return tuple((scheme, number.strip()) for scheme, number in lines)


REGISTER = FilledAct("register", "Register a party", _register, NewPartyForm)
AMEND = FilledAct("amend", "Amend", _amend, PartyForm, _as_it_is)
AMEND_POOL = FilledAct(
    "amend_pool", "Amend its pool's money and swing", _amend_pool, PoolForm, _pool_as_it_is
)
