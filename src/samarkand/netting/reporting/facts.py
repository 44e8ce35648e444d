"""What a netting came to, read from its summary: the same facts for the page and the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samarkand.core.scale import to_scaled
from samarkand.netting.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CreditPoint:
    """So much credit used, so much set off then, and how much a further unit of credit added."""

    credit: int
    set_off: int
    per_unit: str


@dataclass(frozen=True, slots=True)
class Credit:
    """What the clearing house lent, and what that added to the set-off; amounts in minor units."""

    granted: int
    used: int
    added: int
    curve: tuple[CreditPoint, ...]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The netting of one unit. Amounts count minor units."""

    unit: str
    groups: int
    obligations: int
    parties: int
    owed: int
    set_off: int
    remainder: int
    touched: int
    closed: int
    positions_net: int
    bilateral: int
    ring_3: int
    ring_3_proven: bool
    full: int
    credit: Credit | None
    payments: int
    payments_at_least: int
    payments_proven: bool
    payments_amount: int
    certificate: Mapping[str, Any]

    @property
    def still_open(self) -> int:
        """Return how many obligations have a remainder."""
        return self.obligations - self.closed


@dataclass(frozen=True, slots=True)
class Facts:
    """The whole netting; ``units`` has the one with the most obligations first."""

    name: str
    decimals: int
    obligations: int
    parties: int
    objective: str
    scope: str
    within: str
    has_limits: bool
    units: tuple[UnitFacts, ...]


def facts_of(outcome: Outcome) -> Facts:
    """Return the facts of an outcome.

    Raises ValueError when its summary lacks one.
    """
    summary = outcome.summary
    try:
        obligations, settings = summary["obligations"], summary["settings"]
        decimals = int(obligations["decimals"])
        units = [_unit(entry, decimals) for entry in summary["units"]]
        return Facts(
            name=str(obligations["name"]),
            decimals=decimals,
            obligations=int(obligations["rows"]),
            parties=outcome.positions["party"].n_unique(),
            objective=str(settings["objective"]),
            scope=str(settings["scope"]),
            within=str(settings["within"] or ""),
            has_limits=bool(summary["limits"]),
            units=tuple(sorted(units, key=lambda unit: (-unit.obligations, -unit.owed, unit.unit))),
        )
    except (KeyError, TypeError) as missing:
        raise ValueError(f"outcome.json does not say {missing}") from None


def _unit(entry: Mapping[str, Any], decimals: int) -> UnitFacts:
    def amount(key: str) -> int:
        return to_scaled(str(entry[key]), decimals)

    residual = entry["residual"]
    return UnitFacts(
        unit=str(entry["unit"]),
        groups=int(entry["groups"]),
        obligations=int(entry["obligations"]),
        parties=int(entry["parties"]),
        owed=amount("owed"),
        set_off=amount("set_off"),
        remainder=amount("remainder"),
        touched=int(entry["touched"]),
        closed=int(entry["closed"]),
        positions_net=amount("positions_net"),
        bilateral=amount("bilateral"),
        ring_3=amount("ring_3"),
        ring_3_proven=bool(entry["ring_3_proven"]),
        full=amount("full"),
        credit=_credit(entry["credit"], decimals),
        payments=int(residual["payments"]),
        payments_at_least=int(residual["at_least"]),
        payments_proven=bool(residual["proven"]),
        payments_amount=to_scaled(str(residual["amount"]), decimals),
        certificate=entry["certificate"],
    )


def _credit(entry: Mapping[str, Any] | None, decimals: int) -> Credit | None:
    if not entry:
        return None
    curve = [
        CreditPoint(
            to_scaled(str(point["credit"]), decimals),
            to_scaled(str(point["set_off"]), decimals),
            str(point["per_unit"] or ""),
        )
        for point in entry["curve"]
    ]
    granted, used, added = (to_scaled(str(entry[key]), decimals) for key in ("granted", "used", "added"))
    return Credit(granted, used, added, tuple(curve))
