"""The content of ``outcome.json``: what was asked, what came out, and what it can be checked by."""

from collections.abc import Mapping
from importlib import metadata
from typing import Any

import polars as pl

from samarkand.book.digest import digest_of
from samarkand.core.scale import plain_text
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome_files import KIND
from samarkand.netting.setting_off.gains import as_of
from samarkand.netting.settings import Settings

FORMAT = 1


def summarise(
    obligations: Obligations,
    settings: Settings,
    limits: CreditLimits | None,
    units: list[dict[str, Any]],
    set_off: int,
) -> dict[str, Any]:
    """Return the summary; ``units`` is the part of each unit (see `units.units_of`)."""
    return {
        "format": FORMAT,
        "kind": KIND,
        "status": "set_off" if set_off else "nothing_set_off",
        "version": metadata.version("samarkand"),
        "settings": _settings(obligations, settings),
        "obligations": {
            "name": obligations.name,
            "rows": obligations.frame.height,
            "decimals": obligations.decimals,
            "digest": digest_of(obligations.frame),
        },
        "limits": None if limits is None else _limits(limits),
        "units": units,
    }


def _settings(obligations: Obligations, settings: Settings) -> dict[str, Any]:
    day = as_of(obligations.frame, settings) if settings.objective == "age" else settings.as_of
    return {
        "objective": settings.objective,
        "scope": settings.scope,
        "within": obligations.within,
        "as_of": day.isoformat() if day else None,
        "rings": settings.rings,
    }


def _limits(limits: CreditLimits) -> dict[str, Any]:
    return {"name": limits.name, "members": limits.frame.height, "digest": digest_of(limits.frame)}


def amounts(values: Mapping[str, int], decimals: int) -> dict[str, str]:
    """Return whole minor units as the decimal texts files hold."""
    return {name: plain_text(value, decimals) for name, value in values.items()}


def share(part: int, whole: int) -> str:
    """Return part of whole as a text of six decimals, rounded down."""
    millionths = part * 10**6 // whole if whole else 0
    return f"{millionths // 10**6}.{millionths % 10**6:06d}"


def curve(points: pl.DataFrame, decimals: int) -> list[dict[str, str]]:
    """Return the points of one unit's credit curve: credit, set-off, and how much each unit of it added."""
    found: list[dict[str, str]] = []
    before: tuple[int, int] | None = None
    for credit, set_off in points.select("credit", "set_off").iter_rows():
        if before is not None and credit == before[0]:
            continue
        per_unit = "" if before is None else share(set_off - before[1], credit - before[0])
        found.append(amounts({"credit": credit, "set_off": set_off}, decimals) | {"per_unit": per_unit})
        before = credit, set_off
    return found
