"""What `check` proves of a netting, and how it names each kind of fault; every code is provoked."""

import ast
import json
import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from samarkand.book.digest import digest_of
from samarkand.core.finding import Finding
from samarkand.netting.check import CATALOGUE, check, check_files
from samarkand.netting.checking.fewest import fewest_payments
from samarkand.netting.net import net
from samarkand.netting.outcome import SCHEMAS, Outcome
from samarkand.netting.outcome_files import read_outcome, write_outcome
from samarkand.netting.settings import Settings
from tests.netting.by_hand import by_hand
from tests.netting.mutations import planted, with_table
from tests.netting.nettings import NETTINGS, outcome_of
from tests.obligations import credit, owes

Fault = Callable[[Outcome], Outcome]

RING = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300; AltynDan owes Meskay 400")
FALL = {("", "", "AltynDan"): 0, ("", "", "Astarta"): 2, ("", "", "Meskay"): 1}
"""Potentials that prove 900 the most: along the ring the debt of 300 alone is worth its room."""


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_a_netting_added_up_by_hand_is_true() -> None:
    assert check(RING, by_hand(RING, [300, 300, 300], FALL)) == []


def test_what_is_netted_is_what_adds_up_by_hand() -> None:
    netted = net(RING)
    assert netted.set_off_notices["set_off"].to_list() == [300, 300, 300]
    assert netted.positions.equals(by_hand(RING, [300, 300, 300]).positions)


# A careful liar: every table and every sum fits the lie.


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


# Each code of the catalogue: the netting it is planted in, and the lie.


def _changed(table: str, row: int, **cells: Any) -> Fault:  # noqa: ANN401 - any cell of any table
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        rows[row] |= cells
        return _with_rows(outcome, table, rows)

    return lie


def _dropped(table: str, row: int) -> Fault:
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return _with_rows(outcome, table, rows[:row] + rows[row + 1 :])

    return lie


def _doubled(table: str, row: int) -> Fault:
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return _with_rows(outcome, table, [*rows, rows[row]])

    return lie


def _with_rows(outcome: Outcome, table: str, rows: list[dict[str, Any]]) -> Outcome:
    return with_table(outcome, table, pl.DataFrame(rows, schema=SCHEMAS[table], orient="row"))


def _stated(*path: str | int, to: object) -> Fault:
    return lambda outcome: replace(outcome, summary=planted(outcome.summary, path, to))


def _shifted(first: int, second: int, amount: int) -> Fault:
    """Return the lie that moves set-off from one notice to another."""

    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.set_off_notices.to_dicts()
        for row, more in ((rows[first], amount), (rows[second], -amount)):
            row["set_off"] += more
            row["remainder"] -= more
        return _with_rows(outcome, "set_off_notices", rows)

    return lie


FAULTS: Mapping[str, tuple[str, Fault]] = {
    "outcome_incomplete": ("value", lambda outcome: replace(outcome, summary={})),
    "obligations_differ": ("value", _stated("obligations", "digest", to="0" * 64)),
    "limits_differ": ("credit", _stated("limits", "digest", to="0" * 64)),
    "settings_differ": ("age", _stated("settings", "as_of", to=None)),
    "unknown_name": ("value", _dropped("set_off_notices", 0)),
    "name_twice": ("value", _doubled("positions", 0)),
    "notice_differs": ("value", _changed("set_off_notices", 0, due=date(2026, 3, 2))),
    "set_off_impossible": ("value", _changed("set_off_notices", 0, set_off=-1)),
    "remainder_differs": ("value", _changed("set_off_notices", 0, remainder=1)),
    "older_left_open": ("value", _shifted(0, 1, 10)),
    "set_off_unbalanced": ("value", _shifted(2, 3, 1)),
    "position_differs": ("value", _changed("positions", 0, net_after=1)),
    "residual_differs": ("value", _changed("residual", 0, amount=1)),
    "fewest_differs": ("value", _stated("units", 0, "residual", "payments", to=7)),
    "scope_broken": ("value", _stated("settings", "scope", to="bilateral")),
    "ring_broken": ("rings", _changed("rings", 0, step=2)),
    "price_broken": (
        "ring:3",
        lambda outcome: with_table(outcome, "prices", _prices(outcome).with_columns(pl.col("price") - 1)),
    ),
    "certificate_differs": ("value", _stated("units", 0, "certificate", "bound", to="7")),
    "not_largest": ("value", _changed("potentials", 0, potential=10)),
    "credit_differs": ("credit", _stated("units", 0, "credit", "used", to="7")),
    "total_differs": ("value", _stated("units", 0, "share", to="0.999999")),
}
ELSEWHERE = {"file_differs", "limits_missing", "credit_exceeded"}
"""Codes that need more than a lie; tests below provoke them."""


def _prices(outcome: Outcome) -> pl.DataFrame:
    assert outcome.prices is not None
    return outcome.prices


def checked(name: str, lie: Fault) -> list[Finding]:
    netting = NETTINGS[name]
    return check(netting.obligations, lie(outcome_of(name)), netting.limits)


