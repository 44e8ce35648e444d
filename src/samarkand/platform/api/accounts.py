"""The ledger over the API: accounts and their statements, entries, holds, obligations."""

from datetime import date

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from samarkand.book.formulas import guarded_text
from samarkand.core.scale import VALUE_DECIMALS, plain_text
from samarkand.ledger.statement import Statement
from samarkand.platform.accounts import correcting, limits
from samarkand.platform.accounts.models import Account, AccountKind, Entry, HoldState, Posting
from samarkand.platform.accounts.permissions import (
    visible_accounts,
    visible_entries,
    visible_holds,
    visible_obligations,
)
from samarkand.platform.accounts.statements import statement
from samarkand.platform.api import ledger_books, swing_claims
from samarkand.platform.api.accounts_rows import (
    AccountOut,
    EntryOut,
    HoldOut,
    ObligationOut,
    RowNumber,
    StatementOut,
    account_out,
    entry_out,
    hold_out,
    obligation_out,
    statement_out,
)
from samarkand.platform.api.file_answers import CSV, a_file, file_answer
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now

router = Router(tags=["accounts"])
router.add_router("", swing_claims.router)
router.add_router("", ledger_books.router)

_ENDS = ("debtor__holder", "debtor__unit", "creditor__holder")


class LimitsIn(Input):
    """What an account may owe at most, and what it is warned at."""

    credit_limit: Value | None = Field(description="How far below nothing it may fall; null for no limit.")
    swing: Value | None = Field(description="How far from nothing without a warning; null for none.")


class TakeBackIn(Input):
    """That an entry was wrong."""

    effective_on: date = Field(description="The day from which its opposite counts.")
    memo: str = Field("", max_length=300, description="Why.")


@router.get(
    "/accounts",
    response={200: Page[AccountOut], **REFUSALS},
    operation_id="list_accounts",
    summary="Accounts",
)
def list_accounts(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    unit: str = "",
    holder: str = "",
    kind: AccountKind | None = None,
) -> Paged[AccountOut]:
    """Return the accounts one may read: one's own; of the operator and those who watch over it, all."""
    wanted = {"unit__code": unit, "holder__code": holder, "kind": kind}
    rows = visible_accounts(actor_of(request)).select_related("holder", "unit")
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, account_out)


@router.get(
    "/accounts/{account_id}",
    response={200: AccountOut, **REFUSALS},
    operation_id="get_account",
    summary="One account",
)
def get_account(request: HttpRequest, account_id: RowNumber) -> AccountOut:
    """Return an account."""
    return account_out(_account(actor_of(request), account_id))


@router.put(
    "/accounts/{account_id}/limits",
    response={200: AccountOut, **REFUSALS},
    operation_id="set_account_limits",
    summary="Set an account's credit limit and swing",
)
def set_account_limits(request: HttpRequest, account_id: RowNumber, told: LimitsIn) -> AccountOut:
    """Set what an account may owe at most (refused beyond it) and its swing (warned beyond it). Operator."""
    actor = actor_of(request)
    account = _account(actor, account_id)
    limits.set_limits(actor, account, credit_limit=told.credit_limit, swing=told.swing, now=now())
    return account_out(account)


@router.post(
    "/accounts/{account_id}/close",
    response={200: AccountOut, **REFUSALS},
    operation_id="close_account",
    summary="Close an account",
)
def close_account(request: HttpRequest, account_id: RowNumber) -> AccountOut:
    """Close an account at rest: nothing is posted on it any more. Operator."""
    actor = actor_of(request)
    account = _account(actor, account_id)
    limits.close_account(actor, account, now())
    return account_out(account)


@router.get(
    "/accounts/{account_id}/statement",
    response={200: StatementOut, **REFUSALS},
    operation_id="get_statement",
    summary="The statement of an account",
)
def get_statement(request: HttpRequest, account_id: RowNumber, since: date, until: date) -> StatementOut:
    """Return the balance before, every posting, and the balance after, of any stretch of days."""
    actor = actor_of(request)
    account = _account(actor, account_id)
    return statement_out(account, statement(actor, account, since, until))


@router.get(
    "/accounts/{account_id}/statement.csv",
    response=REFUSALS,
    operation_id="download_statement",
    summary="The statement of an account as CSV",
    openapi_extra=a_file("The statement as a table.", CSV),
)
def download_statement(request: HttpRequest, account_id: RowNumber, since: date, until: date) -> HttpResponse:
    """Return the statement as a table: day, entry, kind, subject, amount, balance."""
    actor = actor_of(request)
    account = _account(actor, account_id)
    table = _csv(statement(actor, account, since, until))
    return file_answer(table.encode(), CSV, f"statement-{account.pk}-{since}-{until}.csv")


