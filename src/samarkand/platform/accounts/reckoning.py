"""What entries and holds do to accounts, reckoned before it is written. No database here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from samarkand.platform.accounts.drafts import Draft
from samarkand.platform.accounts.locking import Standing

PostingRow = tuple[int, int, int, int, int]
"""Entry, account, amount, balance after it, place among the account's postings."""


@dataclass(frozen=True, slots=True)
class HeldChange:
    """By how much what holds would take from an account and bring to it grows, or below nothing shrinks."""

    out: int = 0
    into: int = 0


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The postings in the order in which they are written, and how the accounts stand after them."""

    postings: list[PostingRow]
    standings: list[Standing]


def reckon(
    drafts: Iterable[tuple[int, Draft]], standings: Mapping[int, Standing], held: Mapping[int, HeldChange]
) -> Reckoned:
    """Return the postings of numbered drafts, and the standing of every account they or holds touch."""
    balances = {account: standing.balance for account, standing in standings.items()}
    heights = {account: standing.height for account, standing in standings.items()}
    postings: list[PostingRow] = []
    for number, draft in drafts:
        for line in draft.lines:
            account = line.account
            balances[account] += line.amount
            heights[account] += 1
            postings.append((number, account, line.amount, balances[account], heights[account]))
    moved = [
        replace(standing, balance=balances[account], height=heights[account])
        for account, standing in standings.items()
    ]
    return Reckoned(postings, held_after(moved, held))


def held_after(standings: Iterable[Standing], held: Mapping[int, HeldChange]) -> list[Standing]:
    """Return how the accounts stand once holds have changed by so much."""
    nothing = HeldChange()
    changes = ((standing, held.get(standing.account, nothing)) for standing in standings)
    return [
        replace(standing, held_out=standing.held_out + change.out, held_in=standing.held_in + change.into)
        for standing, change in changes
    ]


def totals_of(drafts: Iterable[Draft]) -> dict[int, int]:
    """Return by how much entries change each account's balance, all together."""
    totals: dict[int, int] = defaultdict(int)
    for draft in drafts:
        for line in draft.lines:
            totals[line.account] += line.amount
    return dict(totals)
