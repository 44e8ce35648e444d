"""What `check` proves, and how it names each kind of fault; every code of its catalogue is provoked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.check import CATALOGUE, check, check_files
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.clearing.outcome_files import read_outcome, write_outcome
from samarkand.core.finding import Finding
from tests import cast
from tests.clearing.by_hand import EVEN, TWENTY_MILLION, by_hand
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import every, first
from tests.imports import SOURCE, imported_by

Fault = Callable[[Outcome], Outcome]


def test_the_swap_written_by_hand_is_true() -> None:
    assert check(cast.swap(), by_hand()) == []


def test_a_hundredth_too_little_is_named_with_both_sides() -> None:
    short = _changed("legs", 1, value=TWENTY_MILLION - 1)(by_hand())
    messages = [str(finding) for finding in check(cast.swap(), short)]
    wanted = "pool Meskay gives 20,000,000.00 and takes 19,999,999.99: off by 0.01, no swing."
    assert any(wanted in message for message in messages)


def test_many_faults_of_a_kind_are_counted_not_listed() -> None:
    many = replace(by_hand(), legs=pl.concat([_changed("legs", 0, offer="nobody")(by_hand()).legs] * 50))
    named = [finding for finding in check(cast.swap(), many) if finding.column == "offer"]
    assert len(named) == 21
    assert "30 more" in named[-1].message


# Each code of the catalogue: the round it is planted in, and the lie.


def _changed(table: str, row: int, **cells: Any) -> Fault:  # noqa: ANN401 - any cell of any table
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        rows[row] |= cells
        return _with_table(outcome, table, rows)

    return lie


def _added(table: str, row: int, **cells: Any) -> Fault:  # noqa: ANN401 - any cell of any table
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return _with_table(outcome, table, [*rows, rows[row] | cells])

    return lie


def _dropped(table: str, row: int) -> Fault:
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return _with_table(outcome, table, rows[:row] + rows[row + 1 :])

    return lie


def _grown(table: str, column: str, factor: float) -> Fault:
    def lie(outcome: Outcome) -> Outcome:
        rows = outcome.tables()[table].to_dicts()
        return _with_table(outcome, table, [row | {column: int(row[column] * factor)} for row in rows])

    return lie


def _stated(part: str, **entries: Any) -> Fault:  # noqa: ANN401 - any entry of the summary
    def lie(outcome: Outcome) -> Outcome:
        return replace(outcome, summary={**outcome.summary, part: {**outcome.summary[part], **entries}})

    return lie


def _told(entry: str, rows: list[Any]) -> Fault:
    return lambda outcome: replace(outcome, summary={**outcome.summary, entry: rows})


def _one_deal(outcome: Outcome) -> Outcome:
    """Say of all deals of a round that they are one, and make every table fit that."""
    legs = outcome.legs.with_columns(deal=pl.lit("1"))
    parties = pl.concat([legs["from_party"], legs["to_party"]]).n_unique()
    deal = ("1", parties, legs.height, legs["value"].sum())
    return replace(outcome, legs=legs, deals=pl.DataFrame([deal], schema=SCHEMAS["deals"], orient="row"))


def _without_prices(outcome: Outcome) -> Outcome:
    pools = outcome.potentials.filter(kind="pool").with_columns(potential=pl.lit(0, pl.Int64))
    return replace(outcome, potentials=pools)


def _within_party(outcome: Outcome) -> Outcome:
    """Let the mill's rice go to the mill, and the other's rice to whom the mill's went."""
    rows = outcome.legs.to_dicts()
    rice = [row for row in rows if row["commodity"] == "100630"]
    given = next(row for row in rice if row["from_party"] == "Meskay")
    taken = next(row for row in rice if row["to_party"] == "Meskay")
    for column in ("want", "to_party", "to_place"):
        given[column], taken[column] = taken[column], given[column]
    return _with_table(outcome, "legs", rows)


def _with_table(outcome: Outcome, table: str, rows: list[dict[str, Any]]) -> Outcome:
    tables: dict[str, Any] = {table: pl.DataFrame(rows, schema=SCHEMAS[table], orient="row")}
    return replace(outcome, **tables)


