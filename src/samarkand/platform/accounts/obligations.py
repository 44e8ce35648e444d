"""Obligations: value delivered and not yet answered, made by an entry and changed by further ones.

Called inside the database transaction that posts the entry, so that what is owed and what is posted are
written together. Accounts are locked before obligations, by everyone, so that nobody waits in a ring.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.house.many_rows import Kind, with_rows


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation to be made: ``debtor`` and ``creditor`` are accounts, ``entry`` what it arose from.

    ``group`` keeps apart what law forbids to set off against each other.
    """

    code: str
    entry: int
    debtor: int
    creditor: int
    amount: int
    due_on: date | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry takes from an obligation (below nothing) or adds to it.

    ``kind`` says why: set_off, correction, revaluation, settlement. ``expected`` is what must be open
    before, where the caller counted on it.
    """

    obligation: str
    entry: int
    amount: int
    kind: str
    expected: int | None = None


def owe(
    code: str,
    entry: int,
    debtor: int,
    creditor: int,
    amount: int,
    due_on: date | None,
    group: str = "",
) -> int:
    """Return the identifier of a new obligation; the same again is the one there is.

    Raises Refusal: ``obligation_unfit``, ``obligation_differs``.
    """
    return owe_all([Owed(code, entry, debtor, creditor, amount, due_on, group)])[code]


def owe_all(owed: Sequence[Owed]) -> dict[str, int]:
    """Return the identifiers of new obligations by code, all made or none, in three statements.

    An obligation stated again is the one there is. Raises Refusal with a finding for each that is unfit
    (``obligation_unfit``) or whose code is in use for another (``obligation_differs``).
    """
    unfit = [_unfit(one) for one in owed if one.amount <= 0 or one.debtor == one.creditor]
    if unfit:
        raise Refusal(*unfit)
    with transaction.atomic():
        there = _there([one.code for one in owed])
        differing = [one for one in owed if one.code in there and there[one.code][1] != _row(one)]
        if differing:
            raise Refusal(*map(_differs, differing))
        new = {one.code: one for one in owed if one.code not in there}
        with_rows(_INSERT, _OWED_COLUMNS, [(one.code, *_row(one)) for one in new.values()])
        return {code: found[0] for code, found in (there | _there(new)).items()}


def change_all(changes: Iterable[Change]) -> int:
    """Take changes into account, all or none; return how many were new.

    A change told again (same obligation, entry and kind) is not taken twice. Raises Refusal:
    ``obligation_unknown``, ``obligation_exceeded``, ``obligation_moved``.
    """
    told = list(changes)
    with transaction.atomic():
        before = _lock([change.obligation for change in told])
        unknown = {change.obligation for change in told} - before.keys()
        if unknown:
            raise Refusal(*(_unknown(code) for code in sorted(unknown)))
        taken = _taken(before, told)
        new = [one for one in told if (before[one.obligation][0], one.entry, one.kind) not in taken]
        _refuse_impossible(before, new)
        _apply(before, new)
    return len(new)


_THERE = """
    SELECT code, id, entry_id, debtor_id, creditor_id, amount, due_on, accounts_obligation."group"
    FROM accounts_obligation JOIN {given} USING (code)
"""
_INSERT = """
    INSERT INTO accounts_obligation
        (code, entry_id, debtor_id, creditor_id, amount, open_amount, due_on, "group")
    SELECT code, entry, debtor, creditor, amount, amount, due_on, apart FROM {given}
"""
_OPEN = "SELECT code, id, open_amount FROM accounts_obligation WHERE code IN (SELECT given.code FROM {given})"
_TAKEN = """
    SELECT kept.obligation_id, kept.entry_id, kept.kind FROM accounts_obligationchange AS kept
    JOIN {given} ON given.obligation = kept.obligation_id AND given.entry = kept.entry_id
"""
_CHANGE = """
    UPDATE accounts_obligation SET open_amount = open_amount + given.amount
    FROM {given} WHERE accounts_obligation.id = given.id
