"""How rounds look over the API: the round, its clearings, its terms, and what is left open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from samarkand.platform.api.frame import FindingOut
from samarkand.platform.api.numbers import Price, Quantity, Terms, Value
from samarkand.platform.house.decimals import in_decimals
from samarkand.platform.rounds.models import Clearing, ClearingState, ContractForm, Round, RoundState
from samarkand.platform.rounds.outcomes import Comparison, Extent
from samarkand.platform.rounds.own_rows import Unmatched


class SnapshotOut(Schema):
    """The open book as a round has frozen it."""

    digest: str | None = Field(
        description="Binds the house to the book: SHA-256 over the salt and the hashes of its tables. "
        "Null for a snapshot without a salt, but to those who see all."
    )
    salt: str | None = Field(description="32 random bytes, in hexadecimal digits; to those who see all.")
    offers: int = Field(description="So many offers.")
    wants: int = Field(description="So many wants.")
    taken_at: datetime = Field(description="When.")


class RoundOut(Schema):
    """A clearing round."""

    round: str = Field(description="Its code.")
    title: str = Field(description="Its name for people; may be empty.")
    state: RoundState = Field(description="How far it has come.")
    reason: str = Field(description="Why it is void; else empty.")
    unit: str = Field(description="The unit of account its values count in.")
    contract_form: ContractForm = Field(description="The contracts a bound deal is written in.")
    acceptance_hours: int = Field(description="How long parties have to accept a deal.")
    delivery_days: int = Field(description="How long they have to deliver, from the day a deal is bound.")
    repairs: str | None = Field(description="The round whose rest it clears; null for most.")
    published: str | None = Field(description="The label of the clearing that was published.")
    snapshot: SnapshotOut | None = Field(description="What it has frozen; null while it is open.")
    opened_at: datetime = Field(description="When it was opened.")
    frozen_at: datetime | None = Field(description="When it was frozen.")
    published_at: datetime | None = Field(description="When it was published.")
    closed_at: datetime | None = Field(description="When it was closed or made void.")
    version: int = Field(description="Counts its changes; also its ETag.")


class ClearingOut(Schema):
    """One run of the engine over a round's snapshot."""

    clearing: str = Field(description="Its label.")
    round: str = Field(description="Its round.")
    settings: dict[str, Any] = Field(description="What was asked for; amounts as decimal text.")
    state: ClearingState = Field(description="Where it stands.")
    stage: str = Field(
        description="What a worker is doing: reading, clearing, checking, storing; or nothing."
    )
    attempts: int = Field(description="How many workers have begun it.")
    findings: list[FindingOut] = Field(description="Why it has no outcome, where it ended without.")
    summary: dict[str, Any] = Field(description="The content of its outcome.json; empty till it is stored.")
    digest: str = Field(description="SHA-256 over the hashes of its tables; empty till it is stored.")
    asked_at: datetime = Field(description="When it was asked for.")
    ended_at: datetime | None = Field(description="When it ended.")


class ExtentOut(Schema):
    """How much one clearing clears."""

    clearing: str = Field(description="Its label.")
    value: Value = Field(description="Of all its legs.")
    deals: int = Field(description="So many deals.")
    legs: int = Field(description="So many legs.")
    parties: int = Field(description="So many parties trade.")
    largest_deal: int = Field(description="The most parties of a deal.")
    offers_traded: int = Field(description="So many offers give something.")
    wants_traded: int = Field(description="So many wants receive something.")


class ComparisonOut(Schema):
    """Two clearings of one snapshot, side by side."""

    first: ExtentOut = Field(description="The one.")
    second: ExtentOut = Field(description="The other.")
    only_in_first: list[str] = Field(description="Parties that trade in the first alone.")
    only_in_second: list[str] = Field(description="Parties that trade in the second alone.")