_AT_TWO = {"max_parties": 2, "value": "1.00", "bound": "1.00", "deals": 1, "largest_deal": 2}

FAULTS: Mapping[str, tuple[str, Fault]] = {
    "outcome_incomplete": ("swap", lambda outcome: replace(outcome, summary={})),
    "uncountable": ("swap", _changed("legs", 0, quantity=2**62)),
    "book_differs": (
        "swap",
        lambda outcome: replace(outcome, summary={**outcome.summary, "book": {"name": "", "tables": {}}}),
    ),
    "entry_unknown": ("swap", _stated("totals", loss="0.00")),
    "unknown_name": ("swap", _changed("legs", 0, want="nobody")),
    "name_twice": ("swap", _added("balances", 0)),
    "leg_differs": ("swap", _changed("legs", 0, to_place="DE")),
    "leg_quantity": ("swap", _changed("legs", 0, quantity=1)),
    "leg_unreachable": ("swap", _changed("legs", 0, want="Astarta wants 1")),
    "leg_within_party": ("both sides", _within_party),
    "cap_exceeded": ("swap", _grown("legs", "quantity", 1.2)),
    "lot_broken": ("lots", _grown("legs", "quantity", 0.99)),
    "minimum_broken": ("lots", _grown("legs", "quantity", 0.01)),
    "bundle_broken": ("bundles", _changed("legs", 0, quantity=1)),
    "limit_broken": ("swap", _changed("terms", 0, value_per_unit=3 * EVEN)),
    "quota_exceeded": ("quota", _grown("legs", "quantity", 3)),
    "pool_unbalanced": ("swap", _changed("legs", 0, value=1)),
    "balance_differs": ("swap", _changed("balances", 0, value_out=1)),
    "rate_differs": ("swap", _changed("balances", 0, rate_low=1.0)),
    "deal_unbalanced": ("swap", _changed("legs", 0, value=1)),
    "deal_too_large": ("ring", _stated("settings", max_parties=2)),
    "leg_too_small": ("swap", _stated("settings", smallest_leg="90000000000000000.00")),
    "deal_too_small": ("swap", _stated("settings", smallest_deal="90000000000000000.00")),
    "deal_apart": ("two swaps", _one_deal),
    "deal_differs": ("swap", _changed("deals", 0, parties=3)),
    "terms_differ": ("swap", _changed("terms", 0, unit="KGM")),
    "settlement_differs": ("consortium", _changed("home_settlement", 0, amount=1)),
    "settlement_abroad": ("consortium", _changed("home_settlement", 0, payee="Astarta")),
    "unmatched_missing": ("substitutes", _dropped("unmatched", 0)),
    "unmatched_differs": ("substitutes", _changed("unmatched", 0, open_quantity=1)),
    "reason_wrong": ("substitutes", _changed("unmatched", 0, reason="expired")),
    "unit_differs": (
        "swap",
        lambda outcome: replace(outcome, summary={**outcome.summary, "unit_of_account": "gold"}),
    ),
    "total_differs": ("swap", _stated("totals", deals=7)),
    "certificate_differs": ("swap", _stated("certificate", gap="0.01")),
    "prices_too_low": ("swap", lambda outcome: _stated("settings", max_parties=2)(_without_prices(outcome))),
    "shortness_differs": ("swap", _told("price_of_shortness", [_AT_TWO])),
    "failure_differs": ("swap", _told("if_legs_fail", [])),
    "value_over_bound": ("swap", lambda outcome: _with_table(outcome, "legs", outcome.legs.to_dicts() * 2)),
}


@pytest.mark.parametrize("code", every(3, FAULTS))
def test_each_kind_of_fault_is_named_by_its_code(code: str) -> None:
    name, lie = FAULTS[code]
    findings = check(ROUNDS[name][0], lie(cleared(name)))
    assert code in {finding.code for finding in findings}
    assert all(finding.message and finding.remedy for finding in findings)


