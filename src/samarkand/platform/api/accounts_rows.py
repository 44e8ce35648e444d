"""What the API shows of the ledger: accounts, statements, entries, holds, obligations, claims."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from samarkand.core.scale import LARGEST
from samarkand.ledger.statement import Statement
from samarkand.ledger.swing import excess, headroom
from samarkand.platform.accounts.models import (
    Account,
    AccountKind,
    Entry,
    Hold,
    HoldState,
    Obligation,
    SwingClaim,
)
from samarkand.platform.api.numbers import Value
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.by_whom import told_by

RowNumber = Annotated[int, Field(ge=1, le=LARGEST, description="Its number.")]


class AccountOut(Schema):
    """An account: a balance above nothing is owed to its holder."""

    id: int = Field(description="Its number.")
    holder: str | None = Field(description="The party that holds it; null for the house.")
    unit: str = Field(description="The unit of account it counts in.")
    kind: AccountKind = Field(description="What it is for.")
    balance: Value = Field(description="What has been given less what has been taken.")
    held_out: Value = Field(description="What holds would take from it.")
    held_in: Value = Field(description="What holds would bring to it.")
    credit_limit: Value | None = Field(description="How far below nothing it may fall; null for no limit.")
    swing: Value | None = Field(description="How far from nothing it may lie without a warning.")
    excess: Value = Field(description="How much further than its swing it lies.")
    headroom: Value | None = Field(description="How much further it may move away; null without a swing.")
    closed_at: datetime | None = Field(description="When it was closed.")


class StatementLineOut(Schema):
    """One posting of a statement."""

    effective_on: date = Field(description="The day it has effect on.")
    entry: int = Field(description="The number of its entry.")
    key: str = Field(description="The entry's key.")
    kind: str = Field(description="What the entry is.")
    subject: str = Field(description="What it is about.")
    memo: str = Field(description="What was noted.")
    amount: Value = Field(description="Above nothing it raised the balance.")
    balance: Value = Field(description="The balance after it.")


class StatementOut(Schema):
    """What an account stood at before the first day, every posting, what it stood at after the last."""

    account: int = Field(description="The account's number.")
    since: date = Field(description="The first day.")
    until: date = Field(description="The last day.")
    opening: Value = Field(description="The balance before the first day.")
    given: Value = Field(description="The sum of what raised it.")
    taken: Value = Field(description="The sum of what lowered it.")
    closing: Value = Field(description="The balance after the last day.")
    lines: list[StatementLineOut] = Field(description="By day, then as they were posted.")


class PostingOut(Schema):
    """One line of an entry."""

    account: int = Field(description="The account's number.")
    holder: str | None = Field(description="Its holder; null for the house.")
    amount: Value = Field(description="Above nothing it raised the balance.")
    balance: Value | None = Field(description="The balance after it; null on another's account.")


class EntryOut(Schema):
    """A journal entry, with the postings that are one's to read."""

    id: int = Field(description="Its number.")
    key: str = Field(description="What made it happen once.")
    unit: str = Field(description="The unit of account.")
    kind: str = Field(description="What it is.")
    subject: str = Field(description="What it is about.")
    memo: str = Field(description="What was noted.")
    effective_on: date = Field(description="The day it has effect on.")
    posted_at: datetime = Field(description="When it was written.")
    by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")
    corrects: int | None = Field(description="The entry it sets right.")
    postings: list[PostingOut] = Field(description="One's own, and of two the other's.")


class HoldOut(Schema):
    """An amount set aside on one account for another."""

    id: int = Field(description="Its number.")
    key: str = Field(description="What it was made under.")
    debtor: str | None = Field(description="The party it is set aside from; null for the house.")
    creditor: str | None = Field(description="The party it is for; null for the house.")
    unit: str = Field(description="The unit of account.")
    amount: Value = Field(description="What was set aside.")
    open_amount: Value = Field(description="What still is.")
    state: HoldState = Field(description="Whether it has ended, and how.")
    subject: str = Field(description="What it is for.")
    made_at: datetime = Field(description="When it was made.")
    expires_at: datetime | None = Field(description="When it lapses.")
    ended_at: datetime | None = Field(description="When it ended.")


class ObligationOut(Schema):
    """Value delivered and not yet answered."""

    id: int = Field(description="Its number.")
    code: str = Field(description="Its code.")
    debtor: str | None = Field(description="The party that owes; null for the house.")
    creditor: str | None = Field(description="The party that is owed; null for the house.")
    unit: str = Field(description="The unit of account.")
    amount: Value = Field(description="What was owed at first.")
    open_amount: Value = Field(description="What still is.")
    due_on: date | None = Field(description="The day it falls due.")
    group: str = Field(description="It is set off within this only.")
    entry: int = Field(description="The entry it arose from.")


