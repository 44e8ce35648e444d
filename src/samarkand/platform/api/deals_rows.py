"""How deals look over the API: the deal, its legs and contracts, commitments, payments at home."""

from datetime import date, datetime

from ninja import Field, Schema

from samarkand.platform.api.numbers import Quantity, Value
from samarkand.platform.deals.models import (
    Acceptance,
    Answer,
    Commitment,
    CommitmentState,
    Contract,
    ContractKind,
    Deal,
    DealState,
    Evidence,
    EvidenceKind,
    HomePayment,
    HomePaymentState,
    Leg,
)
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.by_whom import told_by


class AnswerOut(Schema):
    """What one party says to a deal."""

    party: str = Field(description="Who.")
    answer: Answer = Field(description="What.")
    reason: str = Field(description="Why it declined; may be empty.")
    answered_at: datetime | None = Field(description="When.")


class LegOut(Schema):
    """Goods of one offer go to one want."""

    leg: str = Field(description="Its code.")
    deal: str = Field(description="The deal it is of.")
    giver: str = Field(description="Who gives.")
    taker: str = Field(description="Who takes.")
    offer: str = Field(description="The giver's offer.")
    want: str = Field(description="The taker's want.")
    hs: str = Field(description="HS code.")
    from_place: str = Field(description="Where the goods are.")
    to_place: str = Field(description="Where they go.")
    quantity: Quantity = Field(description="How much, in the unit.")
    unit: str = Field(description="UNECE Recommendation 20.")
    value: Value = Field(description="What it is worth by the round's terms.")


class ContractOut(Schema):
    """A contract of a bound deal."""

    contract: str = Field(description="Its code.")
    kind: ContractKind = Field(description="What it is.")
    giver: str | None = Field(description="Who supplies; null where all parties contract.")
    taker: str | None = Field(description="Who is supplied; null where all parties contract.")
    value: Value = Field(description="Its extent.")
    concluded_on: date = Field(description="The day it was concluded.")


class DealOut(Schema):
    """A set of legs balanced by itself, proposed to its parties."""

    deal: str = Field(description="Its code.")
    round: str = Field(description="The round it comes from.")
    state: DealState = Field(description="Where it stands.")
    reason: str = Field(description="Why it lapsed; else empty.")
    value: Value = Field(description="Of all its legs.")
    unit: str = Field(description="The unit of account of its values.")
    accept_until: datetime = Field(description="Till then it can be answered.")
    ended_at: datetime | None = Field(description="When it lapsed or was done.")
    answers: list[AnswerOut] = Field(description="A row for each party.")
    version: int = Field(description="Counts its changes; also its ETag.")


class WholeDeal(DealOut):
    """A deal with its legs and contracts."""

    legs: list[LegOut] = Field(description="What goes from whom to whom.")
    contracts: list[ContractOut] = Field(description="None till it is bound.")


class CommitmentOut(Schema):
    """What a party undertook in a deal, and how much of it is done."""

    id: int = Field(description="Its number.")
    deal: str = Field(description="The deal.")
    party: str = Field(description="Who is to deliver.")
    value: Value = Field(description="Its extent.")
    fulfilled: Value = Field(description="What is done of it.")
    state: CommitmentState = Field(description="Where it stands on its clock.")
    starts_on: date = Field(description="The first day of its clock.")
    due_on: date = Field(description="The last.")


class EvidenceOut(Schema):
    """One line of an evidence account."""

    id: int = Field(description="Its number.")
    kind: EvidenceKind = Field(description="What it is.")
    value: Value = Field(description="How much it counts; below nothing where it takes back.")
    subject: str = Field(description="What it rests on, such as a receipt.")
    due_on: date | None = Field(description="The new last day, where the clock was moved.")
    note: str = Field(description="Why; may be empty.")
    at: datetime = Field(description="When it was written.")
    by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")