class TermsOut(Schema):
    """The terms of one market in a published round, as far as the caller may know them."""

    market: str = Field(description="Its name.")
    commodity: str = Field(description="HS code.")
    grade: str = Field(description="Grade; may be empty.")
    place: str = Field(description="Where the goods are; may be empty.")
    period: str = Field(description="When; may be empty.")
    unit: str = Field(description="UNECE Recommendation 20.")
    value_per_unit: Terms = Field(description="What one unit is worth to everyone.")
    traded_quantity: Quantity | None = Field(
        description="How much was traded, rounded; null where fewer than three other parties trade."
    )
    traded_value: Value | None = Field(description="What it was worth; null but for those who see all.")
    told: Literal["exact", "rounded"] = Field(description="How value_per_unit is told: as it is, or rounded.")


class UnmatchedOut(Schema):
    """What is left open of one's own offer or want after a round, and why."""

    id: str = Field(description="The code of the offer or want.")
    side: Literal["offer", "want"] = Field(description="Which of the two it is.")
    hs: str = Field(description="HS code.")
    open_quantity: Quantity = Field(description="What is left.")
    unit: str = Field(description="UNECE Recommendation 20.")
    reason: str = Field(description="A stable code.")
    limit: Price | None = Field(description="The limit price it has.")
    limit_to_trade: Price | None = Field(
        description="A limit price that is good at the terms of the round, where its own was too far and "
        "this can be told without another's limit; else null. No promise: with another limit the terms may "
        "be others."
    )
    told: str = Field(description="The reason in words.")


def round_out(row: Round, *, sees_all: bool) -> RoundOut:
    """Return a round as the API shows it; ``sees_all``: to one from whom nothing is kept."""
    return RoundOut(
        round=row.code,
        title=row.title,
        state=RoundState(row.state),
        reason=row.reason,
        unit=row.unit.code,
        contract_form=ContractForm(row.contract_form),
        acceptance_hours=row.acceptance_hours,
        delivery_days=row.delivery_days,
        repairs=row.repairs.code if row.repairs else None,
        published=row.published.label if row.published else None,
        snapshot=_snapshot_out(row, sees_all=sees_all),
        opened_at=row.opened_at,
        frozen_at=row.frozen_at,
        published_at=row.published_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def _snapshot_out(row: Round, *, sees_all: bool) -> SnapshotOut | None:
    snapshot = getattr(row, "snapshot", None)
    if snapshot is None:
        return None
    return SnapshotOut(
        # Without a salt it would tell whoever guesses a limit whether he is right.
        digest=snapshot.digest if sees_all or snapshot.salt else None,
        salt=snapshot.salt if sees_all else None,
        offers=snapshot.offers,
        wants=snapshot.wants,
        taken_at=snapshot.taken_at,
    )


def clearing_out(row: Clearing) -> ClearingOut:
    """Return a clearing as the API shows it."""
    return ClearingOut(
        clearing=row.label,
        round=row.round.code,
        settings=in_decimals(row.settings),
        state=ClearingState(row.state),
        stage=row.stage,
        attempts=row.attempts,
        findings=[FindingOut(**found) for found in row.findings],
        summary=row.summary,
        digest=row.digest,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )


def comparison_out(compared: Comparison) -> ComparisonOut:
    """Return two clearings side by side as the API shows them."""
    return ComparisonOut(
        first=_extent_out(compared.first),
        second=_extent_out(compared.second),
        only_in_first=list(compared.only_in_first),
        only_in_second=list(compared.only_in_second),
    )


def _extent_out(extent: Extent) -> ExtentOut:
    return ExtentOut(
        clearing=extent.clearing,
        value=extent.value,
        deals=extent.deals,
        legs=extent.legs,
        parties=extent.parties,
        largest_deal=extent.largest_deal,
        offers_traded=extent.offers_traded,
        wants_traded=extent.wants_traded,
    )


def terms_out(row: Mapping[str, Any]) -> TermsOut:
    """Return the terms of a market as the API shows them."""
    return TermsOut(**row)


def unmatched_out(row: Unmatched) -> UnmatchedOut:
    """Return what is left of a row as the API shows it."""
    return UnmatchedOut(
        id=row.code,
        side="offer" if row.side == "offer" else "want",
        hs=row.hs,
        open_quantity=row.open_quantity,
        unit=row.unit,
        reason=row.reason,
        limit=row.limit,
        limit_to_trade=row.limit_to_trade,
        told=row.told,
    )