@pytest.mark.parametrize(
    "lie",
    [
        _stated("certificate", scale=0),
        _stated("certificate", bound="much"),
        _stated("settings", as_of="yesterday"),
        _stated("settings", max_parties=1),
        _stated("settings", max_parties="two"),
        _stated("settings", leg_failure="1.000000"),
        _stated("settings", leg_failure="often"),
        _stated("settings", smallest_leg="0.00"),
        _stated("settings", smallest_deal="-1.00"),
        _stated("settings", smallest_deal="99999999999999999999.00"),
        lambda outcome: replace(outcome, summary={**outcome.summary, "settings": {}}),
        lambda outcome: replace(outcome, summary={**outcome.summary, "if_legs_fail": None}),
        lambda outcome: replace(outcome, summary={**outcome.summary, "totals": 7}),
        lambda outcome: replace(outcome, legs=outcome.legs.drop("want")),
        _changed("legs", 0, value=None),
    ],
)
def test_what_cannot_be_read_is_a_finding_and_no_crash(lie: Fault) -> None:
    findings = check(cast.swap(), lie(by_hand()))
    assert {finding.code for finding in findings} == {"outcome_incomplete"}


@pytest.mark.parametrize(
    ("part", "entry", "lie"),
    every(
        4,
        [
            ("totals", "value", "1.00"),
            ("totals", "value", "no number"),
            ("totals", "deals_by_parties", {"3": 1}),
            ("scales", "value", 3),
            ("certificate", "bound", "40000001.00"),
            ("certificate", "objective", "expected value"),
            ("certificate", "objective", None),
            ("rounding", "value_less_quantity_times_terms", "0.01"),
        ],
        several=True,
    ),
)
def test_a_wrong_entry_of_the_summary_is_named(part: str, entry: str, lie: object) -> None:
    findings = check(cast.swap(), _stated(part, **{entry: lie})(by_hand()))
    assert any(part in finding.column for finding in findings)


_CIRCULAR: list[list[tuple[str, str, int]]] = [
    [("Meskay", "SamarkandSilk", 500_000_000), ("SamarkandSilk", "Meskay", 500_000_000)],
    [("Meskay", "Karachi", 500_000_000), ("Karachi", "Meskay", 500_000_000)],
    [("Meskay", "NationalFruit", 1), ("NationalFruit", "Karachi", 1), ("Karachi", "Meskay", 1)],
]


@pytest.mark.parametrize("circle", first(1, _CIRCULAR))
def test_payments_that_go_round_settle_nothing_and_are_named(circle: list[tuple[str, str, int]]) -> None:
    """Everybody still receives what its goods earned, but moves money that nobody owes."""
    traded, outcome = _karachi()
    paid = [("Karachi", payer, payee, amount, "PKR") for payer, payee, amount in circle]
    more = pl.DataFrame(paid, schema=SCHEMAS["home_settlement"], orient="row")
    lie = replace(outcome, home_settlement=pl.concat([outcome.home_settlement, more]))
    assert "settlement_differs" in {finding.code for finding in check(traded, lie)}
    assert check(traded, outcome) == []


def test_one_may_not_pay_for_another_at_home() -> None:
    """The same two debts, paid through a third who owes nothing, are not the payments of the rule."""
    traded, outcome = _karachi()
    (pool, payer, payee, amount, currency), *others = outcome.home_settlement.rows()
    through = [
        (pool, payer, "SamarkandSilk", amount, currency),
        (pool, "SamarkandSilk", payee, amount, currency),
    ]
    rows = pl.DataFrame([*through, *others], schema=SCHEMAS["home_settlement"], orient="row")
    lie = replace(outcome, home_settlement=rows)
    assert {finding.code for finding in check(traded, lie)} == {"settlement_differs"}


