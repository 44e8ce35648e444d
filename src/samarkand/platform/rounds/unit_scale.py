"""A unit of account keeps one scale: what a round publishes counts as the rounds before it did.

All rounds of a unit post into the same accounts and are netted against each other. So a round counts as the
others where it counts in the same price list or the same money, or where its anchor has the value at which
an earlier round published those very goods. A unit that was revalued since may be counted anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import TERMS_DECIMALS, plain_text
from samarkand.platform.accounts.models import Entry
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.models import Clearing, Round, SnapshotTable
from samarkand.platform.rounds.outcomes import snapshot_table, table_of

_GOODS = ("commodity", "grade", "unit")
_AS_GOOD_AS_EQUAL = 10**9
"""Terms pass through floats: so small a part of them may be off."""

_OF_LIST = "the unit of the listed values"


@dataclass(frozen=True, slots=True)
class _Worth:
    """What one unit of some goods was worth in a published round, at the scale of terms."""

    commodity: str
    grade: str
    unit: str
    value: int


def with_scale_of_unit(round_: Round, settings: Settings) -> Settings:
    """Return the settings; where they leave the scale open, with the one that the round's unit has.

    The money of the rounds before, or goods of the frozen book at the terms at which they were published.
    """
    if settings.terms != "discovered" or settings.unit or settings.anchor_hs:
        return settings
    before = _published_before(round_)
    if not before or (_label(before[0]) == _OF_LIST and _has_list(round_)):
        return settings
    if before[0].settings.get("unit"):
        return replace(settings, unit=before[0].settings["unit"])
    goods = _goods_of(round_)
    for worth in (one for clearing in before for one in _worths(clearing)):
        if worth.commodity in goods:
            return replace(settings, anchor_hs=worth.commodity, anchor_value=worth.value)
    return settings


def refuse_other_scale(round_: Round, clearing: Clearing) -> None:
    """Raise Refusal (``unit_rescaled``) where the clearing counts otherwise than the unit's rounds before."""
    before = _published_before(round_)
    if before and not _counts_as(clearing, before):
        raise Refusal(_rescaled(round_, clearing, before))


def _published_before(round_: Round) -> list[Clearing]:
    """Return what was published in the round's unit since it was last revalued, the newest first."""
    rounds = Round.objects.filter(unit=round_.unit_id, published__isnull=False).exclude(pk=round_.pk)
    revalued = Entry.objects.filter(unit=round_.unit_id, kind="revaluation").order_by("-posted_at").first()
    if revalued is not None:
        rounds = rounds.filter(published_at__gt=revalued.posted_at)
    told = rounds.select_related("published__round").order_by("-published_at", "-pk")
    return [row.published for row in told if row.published and row.published.summary["totals"]["deals"]]


def _counts_as(clearing: Clearing, before: Sequence[Clearing]) -> bool:
    if not clearing.summary["totals"]["deals"] or any(_label(one) == _label(clearing) for one in before):
        return True
    anchor = _anchor(clearing)
    return anchor is not None and any(_is_near(anchor, one) for earlier in before for one in _worths(earlier))


def _is_near(anchor: _Worth, one: _Worth) -> bool:
    same = (anchor.commodity, anchor.grade, anchor.unit) == (one.commodity, one.grade, one.unit)
    return same and abs(anchor.value - one.value) * _AS_GOOD_AS_EQUAL <= max(anchor.value, one.value)


def _anchor(clearing: Clearing) -> _Worth | None:
    """Return the goods that the clearing's unit of account is told by; None where it is told otherwise."""
    return next((one for one in _worths(clearing, _label(clearing))), None)


def _worths(clearing: Clearing, label: str = "") -> list[_Worth]:
    """Return what a clearing's goods are worth: its anchor first, then what was traded most.

    With a label: of the goods that it names alone.
    """
    terms = table_of(clearing, "terms").drop_nulls("value_per_unit")
    named = pl.concat_str(pl.lit("1 "), "unit", pl.lit(" of "), "market", pl.lit(" = "))
    is_anchor = pl.lit(_label(clearing)).str.starts_with(named)
    told = terms.with_columns(is_anchor=is_anchor).sort(
        "is_anchor", "traded_value", "market", descending=[True, True, False]
    )
    rows = told.filter("is_anchor") if label else told
    return [_Worth(*row) for row in rows.select(*_GOODS, "value_per_unit").iter_rows()]


def _label(clearing: Clearing) -> str:
    return str(clearing.summary["unit_of_account"])


def _has_list(round_: Round) -> bool:
    return SnapshotTable.objects.filter(snapshot__round=round_, name="listed").exists()


def _goods_of(round_: Round) -> set[str]:
    """Return the codes of the goods that the frozen book both offers and wants."""
    sides = [snapshot_table(round_, name) for name in ("offers", "wants")]
    return set.intersection(*(set() if side is None else set(side["hs"]) for side in sides))


def _rescaled(round_: Round, clearing: Clearing, before: Sequence[Clearing]) -> Finding:
    first = before[0]
    here = {(one.commodity, one.grade, one.unit) for one in _worths(clearing)}
    shared = [one for one in _worths(first) if (one.commodity, one.grade, one.unit) in here]
    anchored = (
        f"Clear it with anchor_hs {shared[0].commodity} and anchor_value"
        f" {plain_text(shared[0].value, TERMS_DECIMALS)}, as round {first.round} published them; or open"
        if shared
        else "Open"
    )
    remedy = (
        f"{anchored} a round in a unit of its own; or revalue {round_.unit} first"
        f" (POST /units/{round_.unit}/revaluation), so that what stands in it keeps its worth."
    )
    message = (
        f"Clearing {clearing} counts in {_label(clearing)}, round {first.round} in the same unit"
        f" {round_.unit} in {_label(first)}."
    )
    return finding("unit_rescaled", message, column="unit", value=round_.unit.code, remedy=remedy)
