"""The settings of a clearing: checked before the engine is asked, kept as they were asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding
from samarkand.core.scale import CERTAIN, LARGEST
from samarkand.platform.house.decimals import decimal_text
from samarkand.platform.rounds.catalogue import finding

_LONGEST_HS = 10
_LONGEST_UNIT = 64


def settings_findings(settings: Settings) -> Iterator[Finding]:
    """Yield a finding (``setting_unfit``) for every setting outside what it may be."""
    for column, fits, remedy in _questions(settings):
        if not fits:
            value = decimal_text(column, getattr(settings, column))
            yield finding(
                "setting_unfit", f"{column} cannot be {value}.", column=column, value=value, remedy=remedy
            )


def _questions(asked: Settings) -> Iterator[tuple[str, bool, str]]:
    failure, hs = asked.leg_failure, asked.anchor_hs
    digits = hs.isascii() and hs.isdigit() and 2 <= len(hs) <= _LONGEST_HS  # noqa: PLR2004 (a chapter)
    parties = asked.max_parties
    yield "terms", asked.terms in {"discovered", "listed"}, "Write discovered or listed."
    yield "unit", len(asked.unit) <= _LONGEST_UNIT, "Name the currency of a pool."
    yield "anchor_hs", not hs or digits, "Give an HS code of 2 to 10 digits, or none."
    yield "anchor_value", 0 < asked.anchor_value <= LARGEST, "Give a value above nothing."
    yield "max_parties", parties is None or 2 <= parties <= LARGEST, "Allow 2 parties or more, or any number."  # noqa: PLR2004 (a swap)
    yield "leg_failure", failure is None or 0 <= failure < CERTAIN, "Give a probability from 0 to below 1."
    yield (
        "leg_failure",
        failure is None or asked.max_parties is not None,
        "Say max_parties too: expected values are compared among deals of few parties.",
    )
    for name in ("smallest_leg", "smallest_deal"):
        least = getattr(asked, name)
        yield name, least is None or 0 < least <= LARGEST, "Give a value above nothing, or none."
    yield "seed", 0 <= asked.seed <= LARGEST, "Give a whole number, nothing or more."


def kept(settings: Settings) -> dict[str, Any]:
    """Return the settings as JSON keeps them, whole numbers at their scale."""
    return asdict(settings) | {"as_of": settings.as_of.isoformat() if settings.as_of else None}


def settings_of(content: Mapping[str, Any]) -> Settings:
    """Return the settings that `kept` was given."""
    as_of = content["as_of"]
    return Settings(**{**content, "as_of": date.fromisoformat(as_of) if as_of else None})
