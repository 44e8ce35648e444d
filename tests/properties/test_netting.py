"""What a netting is whatever the obligations: the largest, conserving, blind to names and sequence."""

from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samarkand.netting.check import check
from samarkand.netting.net import net
from samarkand.netting.obligations import Obligations
from samarkand.netting.outcome import Outcome
from samarkand.netting.settings import Objective, Scope, Settings
from tests.obligations import credit, owes, total
from tests.oracle.netting_oracle import most, most_in_rings_of_three, most_with_credit
from tests.properties.owed import FIRMS, Written, ledgers, memberships
from tests.properties.written import runs

PLAIN = ledgers()
EVERYTHING = ledgers(weights=True, units=True, groups=True)
OBJECTIVES = st.sampled_from(("value", "count", "age"))


def the_unit(outcome: Outcome) -> dict[str, Any]:
    """Return what the summary says of the only unit."""
    (unit,) = outcome.summary["units"]
    return dict(unit)


def totals(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what is set off of each unit."""
    return [(unit["unit"], unit["set_off"]) for unit in outcome.summary["units"]]


def gained(outcome: Outcome, weights: list[int]) -> int:
    """Return the sum of set-offs times weights."""
    return sum(one * weight for one, weight in zip(outcome.set_off_notices["set_off"], weights, strict=True))


def remainders(ledger: Obligations, outcome: Outcome) -> Obligations:
    """Return what is left to be netted another day."""
    left = ledger.frame.with_columns(amount=outcome.set_off_notices["remainder"])
    return replace(ledger, frame=left.filter(pl.col("amount") > 0))


@runs(80)
@given(written=PLAIN)
def test_no_set_off_is_larger(written: Written) -> None:
    ledger = owes(*written)
    outcome = net(ledger)
    unit = the_unit(outcome)
    assert total(outcome) == most(ledger)
    assert unit["full"] == unit["set_off"]
    assert unit["certificate"]["gap"] == "0"
    assert unit["certificate"]["proven"] is True


@runs(40)
@given(written=EVERYTHING)
def test_no_set_off_weighs_more(written: Written) -> None:
    ledger = owes(*written)
    weights = ledger.frame["weight"].to_list()
    assert gained(net(ledger), weights) == most(ledger, weights)


@runs(40)
@given(written=ledgers(weights=True))
def test_no_set_off_is_worth_more_days(written: Written) -> None:
    ledger = owes(*written)
    day = pl.col("due").max() - pl.col("due")
    days = ledger.frame.select(day.dt.total_days().fill_null(0)).to_series().to_list()
    weights = [
        weight * (1 + late) for weight, late in zip(ledger.frame["weight"].to_list(), days, strict=True)
    ]
    assert gained(net(ledger, Settings(objective="age")), weights) == most(ledger, weights)


@runs(60)
@given(written=PLAIN, members=memberships())
def test_no_set_off_with_credit_is_larger_nor_borrows_less(written: Written, members: str) -> None:
    ledger = owes(*written)
    limits = credit(members, ledger)
    outcome = net(ledger, limits=limits)
    borrowed = -int(outcome.positions.filter(pl.col("house") < 0)["house"].sum())
    assert (total(outcome), borrowed) == most_with_credit(ledger, limits)
    assert the_unit(outcome)["certificate"]["gap"] == "0"
    assert check(ledger, outcome, limits) == []


@runs(40)
@given(written=PLAIN, members=memberships())
def test_credit_clears_no_less_and_ever_less_per_unit(written: Written, members: str) -> None:
    ledger = owes(*written)
    unit = the_unit(net(ledger, limits=credit(members, ledger)))
    curve = unit["credit"]["curve"]
    assert int(unit["set_off"]) >= int(unit["full"])
    assert int(unit["credit"]["used"]) <= int(unit["credit"]["granted"])
    assert [int(step["credit"]) for step in curve] == sorted({int(step["credit"]) for step in curve})
    per_unit = [float(step["per_unit"]) for step in curve if step["per_unit"]]
    assert per_unit == sorted(per_unit, reverse=True)


@runs(60)
@given(written=EVERYTHING, objective=OBJECTIVES)
def test_nothing_is_lost_and_nobody_wins(written: Written, objective: Objective) -> None:
    ledger = owes(*written)
    outcome = net(ledger, Settings(objective=objective))
    notices, positions = outcome.set_off_notices, outcome.positions
    assert notices["obligation"].to_list() == ledger.frame["obligation"].to_list()
    assert notices.filter(pl.col("set_off") + pl.col("remainder") != pl.col("amount")).is_empty()
    assert notices["set_off"].min() >= 0  # type: ignore[operator]
    assert notices["remainder"].min() >= 0  # type: ignore[operator]
    assert positions.filter(pl.col("net_before") != pl.col("net_after")).is_empty()
    assert positions.filter(pl.col("house") != 0).is_empty()
    assert check(ledger, outcome) == []


@runs(40)
@given(written=EVERYTHING)
def test_what_remains_is_settled_by_the_residual(written: Written) -> None:
    outcome = net(owes(*written))
    columns = ["unit", "group", "party"]
    paid = pl.concat(
        [
            outcome.residual.select("unit", "group", party="payer", amount=pl.col("amount")),
            outcome.residual.select("unit", "group", party="payee", amount=-pl.col("amount")),
        ]
    )
    left = outcome.positions.select(*columns, amount=pl.col("due_after") - pl.col("owed_after"))
    settled = pl.concat([left, paid]).group_by(columns).agg(pl.col("amount").sum())
    assert settled.filter(pl.col("amount") != 0).is_empty()


@runs(30)
@given(written=EVERYTHING, objective=OBJECTIVES)
def test_what_remains_cannot_be_set_off(written: Written, objective: Objective) -> None:
    ledger = owes(*written)
    again = net(remainders(ledger, net(ledger, Settings(objective=objective))))
    assert total(again) == 0


@runs(30)
@given(written=EVERYTHING, dice=st.randoms(use_true_random=False), objective=OBJECTIVES)
def test_the_sequence_of_rows_does_not_matter(written: Written, dice: Random, objective: Objective) -> None:
    ledger, settings = owes(*written), Settings(objective=objective)
    rows = ledger.frame
    shuffled = replace(ledger, frame=rows[dice.sample(range(rows.height), rows.height)])
    one, other = net(ledger, settings), net(shuffled, settings)
    assert gain_of(one) == gain_of(other)
    if objective == "value" and rows["weight"].n_unique() == 1:
        assert totals(one) == totals(other)


@runs(30)
@given(written=EVERYTHING)
def test_names_do_not_matter(written: Written) -> None:
    ledger = owes(*written)
    renamed = ledger.frame.with_columns(
        pl.concat_str(pl.lit("zz "), pl.col(column).str.reverse()).alias(column)
        for column in ("debtor", "creditor", "obligation")
    )
    assert gain_of(net(ledger)) == gain_of(net(replace(ledger, frame=renamed)))


def gain_of(outcome: Outcome) -> list[str]:
    return [unit["certificate"]["gain"] for unit in outcome.summary["units"]]


@runs(30)
@given(written=PLAIN, times=st.sampled_from((2, 7, 100, 10**9)))
def test_amounts_all_so_many_times_larger_set_off_so_many_times_more(written: Written, times: int) -> None:
    ledger = owes(*written)
    larger = replace(ledger, frame=ledger.frame.with_columns(pl.col("amount") * times))
    assert total(net(larger)) == times * total(net(ledger))


@runs(40)
@given(written=PLAIN, more=ledgers(rows=(1, 1)))
def test_another_obligation_never_lowers_the_set_off(written: Written, more: Written) -> None:
    assert total(net(owes(*written, *more))) >= total(net(owes(*written)))


@runs(30)
@given(written=ledgers(units=True, groups=True))
def test_units_and_groups_add_up_from_nettings_of_their_own(written: Written) -> None:
    ledger = owes(*written)
    parts = ledger.frame.partition_by("unit", "group")
    assert total(net(ledger)) == sum(total(net(replace(ledger, frame=part))) for part in parts)


@runs(40)
@given(written=PLAIN)
def test_the_wider_the_scope_the_more_is_set_off(written: Written) -> None:
    ledger = owes(*written)
    scopes: tuple[Scope, ...] = ("bilateral", "ring:3", "full")
    outcomes = [net(ledger, Settings(scope=scope)) for scope in scopes]
    bilateral, ring, full = (total(outcome) for outcome in outcomes)
    assert bilateral <= ring <= full
    assert ring <= most_in_rings_of_three(ledger) + 1e-6
    for outcome in outcomes:
        assert check(ledger, outcome) == []
        unit = the_unit(outcome)
        assert (int(unit["bilateral"]), int(unit["full"])) == (bilateral, full)


@runs(30)
@given(written=PLAIN)
def test_between_three_firms_rings_of_three_are_all_there_is(written: Written) -> None:
    ledger = owes(*written)
    firms = FIRMS[:3]
    few = ledger.frame.filter(pl.col("debtor").is_in(firms) & pl.col("creditor").is_in(firms))
    assume(few.height > 0)
    three = replace(ledger, frame=few)
    assert total(net(three, Settings(scope="ring:3"))) == total(net(three))


@runs(40)
@given(written=PLAIN, objective=st.sampled_from(("count", "age")))
def test_no_other_objective_sets_off_more_value(written: Written, objective: Objective) -> None:
    ledger = owes(*written)
    outcome = net(ledger, Settings(objective=objective))
    assert total(outcome) <= most(ledger)
    assert int(the_unit(outcome)["full"]) == most(ledger)


@runs(30)
@given(written=EVERYTHING)
def test_the_rings_make_up_the_set_off(written: Written) -> None:
    ledger = owes(*written)
    outcome = net(ledger, Settings(rings=True))
    assert outcome.rings is not None
    pair = ["unit", "group", "debtor", "creditor"]
    by_rings = outcome.rings.group_by(pair).agg(pl.col("amount").sum()).sort(pair)
    notices = outcome.set_off_notices.filter(pl.col("set_off") > 0)
    by_notices = notices.group_by(pair).agg(amount=pl.col("set_off").sum()).sort(pair)
    assert by_rings.rows() == by_notices.rows()
    assert check(ledger, outcome) == []


@runs(5)
@given(written=EVERYTHING)
def test_the_same_obligations_give_the_same_outcome(written: Written) -> None:
    once, again = net(owes(*written)), net(owes(*written))
    assert once.summary == again.summary
    assert all(frame.equals(again.tables()[name]) for name, frame in once.tables().items())


@pytest.mark.parametrize("rows", [0, 1])
def test_too_little_to_set_off_is_no_failure(rows: int) -> None:
    ledger = owes(*["Meskay owes Astarta 500"] * rows)
    outcome = net(ledger)
    assert outcome.summary["status"] == "nothing_set_off"
    assert total(outcome) == 0
    assert check(ledger, outcome) == []
