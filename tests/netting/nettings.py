"""A few nettings that together have everything an outcome can have."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from samarkand.netting.net import net
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome
from samarkand.netting.settings import Settings
from tests.obligations import credit, owes

_RING_AND_MORE = """
    Meskay owes Astarta 500 due 2026-03-01; Meskay owes Astarta 200 due 2026-01-01;
    Astarta owes AltynDan 300.25; AltynDan owes Meskay 400; Astarta owes Meskay 100;
    Luoyang owes Meskay 30; AltynDan owes Luoyang 75
"""
_UNITS_AND_GROUPS = """
    Meskay owes Astarta 500 PKR in A-1 due 2026-03-01; Astarta owes Meskay 450 PKR in A-1;
    Meskay owes Astarta 70 PKR in A-2; Astarta owes AltynDan 20 RUB in A-1 due 2026-02-01;
    AltynDan owes Astarta 30 RUB in A-1; AltynDan owes Meskay 10 RUB in A-1; Meskay owes Astarta 15 RUB in A-1
"""
_WEIGHED = """
    Meskay owes Astarta 500 weight 2; Astarta owes AltynDan 300 weight 1; AltynDan owes Meskay 400;
    Astarta owes Meskay 350 weight 3
"""
_LEFT_OPEN = """
    Meskay owes Astarta 3; Astarta owes Meskay 2; Meskay owes AltynDan 6; Meskay owes Luoyang 5;
    NationalFruit owes AltynDan 2; NationalFruit owes Astarta 5; Samarkand owes Luoyang 4;
    Samarkand owes Astarta 3; Samarkand owes AltynDan 2
"""


@dataclass(frozen=True, slots=True)
class Netting:
    """What is netted, how, and with whose credit."""

    obligations: Obligations
    settings: Settings = Settings()  # noqa: RUF009 - it is frozen
    limits: CreditLimits | None = None


def _with_credit(text: str, members: str, settings: Settings = Settings()) -> Netting:  # noqa: B008
    ledger = owes(text)
    return Netting(ledger, settings, credit(members, ledger))


NETTINGS: Mapping[str, Netting] = {
    "value": Netting(owes(_RING_AND_MORE)),
    "rings": Netting(owes(_RING_AND_MORE), Settings(rings=True)),
    "weights": Netting(owes(_WEIGHED)),
    "count": Netting(owes(_RING_AND_MORE), Settings("count")),
    "age": Netting(owes(_RING_AND_MORE), Settings("age")),
    "bilateral": Netting(owes(_UNITS_AND_GROUPS), Settings(scope="bilateral")),
    "ring:3": Netting(owes(_RING_AND_MORE), Settings(scope="ring:3")),
    "units and groups": Netting(owes(_UNITS_AND_GROUPS), Settings("age", rings=True)),
    "credit": _with_credit(
        _RING_AND_MORE, "Meskay may owe 60; Luoyang may owe 90, be owed 20; AltynDan may owe 200"
    ),
    "credit in groups": _with_credit(
        _UNITS_AND_GROUPS,
        "Meskay may owe 40 PKR in A-1; Astarta may owe 100 PKR in A-2; Meskay may owe 100 PKR in A-2",
        Settings("count"),
    ),
    "much left": Netting(owes(_LEFT_OPEN)),
    "nothing": Netting(owes("Meskay owes Astarta 500")),
}


@cache
def outcome_of(name: str) -> Outcome:
    """Return the netting as it is netted."""
    netting = NETTINGS[name]
    return net(netting.obligations, netting.settings, netting.limits)
