"""What an operator may choose for a round."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from samarkand.core.scale import SHARE_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS, to_scaled

_LEAST = ("smallest_leg", "smallest_deal")
"""Settings that a summary leaves out where they were not asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices behind one outcome; with the book they decide every byte of it.

    ``unit`` names the currency whose pools' rate is 1. ``anchor`` is an HS prefix and the value
    of one unit of the most traded market under it, at the scale of terms; ``anchor_hs`` blank
    means the most traded market of all. ``as_of`` leaves out rows whose last day has passed.
    ``max_parties`` is the most parties a deal may have, 2 or more; None is any number. With
    ``leg_failure``, millionths, the expected value of what is delivered is made largest: it is the
    probability that a leg fails about which the book says nothing; it needs ``max_parties``.
    ``smallest_leg`` and ``smallest_deal`` are the least value of a leg and of a deal, in minor units of the
    unit of account; None is any. ``seed`` seeds what is played of failing legs; it decides nothing.
    """

    terms: Literal["discovered", "listed"] = "discovered"
    unit: str = ""
    anchor_hs: str = ""
    anchor_value: int = 1000 * 10**TERMS_DECIMALS
    as_of: date | None = None
    max_parties: int | None = None
    leg_failure: int | None = None
    smallest_leg: int | None = None
    smallest_deal: int | None = None
    seed: int = 0


def settings_of(summary: Mapping[str, Any]) -> Settings:
    """Return the settings an outcome was cleared with, from its summary.

    Raises KeyError or ValueError where it does not hold them.
    """
    stated = dict.fromkeys(_LEAST) | summary["settings"]
    return Settings(**{field.name: _read(field.name, stated[field.name]) for field in fields(Settings)})


def _read(name: str, stated: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return one setting as it is in memory; most are written as they are."""
    if name == "anchor_value":
        return to_scaled(stated, TERMS_DECIMALS)
    if name == "leg_failure" and stated is not None:
        return to_scaled(stated, SHARE_DECIMALS)
    if name in _LEAST and stated is not None:
        return to_scaled(stated, VALUE_DECIMALS)
    if name == "as_of" and stated is not None:
        return date.fromisoformat(stated)
    return stated