@pytest.mark.parametrize("code", FAULTS)
def test_each_kind_of_fault_is_named_by_its_code(code: str) -> None:
    findings = checked(*FAULTS[code])
    assert code in codes(findings)
    assert all(finding.message and finding.remedy for finding in findings)


def test_every_code_of_the_catalogue_is_provoked() -> None:
    assert FAULTS.keys() | ELSEWHERE == CATALOGUE.keys()


def test_limits_that_are_not_given_are_asked_for() -> None:
    netting = NETTINGS["credit"]
    findings = check(netting.obligations, outcome_of("credit"))
    assert codes(findings) == {"limits_missing"}
    assert "--credit LIMITS" in findings[0].remedy


def test_limits_an_outcome_was_made_without_are_named() -> None:
    netting = NETTINGS["credit"]
    assert codes(check(netting.obligations, outcome_of("value"), netting.limits)) == {"limits_differ"}


@pytest.mark.parametrize("members", ["Meskay may owe 59", "Luoyang may owe 900"])
def test_a_house_that_lends_more_than_it_may_or_to_a_stranger_is_named(members: str) -> None:
    ledger = owes("Meskay owes Astarta 60; Astarta owes Luoyang 60")
    generous = credit("Meskay may owe 60; Luoyang may owe 0", ledger)
    limits = credit(f"{members}; Astarta may owe 0", ledger)
    outcome = net(ledger, Settings(), generous)
    assert check(ledger, outcome, generous) == []
    digest = _stated("limits", "digest", to=digest_of(limits.frame))
    findings = check(ledger, digest(outcome), limits)
    assert codes(findings) & {"credit_exceeded", "set_off_unbalanced"}


def test_a_house_that_owes_more_than_it_holds_is_named() -> None:
    ledger = owes("Meskay owes Astarta 60; Astarta owes Luoyang 60")
    generous = credit("Meskay may owe 60; Luoyang may owe 0", ledger)
    outcome = net(ledger, Settings(), generous)
    tight = credit("Meskay may owe 60; Luoyang may owe 0, be owed 59", ledger)
    lie = _stated("limits", "digest", to=digest_of(tight.frame))(outcome)
    assert "credit_exceeded" in codes(check(ledger, lie, tight))


# What is said of payments, rings and prices.


def test_fewest_payments_go_through_all_sets_of_parties() -> None:
    """Five parties split into 2 and 3: three payments; no split: one fewer than the parties."""
    assert fewest_payments(np.array([[5, -5, 3, -2, -1], [4, 3, -1, -1, -5]])).tolist() == [3, 4]


def test_more_payments_are_not_called_fewest_than_can_be_proven() -> None:
    said = outcome_of("much left").summary["units"][0]["residual"]
    lie = _stated("units", 0, "residual", to={**said, "at_least": said["payments"] + 1, "proven": False})
    assert codes(checked("much left", lie)) == {"fewest_differs"}


def test_payments_called_fewest_that_are_not_are_named() -> None:
    """One payment in two parts settles as well; then the payments are not the fewest any more."""
    true = by_hand(RING, [300, 300, 300], FALL)
    parts = pl.concat([true.residual, true.residual[:1]]).with_columns(amount=pl.lit(100, pl.Int64))
    longer = with_table(true, "residual", parts)
    said = {**true.summary["units"][0]["residual"], "payments": 3}
    honest = {**said, "proven": False}
    proud = {**said, "at_least": 3}
    assert check(RING, _stated("units", 0, "residual", to=honest)(longer)) == []
    for lie in (said, proud):
        assert codes(check(RING, _stated("units", 0, "residual", to=lie)(longer))) == {"fewest_differs"}


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
    lie = _stated("settings", "scope", to="ring:3")(net(ledger, Settings(rings=True)))
    assert "scope_broken" in codes(check(ledger, lie))


def test_prices_that_leave_one_ring_of_three_too_cheap_prove_nothing() -> None:
    """Whichever debt is priced lower, and whichever node comes first: each ring is found."""
    for row in range(_prices(outcome_of("ring:3")).height):
        prices = _prices(outcome_of("ring:3")).with_columns(price=pl.lit(10**6, pl.Int64))
        findings = checked(
            "ring:3",
            lambda one, row=row, prices=prices: _changed("prices", row, price=10**6 - 1)(
                replace(one, prices=prices)
            ),  # type: ignore[misc]
        )
        assert ("price_broken" in codes(findings)) == (row not in _in_no_ring()), row


def _in_no_ring() -> set[int]:
    """Return the rows of prices whose debt is in no ring of two or three."""
    prices = _prices(outcome_of("ring:3"))
    debts = set(prices.select("debtor", "creditor").iter_rows())
    parties = {party for debt in debts for party in debt}
    return {
        row
        for row, (debtor, creditor) in enumerate(prices.select("debtor", "creditor").iter_rows())
        if (creditor, debtor) not in debts
        and not any({(creditor, party), (party, debtor)} <= debts for party in parties)
    }


# Hostile outcomes: findings, never exceptions.

