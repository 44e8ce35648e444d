"""What `check` proves of a netting, and how it names each kind of fault; every code is provoked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from samarkand.book.digest import digest_of
from samarkand.netting.check import CATALOGUE, check
from samarkand.netting.net import net
from samarkand.netting.settings import Settings
from tests.imports import SOURCE, imported_by
from tests.netting.lies import Fault, changed, checked, codes, doubled, dropped, prices_of, shifted, stated
from tests.netting.mutations import with_table
from tests.netting.nettings import NETTINGS, outcome_of
from tests.obligations import credit, owes

# Each code of the catalogue: the netting it is planted in, and the lie.


FAULTS: Mapping[str, tuple[str, Fault]] = {
    "outcome_incomplete": ("value", lambda outcome: replace(outcome, summary={})),
    "entry_unknown": (
        "value",
        lambda outcome: replace(outcome, summary={**outcome.summary, "approved_by": "the regulator"}),
    ),
    "obligations_differ": ("value", stated("obligations", "digest", to="0" * 64)),
    "limits_differ": ("credit", stated("limits", "digest", to="0" * 64)),
    "settings_differ": ("age", stated("settings", "as_of", to=None)),
    "unknown_name": ("value", dropped("set_off_notices", 0)),
    "name_twice": ("value", doubled("positions", 0)),
    "notice_differs": ("value", changed("set_off_notices", 0, due=date(2026, 3, 2))),
    "set_off_impossible": ("value", changed("set_off_notices", 0, set_off=-1)),
    "remainder_differs": ("value", changed("set_off_notices", 0, remainder=1)),
    "older_left_open": ("value", shifted(0, 1, 10)),
    "set_off_unbalanced": ("value", shifted(2, 3, 1)),
    "position_differs": ("value", changed("positions", 0, net_after=1)),
    "residual_differs": ("value", changed("residual", 0, amount=1)),
    "fewest_differs": ("value", stated("units", 0, "residual", "payments", to=7)),
    "scope_broken": ("value", stated("settings", "scope", to="bilateral")),
    "ring_broken": ("rings", changed("rings", 0, step=2)),
    "price_broken": (
        "ring:3",
        lambda outcome: with_table(outcome, "prices", prices_of(outcome).with_columns(pl.col("price") - 1)),
    ),
    "certificate_differs": ("value", stated("units", 0, "certificate", "bound", to="7")),
    "not_largest": ("value", changed("potentials", 0, potential=10)),
    "credit_differs": ("credit", stated("units", 0, "credit", "used", to="7")),
    "total_differs": ("value", stated("units", 0, "share", to="0.999999")),
}
ELSEWHERE = {"file_differs", "limits_missing", "credit_exceeded", "page_differs", "version_differs"}
"""Codes that need more than a lie; tests below provoke them, and those of the command what a folder holds."""


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
    digest = stated("limits", "digest", to=digest_of(limits.frame))
    findings = check(ledger, digest(outcome), limits)
    assert codes(findings) & {"credit_exceeded", "set_off_unbalanced"}


def test_a_house_that_owes_more_than_it_holds_is_named() -> None:
    ledger = owes("Meskay owes Astarta 60; Astarta owes Luoyang 60")
    generous = credit("Meskay may owe 60; Luoyang may owe 0", ledger)
    outcome = net(ledger, Settings(), generous)
    tight = credit("Meskay may owe 60; Luoyang may owe 0, be owed 59", ledger)
    lie = stated("limits", "digest", to=digest_of(tight.frame))(outcome)
    assert "credit_exceeded" in codes(check(ledger, lie, tight))


def test_many_faults_of_a_kind_are_counted_not_listed() -> None:
    ledger = owes("; ".join(f"Meskay owes Astarta {number}" for number in range(1, 60)))
    lie = net(ledger).set_off_notices.with_columns(creditor=pl.lit("Luoyang"))
    findings = check(ledger, with_table(net(ledger), "set_off_notices", lie))
    named = [finding for finding in findings if finding.code == "notice_differs"]
    assert len(named) == 21
    assert "39 more" in named[-1].message


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
    folder = SOURCE / "netting"
    imported = imported_by([folder / "check.py", *(folder / "checking").glob("*.py")])
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