class ClaimOut(Schema):
    """An excess over the swing, asked for by the one who is owed it."""

    id: int = Field(description="Its number.")
    account: int = Field(description="The account whose excess it is.")
    holder: str | None = Field(description="The account's holder.")
    amount: Value = Field(description="The excess when it was claimed.")
    state: str = Field(description="claimed, paid or withdrawn.")
    claimed_at: datetime = Field(description="When it was claimed.")
    ended_at: datetime | None = Field(description="When it ended.")
    entry: int | None = Field(description="The entry that posted its payment.")
    by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")
    ended_by: str | None = Field(description="Who ended it; for the operator and auditors, null to others.")


def account_out(account: Account) -> AccountOut:
    """Return what is shown of an account."""
    return AccountOut(
        id=account.pk,
        holder=holder_of(account),
        unit=account.unit.code,
        kind=AccountKind(account.kind),
        balance=account.balance,
        held_out=account.held_out,
        held_in=account.held_in,
        credit_limit=account.credit_limit,
        swing=account.swing,
        excess=excess(account.balance, account.swing),
        headroom=headroom(account.balance, account.swing),
        closed_at=account.closed_at,
    )


def holder_of(account: Account) -> str | None:
    """Return the code of the party that holds an account, None where it is the house."""
    return account.holder.code if account.holder else None


def statement_out(account: Account, found: Statement) -> StatementOut:
    """Return what is shown of a statement."""
    lines = [
        StatementLineOut(
            effective_on=line.posted.effective_on,
            entry=line.posted.entry,
            key=line.posted.key,
            kind=line.posted.kind,
            subject=line.posted.subject,
            memo=line.posted.memo,
            amount=line.posted.amount,
            balance=line.balance,
        )
        for line in found.lines
    ]
    return StatementOut(
        account=account.pk,
        since=found.since,
        until=found.until,
        opening=found.opening,
        given=found.given,
        taken=found.taken,
        closing=found.closing,
        lines=lines,
    )


def entry_out(actor: Actor, entry: Entry, own: Collection[int] | None) -> EntryOut:
    """Return what is shown of an entry to who may read the accounts ``own``; None: all of them.

    Of an entry with more than two postings only one's own are shown: what interest the others bear is
    theirs to know.
    """
    postings = list(entry.postings.all())
    shown = [one for one in postings if own is None or len(postings) == 2 or one.account_id in own]  # noqa: PLR2004
    return EntryOut(
        id=entry.pk,
        key=entry.key,
        unit=entry.unit.code,
        kind=entry.kind,
        subject=entry.subject,
        memo=entry.memo,
        effective_on=entry.effective_on,
        posted_at=entry.posted_at,
        by=told_by(actor, entry.by),
        corrects=entry.corrects_id,
        postings=[
            PostingOut(
                account=one.account_id,
                holder=holder_of(one.account),
                amount=one.amount,
                balance=one.balance if own is None or one.account_id in own else None,
            )
            for one in shown
        ],
    )


def hold_out(hold: Hold) -> HoldOut:
    """Return what is shown of a hold."""
    return HoldOut(
        id=hold.pk,
        key=hold.key,
        debtor=holder_of(hold.debtor),
        creditor=holder_of(hold.creditor),
        unit=hold.debtor.unit.code,
        amount=hold.amount,
        open_amount=hold.open_amount,
        state=HoldState(hold.state),
        subject=hold.subject,
        made_at=hold.made_at,
        expires_at=hold.expires_at,
        ended_at=hold.ended_at,
    )


def obligation_out(owed: Obligation) -> ObligationOut:
    """Return what is shown of an obligation."""
    return ObligationOut(
        id=owed.pk,
        code=owed.code,
        debtor=holder_of(owed.debtor),
        creditor=holder_of(owed.creditor),
        unit=owed.debtor.unit.code,
        amount=owed.amount,
        open_amount=owed.open_amount,
        due_on=owed.due_on,
        group=owed.group,
        entry=owed.entry_id,
    )


def claim_out(actor: Actor, claim: SwingClaim) -> ClaimOut:
    """Return what is shown of a claim."""
    return ClaimOut(
        id=claim.pk,
        account=claim.account_id,
        holder=holder_of(claim.account),
        amount=claim.amount,
        state=claim.state,
        claimed_at=claim.claimed_at,
        ended_at=claim.ended_at,
        entry=claim.entry_id,
        by=told_by(actor, claim.by),
        ended_by=told_by(actor, claim.ended_by),
    )