HOSTILE: tuple[object, ...] = (
    None, True, -1, 10**400, math.nan, math.inf, "x" * 10**5, [], {}, [[[]]], {"unit": {}}, "\ud800",
    "1_000", "１", "\x1b[2J", [None], [{"unit": None}], "0x10", " 900", "9e2", "-0", "1e400",
)  # fmt: skip


@pytest.mark.parametrize("name", ["credit", "ring:3", "count"])
def test_hostile_entries_are_findings_and_no_crash(name: str) -> None:
    netting, outcome = NETTINGS[name], outcome_of(name)
    paths = list(_paths(outcome.summary))
    for number, path in enumerate(paths):
        hostile = HOSTILE[number % len(HOSTILE)]
        lie = replace(outcome, summary=planted(outcome.summary, path, hostile))
        for finding in check(netting.obligations, lie, netting.limits):
            str(finding).encode()
            assert len(str(finding)) < 1000


def _paths(holder: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:  # noqa: ANN401
    below = (
        holder.items()
        if isinstance(holder, Mapping)
        else enumerate(holder)
        if isinstance(holder, list)
        else ()
    )
    own = [path] if path else []
    return own + [deeper for key, value in below for deeper in _paths(value, (*path, key))]


@pytest.mark.parametrize(
    "lie",
    [
        lambda outcome: replace(outcome, potentials=None),
        lambda outcome: replace(outcome, potentials=outcome.potentials.drop("potential")),
        lambda outcome: replace(outcome, residual=outcome.residual.cast({"amount": pl.Float64})),
        _changed("set_off_notices", 0, set_off=None),
        _stated("settings", "as_of", to="20260101"),
        _stated("settings", "objective", to=["value"]),
        _stated("limits", to="none"),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_crash(lie: Fault) -> None:
    assert codes(checked("value", lie)) == {"outcome_incomplete"}


def test_many_faults_of_a_kind_are_counted_not_listed() -> None:
    ledger = owes("; ".join(f"Meskay owes Astarta {number}" for number in range(1, 60)))
    lie = net(ledger).set_off_notices.with_columns(creditor=pl.lit("Luoyang"))
    findings = check(ledger, with_table(net(ledger), "set_off_notices", lie))
    named = [finding for finding in findings if finding.code == "notice_differs"]
    assert len(named) == 21
    assert "39 more" in named[-1].message


# Files.


@pytest.mark.parametrize("name", ["value", "ring:3", "credit", "units and groups"])
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_was_written_is_as_true_as_what_was_netted(name: str, file_format: Any, tmp_path: Path) -> None:  # noqa: ANN401
    write_outcome(outcome_of(name), tmp_path / "outcome", file_format)
    stored = read_outcome(tmp_path / "outcome")
    netting = NETTINGS[name]
    assert check(netting.obligations, stored, netting.limits) == []
    assert check_files(tmp_path / "outcome", stored.summary) == []


def test_a_file_changed_after_it_was_written_is_named(tmp_path: Path) -> None:
    write_outcome(outcome_of("rings"), tmp_path / "outcome")
    with (tmp_path / "outcome" / "rings.csv").open("a") as file:
        file.write("9,2,1,Meskay,Astarta,1,,\n")
    summary = json.loads((tmp_path / "outcome" / "outcome.json").read_text())
    changed = [(finding.code, finding.file) for finding in check_files(tmp_path / "outcome", summary)]
    assert changed == [("file_differs", "rings.csv")]
    unlisted = {name: hashed for name, hashed in summary["files"].items() if name != "rings.csv"}
    assert codes(check_files(tmp_path / "outcome", {"files": unlisted})) == {"file_differs"}


def test_a_table_in_two_files_is_named(tmp_path: Path) -> None:
    """One of them is read; the other could say anything."""
    outcome = outcome_of("value")
    for file_format in ("csv", "parquet"):
        write_outcome(outcome, tmp_path / file_format, file_format)
    shutil.copy(tmp_path / "csv" / "residual.csv", tmp_path / "parquet")
    stated = read_outcome(tmp_path / "parquet").summary["files"]
    hashes = {**stated, "residual.csv": read_outcome(tmp_path / "csv").summary["files"]["residual.csv"]}
    assert codes(check_files(tmp_path / "parquet", {"files": hashes})) == {"name_twice"}


@pytest.mark.parametrize("files", [None, [], 7, {}, {"../../secret": "0"}, {"\0": "0"}, {"a" * 9999: "0"}])
def test_hostile_lists_of_files_are_findings_and_no_crash(files: object, tmp_path: Path) -> None:
    assert codes(check_files(tmp_path, {"files": files})) <= {"file_differs", "outcome_incomplete"}
    assert check_files(tmp_path, {"files": files})


def test_it_shares_no_code_with_those_who_make_outcomes() -> None:
    allowed = (
        "samarkand.core",
        "samarkand.book",
        "samarkand.netting.checking",
        "samarkand.netting.obligations",
        "samarkand.netting.outcome",
        "samarkand.netting.settings",
        "samarkand.publishing",
    )
    netting = Path(__file__).parents[2] / "src" / "samarkand" / "netting"
    files = [netting / "check.py", *(netting / "checking").glob("*.py")]
    imported = {
        node.module
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("samarkand")
    }
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