@router.get(
    "/entries",
    response={200: Page[EntryOut], **REFUSALS},
    operation_id="list_entries",
    summary="Journal entries",
)
def list_entries(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    account: RowNumber | None = None,
    kind: str = "",
    subject: str = "",
) -> Paged[EntryOut]:
    """Return the entries that touch an account one may read."""
    actor = actor_of(request)
    wanted = {"kind": kind, "subject": subject}
    rows = visible_entries(actor).select_related("unit")
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    if account is not None:
        of_account = Posting.objects.filter(account=_account(actor, account))
        rows = rows.filter(pk__in=of_account.values("entry"))
    own = _own(actor)
    return paged(rows.prefetch_related(_POSTINGS), limit, after, lambda entry: entry_out(actor, entry, own))


@router.get(
    "/entries/{entry_id}", response={200: EntryOut, **REFUSALS}, operation_id="get_entry", summary="One entry"
)
def get_entry(request: HttpRequest, entry_id: RowNumber) -> EntryOut:
    """Return an entry."""
    return _shown_entry(actor_of(request), entry_id)


@router.post(
    "/entries/{entry_id}/take-back",
    response={200: EntryOut, **REFUSALS},
    operation_id="take_back_entry",
    summary="Post the opposite of an entry",
)
def take_back_entry(request: HttpRequest, entry_id: RowNumber, why: TakeBackIn) -> EntryOut:
    """Correct an entry by a further one, its opposite; done again it is the one there is. Operator."""
    actor = actor_of(request)
    wrong = found(visible_entries(actor), pk=entry_id)
    return _shown_entry(actor, correcting.take_back(actor, wrong.pk, why.effective_on, why.memo, now()))


@router.get("/holds", response={200: Page[HoldOut], **REFUSALS}, operation_id="list_holds", summary="Holds")
def list_holds(
    request: HttpRequest, limit: Limit = 50, after: After = "", state: HoldState | None = None
) -> Paged[HoldOut]:
    """Return the amounts set aside on accounts one may read, or for them."""
    rows = visible_holds(actor_of(request)).select_related(*_ENDS)
    return paged(rows.filter(state=state) if state else rows, limit, after, hold_out)


@router.get(
    "/obligations",
    response={200: Page[ObligationOut], **REFUSALS},
    operation_id="list_obligations",
    summary="Obligations",
)
def list_obligations(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    unit: str = "",
    party: str = "",
    *,
    open_only: bool = False,
) -> Paged[ObligationOut]:
    """Return what accounts one may read owe or are owed."""
    rows = visible_obligations(actor_of(request)).select_related(*_ENDS)
    if unit:
        rows = rows.filter(debtor__unit__code=unit)
    if party:
        rows = rows.filter(Q(debtor__holder__code=party) | Q(creditor__holder__code=party))
    if open_only:
        rows = rows.filter(open_amount__gt=0)
    return paged(rows, limit, after, obligation_out)


_POSTINGS = Prefetch("postings", Posting.objects.select_related("account__holder").order_by("id"))


def _account(actor: Actor, number: int) -> Account:
    return found(visible_accounts(actor).select_related("holder", "unit"), pk=number)


def _own(actor: Actor) -> frozenset[int] | None:
    """Return the accounts the actor may read, None where it may read all."""
    return None if actor.sees_all else frozenset(visible_accounts(actor).values_list("pk", flat=True))


def _shown_entry(actor: Actor, number: int) -> EntryOut:
    rows = Entry.objects.select_related("unit").prefetch_related(_POSTINGS)
    entry = found(rows.filter(pk__in=visible_entries(actor).values("pk")), pk=number)
    return entry_out(actor, entry, _own(actor))


def _csv(found_one: Statement) -> str:
    """Return a statement as text that no spreadsheet takes for a formula."""
    import csv
    import io

    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["day", "entry", "kind", "subject", "amount", "balance"])
    table.writerow([found_one.since, "", "opening", "", "", _decimal(found_one.opening)])
    for line in found_one.lines:
        one = line.posted
        cells = [one.effective_on, one.entry, guarded_text(one.kind), guarded_text(one.subject)]
        table.writerow([*cells, _decimal(one.amount), _decimal(line.balance)])
    table.writerow([found_one.until, "", "closing", "", "", _decimal(found_one.closing)])
    return text.getvalue()


def _decimal(amount: int) -> str:
    return plain_text(amount, VALUE_DECIMALS)
