"""A careful liar: every table and every sum of the outcome fits the lie, and it is found all the same."""

from dataclasses import replace

import numpy as np
import polars as pl

from samarkand.netting.check import check
from samarkand.netting.checking.fewest import fewest_payments
from samarkand.netting.net import net
from samarkand.netting.settings import Settings
from tests.netting.by_hand import by_hand
from tests.netting.lies import changed, checked, codes, prices_of, stated
from tests.netting.mutations import with_table
from tests.netting.nettings import NETTINGS, outcome_of
from tests.obligations import owes

RING = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300; AltynDan owes Meskay 400")
FALL = {("", "", "AltynDan"): 0, ("", "", "Astarta"): 2, ("", "", "Meskay"): 1}
"""Potentials that prove 900 the most: along the ring the debt of 300 alone is worth its room."""


def test_a_netting_added_up_by_hand_is_true() -> None:
    assert check(RING, by_hand(RING, [300, 300, 300], FALL)) == []


def test_what_is_netted_is_what_adds_up_by_hand() -> None:
    netted = net(RING)
    assert netted.set_off_notices["set_off"].to_list() == [300, 300, 300]
    assert netted.positions.equals(by_hand(RING, [300, 300, 300]).positions)


def test_setting_off_nothing_is_not_the_largest() -> None:
    assert codes(check(RING, by_hand(RING, [0, 0, 0]))) == {"not_largest"}


def test_setting_off_less_is_not_the_largest_whatever_the_potentials() -> None:
    assert codes(check(RING, by_hand(RING, [299, 299, 299], FALL))) == {"not_largest"}


def test_setting_off_everything_leaves_someone_worse_off() -> None:
    lie = by_hand(RING, [500, 300, 400], dict.fromkeys(FALL, 0))
    findings = check(RING, lie)
    assert "set_off_unbalanced" in codes(findings)
    assert any("party 'Meskay': its debts fall by 500, its claims by 400." in str(one) for one in findings)


def test_potentials_so_large_that_sums_would_wrap_around_are_refused() -> None:
    huge = {node: sign * 2**62 for node, sign in zip(FALL, (1, -1, 1), strict=True)}
    assert "certificate_differs" in codes(check(RING, by_hand(RING, [300, 300, 300], huge)))


def test_nothing_is_set_off_across_groups() -> None:
    ledger = owes("Meskay owes Astarta 500 in A-1; Astarta owes Meskay 500 in A-2")
    assert codes(check(ledger, by_hand(ledger, [500, 500]))) == {"set_off_unbalanced"}


def test_nothing_is_set_off_across_units() -> None:
    ledger = owes("Meskay owes Astarta 500 PKR; Astarta owes Meskay 500 RUB")
    assert codes(check(ledger, by_hand(ledger, [500, 500]))) == {"set_off_unbalanced"}


def test_what_full_netting_would_clear_is_not_overstated_where_it_was_asked_for() -> None:
    true = by_hand(RING, [300, 300, 300], FALL)
    inflated = true.potentials.with_columns(value_potential=pl.lit(0, pl.Int64))
    units = [{**true.summary["units"][0], "full": "1200", "ring_3_proven": False, "ring_3": "900"}]
    lie = replace(true, potentials=inflated, summary={**true.summary, "units": units})
    assert codes(check(RING, lie)) == {"not_largest"}


def test_a_unit_moved_around_a_ring_is_named() -> None:
    """Both rings are full; one unit is set off less in one and, impossibly, more in the other."""
    ledger = owes(
        "Meskay owes Astarta 5; Astarta owes Meskay 5; Meskay owes Luoyang 7; Luoyang owes Meskay 7"
    )
    assert "set_off_impossible" in codes(check(ledger, by_hand(ledger, [4, 4, 8, 8])))


def test_the_younger_obligation_waits() -> None:
    ledger = owes(
        "Meskay owes Astarta 50 due 2026-02-01; Meskay owes Astarta 50 due 2026-01-01; Astarta owes Meskay 60"
    )
    fall = {("", "", "Meskay"): 0, ("", "", "Astarta"): 1}
    assert check(ledger, by_hand(ledger, [10, 50, 60], fall)) == []
    lie = check(ledger, by_hand(ledger, [50, 10, 60], fall))
    assert codes(lie) == {"older_left_open"}
    assert "obligation '1' is set off before '2' is whole." in str(lie[0])


def test_obligations_without_a_day_wait_for_those_with_one_and_come_in_their_sequence() -> None:
    twice = "Meskay owes Astarta 5; Meskay owes Astarta 5"
    ledger = owes(f"{twice}; Meskay owes Astarta 5 due 2030-01-01; Astarta owes Meskay 8")
    fall = {("", "", "Meskay"): 0, ("", "", "Astarta"): 1}
    assert check(ledger, by_hand(ledger, [3, 0, 5, 8], fall)) == []
    assert codes(check(ledger, by_hand(ledger, [0, 3, 5, 8], fall))) == {"older_left_open"}
    assert codes(check(ledger, by_hand(ledger, [5, 0, 3, 8], fall))) == {"older_left_open"}