class HomePaymentOut(Schema):
    """Inside a pool, who took more from abroad than it gave pays who gave more, in their own money."""

    id: int = Field(description="Its number.")
    round: str = Field(description="The round it comes from.")
    pool: str = Field(description="The pool.")
    payer: str | None = Field(description="Who pays; null is the pool's own account.")
    payee: str | None = Field(description="Who is paid; null is the pool's own account.")
    amount: Value = Field(description="How much of the currency.")
    currency: str = Field(description="The pool's own money; may be empty.")
    value: Value = Field(description="The same in the round's unit of account.")
    state: HomePaymentState = Field(description="Planned, due, or paid.")
    paid_at: datetime | None = Field(description="When the payee said so.")
    paid_by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")
    entry: str | None = Field(description="The journal entry that squared the two accounts.")


def deal_out(row: Deal) -> DealOut:
    """Return a deal as the API lists it."""
    return DealOut(
        deal=row.code,
        round=row.round.code,
        state=DealState(row.state),
        reason=row.reason,
        value=row.value,
        unit=row.round.unit.code,
        accept_until=row.accept_until,
        ended_at=row.ended_at,
        answers=[_answer_out(answer) for answer in row.acceptances.all()],
        version=row.version,
    )


def whole_deal(row: Deal) -> WholeDeal:
    """Return a deal with all that belongs to it."""
    legs = row.legs.select_related("deal", "giver", "taker", "offer", "want").order_by("id")
    contracts = row.contracts.select_related("giver", "taker").order_by("id")
    return WholeDeal(
        **deal_out(row).dict(),
        legs=[leg_out(leg) for leg in legs],
        contracts=[_contract_out(contract) for contract in contracts],
    )


def _answer_out(row: Acceptance) -> AnswerOut:
    return AnswerOut(
        party=row.party.code, answer=Answer(row.answer), reason=row.reason, answered_at=row.answered_at
    )


def leg_out(row: Leg) -> LegOut:
    """Return a leg as the API shows it."""
    return LegOut(
        leg=row.code,
        deal=row.deal.code,
        giver=row.giver.code,
        taker=row.taker.code,
        offer=row.offer.code,
        want=row.want.code,
        hs=row.hs,
        from_place=row.from_place,
        to_place=row.to_place,
        quantity=row.quantity,
        unit=row.unit,
        value=row.value,
    )


def _contract_out(row: Contract) -> ContractOut:
    return ContractOut(
        contract=row.code,
        kind=ContractKind(row.kind),
        giver=row.giver.code if row.giver else None,
        taker=row.taker.code if row.taker else None,
        value=row.value,
        concluded_on=row.concluded_on,
    )


def commitment_out(row: Commitment) -> CommitmentOut:
    """Return a commitment as the API shows it."""
    return CommitmentOut(
        id=row.pk,
        deal=row.deal.code,
        party=row.party.code,
        value=row.value,
        fulfilled=row.fulfilled,
        state=CommitmentState(row.state),
        starts_on=row.starts_on,
        due_on=row.due_on,
    )


def evidence_out(actor: Actor, row: Evidence) -> EvidenceOut:
    """Return a line of an evidence account as the API shows it."""
    return EvidenceOut(
        id=row.pk,
        kind=EvidenceKind(row.kind),
        value=row.value,
        subject=row.subject,
        due_on=row.due_on,
        note=row.note,
        at=row.at,
        by=told_by(actor, row.by),
    )


def home_payment_out(actor: Actor, row: HomePayment) -> HomePaymentOut:
    """Return a payment at home as the API shows it."""
    return HomePaymentOut(
        id=row.pk,
        round=row.round.code,
        pool=row.pool,
        payer=row.payer.code if row.payer else None,
        payee=row.payee.code if row.payee else None,
        amount=row.amount,
        currency=row.currency,
        value=row.value,
        state=HomePaymentState(row.state),
        paid_at=row.paid_at,
        paid_by=told_by(actor, row.paid_by),
        entry=row.entry.key if row.entry else None,
    )
