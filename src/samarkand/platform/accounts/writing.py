"""The rows that posting writes: postings, the entries that seal them, and how the accounts stand after."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from samarkand.platform.accounts.drafts import Draft
from samarkand.platform.accounts.locking import Standing
from samarkand.platform.accounts.reckoning import PostingRow
from samarkand.platform.house.many_rows import insert_rows, kept_moment, with_rows


def write_postings(rows: Sequence[PostingRow]) -> None:
    """Write postings; their entries follow, in the same database transaction."""
    insert_rows("accounts_posting", ("entry_id", "account_id", "amount", "balance", "place"), rows)


def write_entries(drafts: Iterable[tuple[int, Draft]], now: datetime) -> None:
    """Write the rows of numbered drafts, which seal their postings."""
    posted_at = kept_moment(now)
    insert_rows(
        "accounts_entry",
        ("id", "key", "unit_id", "kind", "subject", "effective_on", "posted_at", "corrects_id", "memo",
         "by"),
        (
            (
                number, draft.key, draft.unit, draft.kind, draft.subject, draft.effective_on.isoformat(),
                posted_at, draft.corrects, draft.memo, draft.by,
            )
            for number, draft in drafts
        ),
    )  # fmt: skip


def move_balances(standings: Iterable[Standing]) -> None:
    """Write how locked accounts stand now, in one statement."""
    with_rows(
        _MOVE,
        {
            "account": "bigint",
            "balance": "bigint",
            "height": "bigint",
            "held_out": "bigint",
            "held_in": "bigint",
        },
        [(one.account, one.balance, one.height, one.held_out, one.held_in) for one in standings],
    )


_MOVE = """
    UPDATE accounts_account
    SET balance = given.balance, height = given.height, held_out = given.held_out, held_in = given.held_in
    FROM {given} WHERE accounts_account.id = given.account
"""
