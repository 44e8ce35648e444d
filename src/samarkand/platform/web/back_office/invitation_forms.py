"""Invitations made in the back office: of anybody by a form, of a trader from the page of its party."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.invitation_letter import ask_to_join
from samarkand.platform.parties.models import Party
from samarkand.platform.parties.people import Invited
from samarkand.platform.web.back_office.acts import FilledAct
from samarkand.platform.web.back_office.fields import AskedForm


class InvitationForm(AskedForm):
    """Whom to invite as what."""

    email = forms.CharField(label="Address of e-mail", max_length=254)
    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
    party = forms.CharField(max_length=64, required=False, help_text="Of a trader: the code of its party.")
    country = forms.CharField(
        max_length=2, required=False, help_text="Of a regulator: whose parties it sees; of all if blank."
    )


def invite_trader(actor: Actor, party: Party, address: str, now: datetime) -> str:
    """Invite somebody to trade for a party; return what the operator is told."""
    return _invited(actor, Invited(address, Role.TRADER, party), now)


def _invite(actor: Actor, row: None, said: Mapping[str, Any], now: datetime) -> str:
    del row
    party = Party.objects.filter(code=said["party"]).first()
    if said["party"] and party is None:
        message = f"There is no party {said['party']}."
        raise Refusal(finding("membership_unfit", message, column="party", value=said["party"]))
    return _invited(actor, Invited(said["email"], Role(said["role"]), party, said["country"]), now)


def _invited(actor: Actor, invited: Invited, now: datetime) -> str:
    link = ask_to_join(actor, invited, now).link
    as_what = f"{invited.role} of {invited.party}" if invited.party else str(invited.role)
    if not link:
        return f"{invited.email} may join as {as_what}: a letter with the link was sent there"
    return f"{invited.email} may join as {as_what} by this link, shown once: {link}"


INVITE = FilledAct("invite", "Invite somebody", _invite, InvitationForm)