"""
_KEEP = """
    INSERT INTO accounts_obligationchange (obligation_id, entry_id, amount, kind)
    SELECT obligation, entry, amount, kind FROM {given}
"""
_OWED_COLUMNS: Mapping[str, Kind] = {
    "code": "text",
    "entry": "bigint",
    "debtor": "bigint",
    "creditor": "bigint",
    "amount": "bigint",
    "due_on": "date",
    "apart": "text",
}
_Row = tuple[int, int, int, int, date | None, str]


def _row(one: Owed) -> _Row:
    return one.entry, one.debtor, one.creditor, one.amount, one.due_on, one.group


def _there(codes: Iterable[str]) -> dict[str, tuple[int, _Row]]:
    """Return the obligations that have these codes: identifier and content by code."""
    rows = with_rows(_THERE, {"code": "text"}, [(code,) for code in dict.fromkeys(codes)])
    return {code: (one, (*ends, _day(due), group)) for code, one, *ends, due, group in rows}


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _lock(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return identifier and open amount by code, kept from others until the end."""
    lock = " ORDER BY id FOR UPDATE" if connection.vendor == "postgresql" else ""
    rows = with_rows(_OPEN + lock, {"code": "text"}, [(code,) for code in dict.fromkeys(codes)])
    return {code: (one, amount) for code, one, amount in rows}


def _taken(before: dict[str, tuple[int, int]], changes: Iterable[Change]) -> set[tuple[int, int, str]]:
    """Return which of the changes were taken into account before."""
    rows = [(before[change.obligation][0], change.entry) for change in changes]
    return set(with_rows(_TAKEN, {"obligation": "bigint", "entry": "bigint"}, rows))


def _refuse_impossible(before: dict[str, tuple[int, int]], changes: Sequence[Change]) -> None:
    """Refuse what counts on another open amount, and what would leave less than nothing open."""
    moved = [
        _moved(one, before[one.obligation][1])
        for one in changes
        if one.expected not in {None, before[one.obligation][1]}
    ]
    after = {code: amount for code, (_, amount) in before.items()}
    for change in changes:
        after[change.obligation] += change.amount
    exceeded = [_exceeded(code, before[code][1], amount) for code, amount in after.items() if amount < 0]
    if moved or exceeded:
        raise Refusal(*moved, *exceeded)


def _apply(before: dict[str, tuple[int, int]], changes: Iterable[Change]) -> None:
    sums: dict[int, int] = defaultdict(int)
    rows = [(before[one.obligation][0], one.entry, one.amount, one.kind) for one in changes]
    for obligation, _, amount, _ in rows:
        sums[obligation] += amount
    with_rows(_CHANGE, {"id": "bigint", "amount": "bigint"}, list(sums.items()))
    columns: Mapping[str, Kind] = {
        "obligation": "bigint", "entry": "bigint", "amount": "bigint", "kind": "text",
    }  # fmt: skip
    with_rows(_KEEP, columns, rows)


def _unfit(one: Owed) -> Finding:
    why = "a party cannot owe itself" if one.debtor == one.creditor else "it is of nothing"
    return finding("obligation_unfit", f"Obligation {one.code}: {why}.", column="amount", value=one.amount)


def _differs(one: Owed) -> Finding:
    return finding(
        "obligation_differs",
        f"Obligation {one.code} is there with other content.",
        column="code",
        value=one.code,
    )


def _unknown(code: str) -> Finding:
    return finding("obligation_unknown", f"No obligation is called {code}.", column="code", value=code)


def _moved(one: Change, amount: int) -> Finding:
    expected = amount_text(one.expected or 0)
    return finding(
        "obligation_moved",
        f"Of obligation {one.obligation} {amount_text(amount)} is open, not {expected}.",
        column="open_amount",
        value=amount_text(amount),
    )


def _exceeded(code: str, before: int, after: int) -> Finding:
    asked = amount_text(before - after)
    return finding(
        "obligation_exceeded",
        f"Of obligation {code} {amount_text(before)} is open: {asked} cannot be taken from it.",
        column="amount",
        value=asked,
    )