@cache
def _karachi() -> tuple[Book, Outcome]:
    """Return the consortium with a third firm that trades nothing, and its round."""
    traded = cast.book(
        f"{cast.MESKAY} pool=Karachi currency=PKR: gives 20000 t rice @65000; wants 500 t chickpeas @76000",
        f"{cast.NATIONAL_FRUIT} pool=Karachi currency=PKR: gives 900 t mandarins @50000; "
        "wants 19000 t 0713 @77000",
        "SamarkandSilk PK pool=Karachi currency=PKR: gives 5 t cotton @900000",
        f"{cast.ASTARTA} currency=RUB: gives 21000 t chickpeas @48000; wants 20000 t rice @72000; "
        "wants 800 t 0805 @90000",
    )
    return traded, clear(traded)


@pytest.mark.parametrize(
    ("name", "lie"),
    every(
        2,
        [
            ("swap", {"unit_of_account": "1 TNE of 071320 = 1,001"}),
            ("swap", {"unit_of_account": "1 TNE of 100199 = 1,000"}),
            ("swap", {"unit_of_account": "USD"}),
            ("consortium", {"unit_of_account": "RUB"}),
            ("listed", {"unit_of_account": "1 TNE of 071320 = 1,000"}),
        ],
        several=True,
    ),
)
def test_another_unit_of_account_is_named(name: str, lie: dict[str, str]) -> None:
    outcome = replace(cleared(name), summary={**cleared(name).summary, **lie})
    assert "unit_differs" in {finding.code for finding in check(ROUNDS[name][0], outcome)}


@pytest.mark.parametrize(
    ("name", "settings"),
    every(
        3,
        [
            ("swap", {"unit": "PKR"}),
            ("swap", {"anchor_value": "1001"}),
            ("swap", {"anchor_hs": "10"}),
            ("consortium", {"unit": ""}),
            ("consortium", {"unit": "RUB"}),
        ],
        several=True,
    ),
)
def test_settings_that_would_count_in_something_else_are_named(name: str, settings: dict[str, str]) -> None:
    found = check(ROUNDS[name][0], _stated("settings", **settings)(cleared(name)))
    assert "unit_differs" in {finding.code for finding in found}


def test_no_bound_follows_from_a_quota_with_a_price_below_zero() -> None:
    lie = _changed("potentials", -1, potential=-1)
    found = check(ROUNDS["quota"][0], lie(cleared("quota")))
    assert any("below zero" in finding.message for finding in found)


def test_every_code_of_the_catalogue_is_provoked() -> None:
    of_folders = {"file_differs", "page_differs", "version_differs"}
    assert FAULTS.keys() | of_folders == CATALOGUE.keys()


def test_a_file_changed_after_it_was_written_is_named(tmp_path: Path) -> None:
    write_outcome(by_hand(), tmp_path / "outcome")
    assert _files(tmp_path / "outcome") == []
    with (tmp_path / "outcome" / "potentials.csv").open("a") as file:
        file.write("market,100199,0,,,1\n")
    assert [(finding.code, finding.file) for finding in _files(tmp_path / "outcome")] == [
        ("file_differs", "potentials.csv")
    ]


def _files(folder: Path) -> list[Finding]:
    return check_files(folder, json.loads((folder / "outcome.json").read_text()))


@pytest.mark.parametrize("name", every(4, ROUNDS))
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_was_written_is_as_true_as_what_was_cleared(name: str, file_format: Any, tmp_path: Path) -> None:  # noqa: ANN401
    write_outcome(cleared(name), tmp_path / "outcome", file_format)
    stored = read_outcome(tmp_path / "outcome")
    assert check(ROUNDS[name][0], stored) == []
    assert check_files(tmp_path / "outcome", stored.summary) == []


@pytest.mark.parametrize("files", [None, [], {}, ["legs.csv"], "legs.csv"])
def test_an_outcome_that_states_no_hashes_is_told_of(files: object, tmp_path: Path) -> None:
    assert [found.code for found in check_files(tmp_path, {"files": files})] == ["outcome_incomplete"]


def test_it_shares_no_code_with_those_who_make_outcomes() -> None:
    allowed = (
        "samarkand.core",
        "samarkand.book",
        "samarkand.clearing.checking",
        "samarkand.clearing.outcome",
        "samarkand.publishing",
    )
    folder = SOURCE / "clearing"
    imported = imported_by([folder / "check.py", *(folder / "checking").glob("*.py")])
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
