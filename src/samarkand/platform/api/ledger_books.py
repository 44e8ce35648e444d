"""The books of the ledger over the API: units, periods, interest, revaluation, settlement, run-off, proof."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status

from samarkand.ledger.day_count import DayCount
from samarkand.ledger.interest import InterestTerms, Part
from samarkand.platform.accounts import interest, periods, revaluing, run_off, settling, verifying
from samarkand.platform.accounts.models import LedgerProof, Period, UnitOfAccount
from samarkand.platform.accounts.permissions import visible_accounts
from samarkand.platform.accounts.units import known_unit
from samarkand.platform.api.accounts_rows import RowNumber, holder_of
from samarkand.platform.api.frame import REFUSALS, After, FindingOut, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Price, Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.by_whom import told_by
from samarkand.platform.house.clock import now
from samarkand.platform.house.permissions import require

router = Router(tags=["ledger"])


class UnitOut(Schema):
    """A unit of account."""

    code: str = Field(description="Its code.")
    name: str = Field(description="What it is called.")
    decimals: int = Field(description="How many decimals are counted.")
    closed_until: date | None = Field(description="The day the books are closed to.")
    runs_off_from: date | None = Field(description="The day from which no new contract is made in it.")


class PeriodOut(Schema):
    """A closed period: its digest covers its entries and the digest before it."""

    id: int = Field(description="Its number among all.")
    number: int = Field(description="Its number in the unit, from 1.")
    until: date = Field(description="Its last day.")
    entries: int = Field(description="How many entries it has.")
    digest: str | None = Field(description="SHA-256, in hexadecimal digits; to those who see all.")
    previous: str | None = Field(
        description="The digest of the period before, empty for the first; to those who see all."
    )
    closed_at: datetime = Field(description="When it was closed.")
    by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")


class CloseIn(Input):
    """Up to which day the books shall be closed."""

    until: date = Field(description="The last day, which has passed.")


class InterestIn(Input):
    """Which interest is charged, and for which days."""

    since: date = Field(description="The first day.")
    until: date = Field(description="The last day.")
    rate: Price = Field(description="The share of one in a year: 0.04 is four per cent.")
    part: Part = Field(Part.WHOLE, description="The part of a balance that bears it.")
    day_count: DayCount = Field(DayCount.ACTUAL_360, description="How days are counted.")


class RevaluationIn(Input):
    """From which price to which a unit is revalued."""

    old_price: Price = Field(description="The price of one unit until then, in any measure.")
    new_price: Price = Field(description="The price of one unit from then on, in the same measure.")
    effective_on: date = Field(description="The first day of the new price.")


class SettlementIn(Input):
    """What was paid outside the ledger."""

    key: str = Field(min_length=1, max_length=100, description="Makes it happen once.")
    debtor: RowNumber = Field(description="The number of the account that paid.")
    creditor: RowNumber = Field(description="The number of the account that was paid.")
    amount: Value = Field(description="What was paid, in their unit.")
    means: settling.Means = Field(description="How.")
    reference: str = Field("", max_length=300, description="Of the payment.")
    effective_on: date = Field(description="The day it was paid.")


class RunOffIn(Input):
    """When an agreement ends."""

    from_day: date = Field(description="The first day without new contracts.")


class PostedOut(Schema):
    """The entry that was posted."""

    entry: int | None = Field(description="Its number; null where there was nothing to post.")


class RemainderOut(Schema):
    """What an account still stands at."""

    account: int = Field(description="Its number.")
    holder: str | None = Field(description="Its holder; null for the house.")
    balance: Value = Field(description="Its balance.")
    owed: Value = Field(description="What it owes.")
    due: Value = Field(description="What it is owed.")
    oldest_due_on: date | None = Field(description="Since when the oldest of it is due.")


class ProofAskedOut(Schema):
    """That a proof was asked for."""

    asked: bool = Field(description="It is listed when it is made, seconds later.")


class ProofOut(Schema):
    """One proof of the whole ledger."""

    id: int = Field(description="Its number.")
    proven_at: datetime = Field(description="When it was made.")
    entries: int = Field(description="Over how many entries.")
    is_true: bool = Field(description="Whether the ledger is true.")
    findings: list[FindingOut] = Field(description="Every fault.")


@router.get("/units", response={200: Page[UnitOut], **REFUSALS}, operation_id="list_units", summary="Units")
def list_units(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[UnitOut]:
    """Return the units of account of the house; everyone with a token may read them."""
    del request
    return paged(UnitOfAccount.objects.all(), limit, after, UnitOut.from_orm)


@router.get(
    "/units/{code}/periods",
    response={200: Page[PeriodOut], **REFUSALS},
    operation_id="list_periods",
    summary="Closed periods",
)
def list_periods(request: HttpRequest, code: str, limit: Limit = 50, after: After = "") -> Paged[PeriodOut]:
    """Return the closed periods of a unit.

    With their digests for those who see everything, who may keep them to hold us to them. A digest is
    over the entries of all: whoever knows most of them could find the rest by guessing.
    """
    actor = actor_of(request)
    rows = Period.objects.filter(unit=known_unit(code))
    return paged(rows, limit, after, lambda row: _period_out(actor, row))


@router.post(
    "/units/{code}/periods",
    response={201: PeriodOut, **REFUSALS},
    operation_id="close_period",
    summary="Close the books up to a day",
)
def close_period(request: HttpRequest, code: str, told: CloseIn) -> Status[PeriodOut]:
    """Close the books of a unit: nothing is posted up to that day any more. Operator."""
    actor = actor_of(request)
    return Status(201, _period_out(actor, periods.close_period(actor, code, told.until, now())))


def _period_out(actor: Actor, row: Period) -> PeriodOut:
    shown: PeriodOut = PeriodOut.from_orm(row)
    withheld = {} if actor.sees_all else {"digest": None, "previous": None}
    return shown.model_copy(update={"by": told_by(actor, row.by), **withheld})


@router.post(
    "/units/{code}/interest",
    response={200: PostedOut, **REFUSALS},
    operation_id="charge_interest",
    summary="Charge interest",
)
def charge_interest(request: HttpRequest, code: str, told: InterestIn) -> PostedOut:
    """Post the interest of every clearing account of a unit for some days. Operator."""
    terms = InterestTerms(told.rate, told.part, told.day_count)
    entry = interest.charge_interest(actor_of(request), code, terms, told.since, told.until, now())
    return PostedOut(entry=entry)


@router.post(
    "/units/{code}/revaluation",
    response={200: PostedOut, **REFUSALS},
    operation_id="revalue_unit",
    summary="Revalue a unit of account",
)
def revalue_unit(request: HttpRequest, code: str, told: RevaluationIn) -> PostedOut:
    """Let balances and debts of before a day keep their worth as the unit's price changes. Operator."""
    prices = (told.new_price, told.old_price)
    entry = revaluing.revalue_unit(actor_of(request), code, *prices, told.effective_on, now())
    return PostedOut(entry=entry)


