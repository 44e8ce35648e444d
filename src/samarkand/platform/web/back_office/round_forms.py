"""Forms of the back office about rounds: opened, amended, and cleared with the settings that are chosen."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django import forms

from samarkand.clearing.settings import Settings
from samarkand.core.scale import SHARE_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS
from samarkand.platform.house.actor import Actor
from samarkand.platform.rounds import clearing_job, opening
from samarkand.platform.rounds.models import ContractForm, Round
from samarkand.platform.web.back_office.acts import FilledAct
from samarkand.platform.web.back_office.fields import AskedForm, NumberField

_TERMS = ("title", "contract_form", "acceptance_hours", "delivery_days")
_UNSAID = Settings()


class RoundForm(AskedForm):
    """What parties are told of a round."""

    title = forms.CharField(max_length=200, required=False, help_text="Its name for people.")
    contract_form = forms.ChoiceField(
        choices=ContractForm.choices,
        initial=ContractForm.BARTER,
        help_text="One barter contract a deal, or supplies tied by a commitment.",
    )
    acceptance_hours = forms.IntegerField(
        min_value=1, max_value=opening.MOST_HOURS, initial=72, help_text="Time to accept a deal."
    )
    delivery_days = forms.IntegerField(
        min_value=1, max_value=opening.MOST_DAYS, initial=120, help_text="Time to deliver once it is bound."
    )


class NewRoundForm(RoundForm):
    """A round to be opened."""

    field_order = ("code", "unit", *_TERMS)
    code = forms.CharField(max_length=64, help_text="Letters, digits and . - _ between: SPRING-2027.")
    unit = forms.CharField(
        max_length=32, label="Unit of account", help_text="Made where it is new: CLEARING-DOLLAR."
    )


class AmendedRoundForm(RoundForm):
    """A round to be amended, at the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ClearingForm(AskedForm):
    """What the engine is told; what is blank is as usual."""

    label = forms.CharField(max_length=32, initial="main", help_text="Names this clearing within the round.")
    terms = forms.ChoiceField(
        choices=[("discovered", "discovered"), ("listed", "listed")],
        help_text="How the value of goods is found: from all limits, or from the table of listed values.",
    )
    unit = forms.CharField(max_length=64, required=False, help_text="The money whose pool's rate is 1.")
    anchor_hs = forms.CharField(
        label="Anchor",
        max_length=10,
        required=False,
        help_text="HS code of the goods that values are told by.",
    )
    anchor_value = NumberField(TERMS_DECIMALS, required=False, help_text="What one unit of them is worth.")
    as_of = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Rows whose last day is before it are left out.",
    )
    max_parties = forms.IntegerField(
        label="Most parties of a deal", min_value=2, required=False, help_text="Any number if blank."
    )
    leg_failure = NumberField(
        SHARE_DECIMALS,
        required=False,
        help_text="How likely a leg fails where the book does not say: 0.05 is one in twenty.",
    )
    smallest_leg = NumberField(VALUE_DECIMALS, required=False, help_text="No leg is worth less.")
    smallest_deal = NumberField(VALUE_DECIMALS, required=False, help_text="No deal is worth less.")
    seed = forms.IntegerField(min_value=0, required=False, help_text="Seeds what is played of failing legs.")


def _open(actor: Actor, row: None, said: Mapping[str, Any], now: datetime) -> str:
    del row
    terms = opening.RoundTerms(**{name: said[name] for name in _TERMS})
    round_ = opening.open_round(actor, said["code"], said["unit"], now, terms)
    return f"Round {round_} is open. Offers and wants are posted to the book; then freeze it."


def _amend(actor: Actor, round_: Round, said: Mapping[str, Any], now: datetime) -> None:
    opening.amend_round(actor, round_, now, said["version"], **{name: said[name] for name in _TERMS})


def _clear(actor: Actor, round_: Round, said: Mapping[str, Any], now: datetime) -> str:
    told = {field.name: said[field.name] for field in fields(Settings)}
    unsaid = {name: getattr(_UNSAID, name) for name, value in told.items() if value is None}
    settings = Settings(**{**told, **unsaid})
    clearing = clearing_job.ask_clearing(actor, round_, said["label"], settings, now)
    return f"{clearing} waits for a worker. Read this page again in a minute."


def _as_it_is(round_: Round) -> Mapping[str, Any]:
    return {name: getattr(round_, name) for name in (*_TERMS, "version")}


OPEN = FilledAct("open", "Open a round", _open, NewRoundForm)
AMEND = FilledAct("amend", "Amend what parties are told", _amend, AmendedRoundForm, _as_it_is)
CLEAR = FilledAct("clear", "Clear it", _clear, ClearingForm)