def test_notices_may_come_in_any_sequence() -> None:
    true = by_hand(RING, [300, 300, 300], FALL)
    tables = {name: table.reverse() for name, table in true.tables().items()}
    assert check(RING, replace(true, **tables)) == []  # type: ignore[arg-type]


def test_numbers_beyond_64_bits_in_a_sum_do_not_wrap_around() -> None:
    true = outcome_of("rings")
    assert true.rings is not None
    first = true.rings.filter(ring=1)
    doubled = pl.concat([true.rings, *(first.with_columns(ring=pl.lit(n, pl.Int64)) for n in (90, 91))])
    numbers = doubled["ring"].rank("dense").cast(pl.Int64)
    amount = pl.when(numbers > true.rings["ring"].n_unique()).then(2**63 - 2**62).otherwise("amount")
    lie = with_table(true, "rings", doubled.with_columns(ring=numbers, amount=amount))
    assert "ring_broken" in codes(check(NETTINGS["rings"].obligations, lie))


# What is said of payments, rings and prices.


def test_fewest_payments_go_through_all_sets_of_parties() -> None:
    """Five parties split into 2 and 3: three payments; no split: one fewer than the parties."""
    assert fewest_payments(np.array([[5, -5, 3, -2, -1], [4, 3, -1, -1, -5]])).tolist() == [3, 4]


def test_more_payments_are_not_called_fewest_than_can_be_proven() -> None:
    said = outcome_of("much left").summary["units"][0]["residual"]
    lie = stated("units", 0, "residual", to={**said, "at_least": said["payments"] + 1, "proven": False})
    assert codes(checked("much left", lie)) == {"fewest_differs"}


def test_payments_called_fewest_that_are_not_are_named() -> None:
    """One payment in two parts settles as well; then the payments are not the fewest any more."""
    true = by_hand(RING, [300, 300, 300], FALL)
    parts = pl.concat([true.residual, true.residual[:1]]).with_columns(amount=pl.lit(100, pl.Int64))
    longer = with_table(true, "residual", parts)
    said = {**true.summary["units"][0]["residual"], "payments": 3}
    honest = {**said, "proven": False}
    proud = {**said, "at_least": 3}
    assert check(RING, stated("units", 0, "residual", to=honest)(longer)) == []
    for lie in (said, proud):
        assert codes(check(RING, stated("units", 0, "residual", to=lie)(longer))) == {"fewest_differs"}


def test_a_ring_may_be_listed_in_two_parts() -> None:
    outcome = outcome_of("rings")
    assert outcome.rings is not None
    last = outcome.rings["ring"].max()
    ring = pl.col("ring") == last
    lesser = outcome.rings.with_columns(amount=pl.when(ring).then(pl.col("amount") - 1).otherwise("amount"))
    crumb = outcome.rings.filter(ring).with_columns(ring=pl.col("ring") + 1, amount=pl.lit(1, pl.Int64))
    split = with_table(outcome, "rings", pl.concat([lesser, crumb]))
    assert check(NETTINGS["rings"].obligations, split) == []


def test_rings_of_four_are_no_rings_of_three() -> None:
    ledger = owes(
        "Meskay owes Astarta 5; Astarta owes AltynDan 5; AltynDan owes Luoyang 5; Luoyang owes Meskay 5"
    )
    lie = stated("settings", "scope", to="ring:3")(net(ledger, Settings(rings=True)))
    assert "scope_broken" in codes(check(ledger, lie))


def test_prices_that_leave_one_ring_of_three_too_cheap_prove_nothing() -> None:
    """Whichever debt is priced lower, and whichever node comes first: each ring is found."""
    for row in range(prices_of(outcome_of("ring:3")).height):
        prices = prices_of(outcome_of("ring:3")).with_columns(price=pl.lit(10**6, pl.Int64))
        findings = checked(
            "ring:3",
            lambda one, row=row, prices=prices: changed("prices", row, price=10**6 - 1)(
                replace(one, prices=prices)
            ),  # type: ignore[misc]
        )
        assert ("price_broken" in codes(findings)) == (row not in _in_no_ring()), row


def _in_no_ring() -> set[int]:
    """Return the rows of prices whose debt is in no ring of two or three."""
    prices = prices_of(outcome_of("ring:3"))
    debts = set(prices.select("debtor", "creditor").iter_rows())
    parties = {party for debt in debts for party in debt}
    return {
        row
        for row, (debtor, creditor) in enumerate(prices.select("debtor", "creditor").iter_rows())
        if (creditor, debtor) not in debts
        and not any({(creditor, party), (party, debtor)} <= debts for party in parties)
    }
