"""The proof of a ledger: a true one passes, and every kind of damage is found and named."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from samarkand.ledger.books import Books
from samarkand.ledger.verify import CATALOGUE, verify
from tests.ledger.frames import ALTYN_DAN, ASTARTA, MESKAY, MESKAY_IN_SOM, SOM, USD, books, replaced

Damage = Callable[[Books], Books]


def altered(table: str, column: str, value: object, **which: object) -> Damage:
    """Return what writes a value into the rows of a table that have these cells."""

    def damage(made: Books) -> Books:
        frame: pl.DataFrame = getattr(made, table)
        chosen = pl.all_horizontal(*(pl.col(name) == cell for name, cell in which.items()))
        kind = frame.schema[column]
        cell = pl.when(chosen).then(pl.lit(value, dtype=kind)).otherwise(pl.col(column)).alias(column)
        return replaced(made, **{table: frame.with_columns(cell)})

    return damage


def removed(table: str, **which: object) -> Damage:
    """Return what removes the rows of a table that have these cells."""

    def damage(made: Books) -> Books:
        frame: pl.DataFrame = getattr(made, table)
        return replaced(made, **{table: frame.remove(**which)})

    return damage


def both(*damages: Damage) -> Damage:
    """Return all the damages, one after the other."""

    def damage(made: Books) -> Books:
        for one in damages:
            made = one(made)
        return made

    return damage


DAMAGES: dict[str, tuple[Damage, set[str]]] = {
    "an amount": (
        altered("postings", "amount", 12, entry=5, account=MESKAY),
        {"entry_sum_wrong", "posting_balance_wrong", "account_balance_wrong"},
    ),
    "an amount and its balances": (
        both(
            altered("postings", "amount", 12, entry=5, account=MESKAY),
            altered("postings", "balance", 362, entry=5, account=MESKAY),
            altered("accounts", "balance", 362, account=MESKAY),
        ),
        {"entry_sum_wrong", "unit_sum_wrong"},
    ),
    "the balance of a posting": (
        altered("postings", "balance", 1, entry=5, account=MESKAY),
        {"posting_balance_wrong"},
    ),
    "the balance of an account": (
        altered("accounts", "balance", 1, account=MESKAY),
        {"account_balance_wrong", "unit_sum_wrong"},
    ),
    "the height of an account": (altered("accounts", "height", 9, account=MESKAY), {"account_height_wrong"}),
    "what is held": (altered("accounts", "held_out", 41, account=ASTARTA), {"account_held_wrong"}),
    "what is held in": (altered("accounts", "held_in", 0, account=MESKAY), {"account_held_wrong"}),
    "a hold": (altered("holds", "open_amount", 91, hold=1), {"hold_wrong", "account_held_wrong"}),
    "a hold that ended": (altered("holds", "open_amount", 5, hold=2), {"hold_wrong"}),
    "a hold taken away": (removed("holds", hold=1), {"account_held_wrong"}),
    "a posting taken away": (
        removed("postings", entry=5, account=MESKAY),
        {"entry_lines_missing", "entry_sum_wrong", "account_balance_wrong", "account_height_wrong"},
    ),
    "an entry taken away, its postings left": (removed("entries", entry=5), {"posting_astray"}),
    "an account taken away": (
        removed("accounts", account=ALTYN_DAN),
        {"posting_astray", "unit_sum_wrong", "obligation_astray"},
    ),
    "an entry and its postings taken away": (
        both(removed("entries", entry=5), removed("postings", entry=5)),
        {"account_balance_wrong", "account_height_wrong"},
    ),
    "the unit of an entry": (
        altered("entries", "unit", SOM, entry=5),
        {"posting_unit_wrong"},
    ),
    "a place": (altered("postings", "place", 9, entry=5, account=MESKAY), {"posting_place_wrong"}),
    "a key": (altered("entries", "key", "entry 4", entry=5), {"entry_key_twice"}),
    "an obligation much too large": (
        both(
            altered("obligations", "amount", 10**9, obligation=2),
            altered("obligations", "open_amount", 10**9, obligation=2),
        ),
        {"obligation_unfounded", "entry_owed_wrong"},
    ),
    "an obligation of something less": (
        both(
            altered("obligations", "amount", 299, obligation=2),
            altered("obligations", "open_amount", 299, obligation=2),
        ),
        {"entry_owed_wrong"},
    ),
    "an obligation that nothing changed taken away": (
        removed("obligations", obligation=2),
        {"entry_owed_wrong"},
    ),
    "an obligation taken away with its changes": (
        both(removed("obligations", obligation=1), removed("changes", obligation=1)),
        {"entry_owed_wrong"},
    ),
    "what is open": (altered("obligations", "open_amount", 1, obligation=2), {"obligation_open_wrong"}),
    "a change": (
        altered("changes", "amount", -51, obligation=1),
        {"obligation_open_wrong", "entry_owed_wrong"},
    ),
    "a change taken away": (
        removed("changes", obligation=1),
        {"obligation_open_wrong", "entry_owed_wrong"},
    ),
    "the entry of a change": (
        altered("changes", "entry", 3, obligation=1),
        {"obligation_astray", "entry_owed_wrong"},
    ),
    "an obligation taken away": (
        removed("obligations", obligation=1),
        {"obligation_astray", "entry_owed_wrong"},
    ),
    "the debtor of an obligation": (
        altered("obligations", "debtor", MESKAY_IN_SOM, obligation=1),
        {"obligation_astray", "entry_owed_wrong"},
    ),
    "the memo of a closed entry": (altered("entries", "memo", "x", entry=1), {"period_digest_wrong"}),
    "the day of a closed entry": (
        altered("entries", "effective_on", date(2026, 1, 6), entry=1),
        {"period_digest_wrong"},
    ),
    "a closed entry moved to the next period": (
        altered("entries", "effective_on", date(2026, 1, 25), entry=2),
        {"period_digest_wrong", "period_entries_wrong"},
    ),
    "a digest": (
        altered("periods", "digest", "0" * 64, number=1),
        {"period_digest_wrong", "period_link_wrong"},
    ),
    "the count of a period": (altered("periods", "entries", 3, number=2), {"period_entries_wrong"}),
    "the first period taken away": (
        removed("periods", number=1),
        {"period_missing", "period_link_wrong", "period_entries_wrong", "period_digest_wrong"},
    ),
    "the last period taken away": (removed("periods", number=2), {"unit_closing_wrong"}),
    "the day a unit is closed to": (
        altered("units", "closed_until", date(2026, 1, 1), unit=USD),
        {"unit_closing_wrong"},
    ),
}


def codes(made: Books) -> set[str]:
    return {finding.code for finding in verify(made)}


def test_a_true_ledger_has_no_finding() -> None:
    assert verify(books()) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found(name: str) -> None:
    damage, expected = DAMAGES[name]
    assert codes(damage(books())) == expected


OF_THE_HOUSE = {
    "anchor_entries_changed", "anchor_entries_missing", "anchor_period_changed", "entries_lost",
    "guard_changed", "guard_missing", "limit_unfounded",
}  # fmt: skip
"""Found beside the books: `platform/accounts/test_verifying`."""


def test_every_code_is_provoked() -> None:
    here = {code for _, expected in DAMAGES.values() for code in expected}
    assert here | OF_THE_HOUSE == set(CATALOGUE)


def test_a_sum_that_comes_round_to_nothing_in_64_bits_is_found() -> None:
    made = books()
    rows = [(5, MESKAY, 2**62, 0, 10 + place) for place in range(4)]
    extra = pl.DataFrame(rows, schema=made.postings.schema, orient="row")
    damaged = replaced(made, postings=pl.concat([made.postings, extra]))
    assert "entry_sum_wrong" in codes(damaged)


def test_an_empty_ledger_is_true() -> None:
    assert verify(Books(**{name: frame.clear() for name, frame in books().tables()})) == []


def test_of_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    made = books()
    many = pl.concat([made.entries.with_columns(pl.col("entry") + 100 * n) for n in range(1, 8)])
    found = verify(replaced(made, entries=pl.concat([made.entries, many])))
    short = [finding.message for finding in found if finding.code == "entry_lines_missing"]
    assert short[-1] == "and 15 more of this kind."