@router.post(
    "/units/{code}/run-off",
    response={200: UnitOut, **REFUSALS},
    operation_id="begin_run_off",
    summary="Let a unit run off",
)
def begin_run_off(request: HttpRequest, code: str, told: RunOffIn) -> UnitOut:
    """End an agreement: from a day no new contract is made, those made in time are finished. Operator."""
    return UnitOut.from_orm(run_off.begin_run_off(actor_of(request), code, told.from_day))


@router.get(
    "/units/{code}/remainders",
    response={200: list[RemainderOut], **REFUSALS},
    operation_id="list_remainders",
    summary="What remains to be settled",
)
def list_remainders(request: HttpRequest, code: str) -> list[RemainderOut]:
    """Return the accounts one may read that are not at rest, with the age of what is open."""
    return [
        RemainderOut(
            account=one.account.pk,
            holder=holder_of(one.account),
            balance=one.account.balance,
            owed=one.owed,
            due=one.due,
            oldest_due_on=one.oldest_due_on,
        )
        for one in run_off.remainders(actor_of(request), code)
    ]


@router.post(
    "/settlements",
    response={201: PostedOut, **REFUSALS},
    operation_id="post_settlement",
    summary="Post what was paid outside the ledger",
)
def post_settlement(request: HttpRequest, told: SettlementIn) -> Status[PostedOut]:
    """Post a payment in goods, currency, loan or transfer; the oldest debts first. Operator."""
    actor = actor_of(request)
    rows = visible_accounts(actor).select_related("holder", "unit")
    settlement = settling.Settlement(
        key=f"settlement {told.key}",
        debtor=found(rows, pk=told.debtor),
        creditor=found(rows, pk=told.creditor),
        amount=told.amount,
        means=told.means,
        reference=told.reference,
        effective_on=told.effective_on,
    )
    return Status(201, PostedOut(entry=settling.settle(actor, settlement, now())))


@router.post(
    "/ledger/proofs",
    response={202: ProofAskedOut, **REFUSALS},
    operation_id="prove_ledger",
    summary="Let the ledger be proven",
)
def prove_ledger(request: HttpRequest) -> Status[ProofAskedOut]:
    """Let the ledger be proven from its entries alone, in the background. Operator, auditor, regulator."""
    verifying.ask_proof(actor_of(request))
    return Status(202, ProofAskedOut(asked=True))


@router.get(
    "/ledger/proofs",
    response={200: Page[ProofOut], **REFUSALS},
    operation_id="list_proofs",
    summary="Proofs of the ledger",
)
def list_proofs(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[ProofOut]:
    """Return the proofs that were made, the newest first. Operator, auditor, regulator."""
    require(actor_of(request), "accounts.verify")
    return paged(LedgerProof.objects.all(), limit, after, _proof_out, newest_first=True)


def _proof_out(proof: LedgerProof) -> ProofOut:
    return ProofOut(
        id=proof.pk,
        proven_at=proof.proven_at,
        entries=proof.entries,
        is_true=not proof.faults,
        findings=[FindingOut(**one) for one in proof.findings],
    )
