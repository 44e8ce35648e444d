"""What is set off between firms that owe each other, as a treasurer would tell it."""

from datetime import date

import polars as pl
import pytest

from samarkand.core.finding import Refusal
from samarkand.netting.check import check
from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome
from samarkand.netting.settings import Objective, Scope, Settings
from tests.obligations import credit, house, owes, set_off, total

RING = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300; AltynDan owes Meskay 400")
CHAIN = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300")
FOUR = owes("Meskay owes Astarta 5; Astarta owes AltynDan 5; AltynDan owes Luoyang 5; Luoyang owes Meskay 5")
SHORT_OR_LONG = owes(
    "Meskay owes Astarta 10 due 2026-01-31",
    "Astarta owes Meskay 10 due 2026-01-31",
    "Astarta owes AltynDan 1000 due 2026-06-30; AltynDan owes Meskay 1000 due 2026-06-30",
)
"""What Meskay owes can answer one old small debt, or a part of two large ones."""


def unit_of(outcome: Outcome, unit: str = "") -> dict[str, object]:
    (found,) = [entry for entry in outcome.summary["units"] if entry["unit"] == unit]
    return dict(found)


def net_positions(outcome: Outcome) -> dict[str, int]:
    return dict(outcome.positions.select("party", "net_after").iter_rows())


def test_two_who_owe_each_other_set_off_the_smaller_debt() -> None:
    outcome = net(owes("Meskay owes Astarta 500; Astarta owes Meskay 300"))
    assert set_off(outcome) == {"1": 300, "2": 300}
    assert outcome.set_off_notices["remainder"].to_list() == [200, 0]


def test_a_ring_of_three_sets_off_its_smallest_debt_though_no_two_owe_each_other() -> None:
    outcome = net(RING)
    assert set_off(outcome) == {"1": 300, "2": 300, "3": 300}
    assert net_positions(outcome) == {"AltynDan": -100, "Astarta": 200, "Meskay": -100}


def test_nothing_comes_round_in_a_chain() -> None:
    outcome = net(CHAIN)
    assert set_off(outcome) == {}
    assert outcome.summary["status"] == "nothing_set_off"


def test_the_oldest_debt_goes_first_one_without_a_day_last() -> None:
    outcome = net(
        owes(
            "Meskay owes Astarta 100 as undated; Meskay owes Astarta 100 due 2026-03-01 as march",
            "Meskay owes Astarta 100 due 2026-02-01 as february; Astarta owes Meskay 250 as back",
        )
    )
    assert set_off(outcome) == {"february": 100, "march": 100, "undated": 50, "back": 250}


def test_of_two_debts_due_the_same_day_the_first_in_the_file_goes_first() -> None:
    outcome = net(
        owes("Meskay owes Astarta 100; Meskay owes Astarta 100; Astarta owes Meskay 120", decimals=0)
    )
    assert set_off(outcome) == {"1": 100, "2": 20, "3": 120}


def test_rupees_are_not_set_off_against_roubles() -> None:
    outcome = net(
        owes(
            "Meskay owes Astarta 500 PKR; Astarta owes Meskay 500 RUB",
            "AltynDan owes Astarta 70 RUB; Astarta owes AltynDan 90 RUB",
        )
    )
    assert set_off(outcome) == {"3": 70, "4": 70}
    assert [entry["unit"] for entry in outcome.summary["units"]] == ["PKR", "RUB"]
    assert (unit_of(outcome, "PKR")["set_off"], unit_of(outcome, "RUB")["set_off"]) == ("0", "140")


def test_a_ring_through_two_authorisations_stays_open() -> None:
    apart = owes(
        "Meskay owes Astarta 500 in A-1; Astarta owes AltynDan 500 in A-1; AltynDan owes Meskay 500 in A-2",
        "Astarta owes Meskay 80 in A-1",
    )
    outcome = net(apart)
    assert set_off(outcome) == {"1": 80, "4": 80}
    assert unit_of(outcome)["groups"] == 2


def test_the_stranger_whom_nobody_owes_keeps_his_debt() -> None:
    with_him = net(owes("Stranger owes Meskay 900; Meskay owes Astarta 500; Astarta owes Meskay 500"))
    assert set_off(with_him) == {"2": 500, "3": 500}
    assert net_positions(with_him)["Stranger"] == -900


def test_nobody_is_better_or_worse_off() -> None:
    positions = net(RING).positions
    assert positions["net_before"].to_list() == positions["net_after"].to_list() == [-100, 200, -100]
    assert positions["owed_after"].to_list() == [100, 0, 200]


def test_the_page_of_figures_states_amounts_to_the_cent() -> None:
    unit = unit_of(net(owes("Meskay owes Astarta 500.50; Astarta owes Meskay 300.05")))
    assert [unit[name] for name in ("owed", "set_off", "remainder")] == ["800.55", "600.1", "200.45"]
    assert (unit["share"], unit["touched"], unit["closed"]) == ("0.749609", 2, 1)
    assert unit["positions_net"] == "200.45"


def test_amounts_near_the_largest_number_are_exact() -> None:
    large = 4 * 10**18 + 1
    outcome = net(owes(f"Meskay owes Astarta {large}; Astarta owes Meskay {large - 3}"))
    assert set_off(outcome) == {"1": large - 3, "2": large - 3}
    assert unit_of(outcome)["full"] == str(2 * (large - 3))


def test_ages_and_amounts_too_large_to_multiply_are_refused() -> None:
    old = owes(f"Meskay owes Astarta {10**17} due 2000-01-01; Astarta owes Meskay 1 due 2026-01-01")
    with pytest.raises(Refusal, match="gains_too_large"):
        net(old, Settings(objective="age"))


def test_the_most_value_goes_the_long_way_round() -> None:
    assert set_off(net(SHORT_OR_LONG)) == {"1": 10, "3": 10, "4": 10}


@pytest.mark.parametrize("objective", ["count", "age"])
def test_other_objectives_give_up_value_and_say_how_much(objective: Objective) -> None:
    outcome = net(SHORT_OR_LONG, Settings(objective=objective))
    assert set_off(outcome) == {"1": 10, "2": 10}
    assert (unit_of(outcome)["set_off"], unit_of(outcome)["full"]) == ("20", "30")
    assert unit_of(outcome)["closed"] == 2


def test_ages_are_counted_to_the_day_given_or_to_the_latest_due_day() -> None:
    settled = Settings(objective="age")
    assert net(SHORT_OR_LONG, settled).summary["settings"]["as_of"] == "2026-06-30"
    february = Settings(objective="age", as_of=date(2026, 2, 1))
    assert net(SHORT_OR_LONG, february).summary["settings"]["as_of"] == "2026-02-01"


def test_a_heavier_debt_is_set_off_before_a_longer_ring() -> None:
    heavy = SHORT_OR_LONG.frame.with_columns(weight=pl.Series([1, 5, 1, 1]))
    outcome = net(type(SHORT_OR_LONG)(heavy, decimals=0))
    assert set_off(outcome) == {"1": 10, "2": 10}


def test_the_clearing_house_closes_a_chain() -> None:
    outcome = net(CHAIN, limits=credit("Meskay may owe 1000; AltynDan may owe 0", CHAIN))
    assert set_off(outcome) == {"1": 300, "2": 300}
    assert house(outcome) == {"Meskay": -300, "AltynDan": 300}


def test_nobody_owes_the_clearing_house_more_than_its_limit() -> None:
    outcome = net(CHAIN, limits=credit("Meskay may owe 120; AltynDan may owe 0; Astarta may owe 0", CHAIN))
    assert house(outcome) == {"Meskay": -120, "AltynDan": 120}
    assert set_off(outcome) == {"1": 120, "2": 120}


def test_the_clearing_house_owes_nobody_more_than_it_holds() -> None:
    outcome = net(CHAIN, limits=credit("Meskay may owe 1000; AltynDan may owe 0, be owed 50", CHAIN))
    assert house(outcome) == {"Meskay": -50, "AltynDan": 50}


def test_nothing_is_borrowed_that_is_not_needed() -> None:
    outcome = net(RING, limits=credit("Meskay may owe 1000; Astarta may owe 1000", RING))
    assert house(outcome) == {"Meskay": -200, "Astarta": 200}, "AltynDan is no member and loses nothing"
    credit_of_unit = unit_of(outcome)["credit"]
    assert isinstance(credit_of_unit, dict)
    assert [credit_of_unit[name] for name in ("granted", "used", "added")] == ["2000", "200", "200"]


def test_credit_in_rupees_closes_no_chain_in_roubles() -> None:
    chain = owes("Meskay owes Astarta 500 RUB; Astarta owes AltynDan 300 RUB; Meskay owes Astarta 1 PKR")
    outcome = net(chain, limits=credit("Meskay may owe 1000 PKR; AltynDan may owe 1000 PKR", chain))
    assert total(outcome) == 0


def test_between_two_and_between_three_a_ring_of_four_sets_off_nothing() -> None:
    scopes: tuple[Scope, ...] = ("bilateral", "ring:3", "full")
    assert [total(net(FOUR, Settings(scope=scope))) for scope in scopes] == [0, 0, 20]
    unit = unit_of(net(FOUR))
    assert [unit[name] for name in ("bilateral", "ring_3", "full")] == ["0", "0", "20"]


@pytest.mark.parametrize("scope", ["bilateral", "ring:3"])
def test_a_narrow_scope_is_for_the_most_value_without_credit(scope: Scope) -> None:
    for settings in (Settings("count", scope), Settings("age", scope)):
        with pytest.raises(Refusal, match="scope_for_value_only"):
            net(RING, settings)
    with pytest.raises(Refusal, match="scope_for_value_only"):
        net(RING, Settings(scope=scope), credit("Meskay may owe 5", RING))


def test_rings_through_the_clearing_house_are_not_listed() -> None:
    with pytest.raises(Refusal, match="rings_with_credit"):
        net(RING, Settings(rings=True), credit("Meskay may owe 5", RING))


def test_the_rings_say_who_sets_off_with_whom_the_shortest_first() -> None:
    ledger = owes(
        "Meskay owes Astarta 500; Astarta owes AltynDan 300; AltynDan owes Meskay 400",
        "Astarta owes Meskay 200",
    )
    rings = net(ledger, Settings(rings=True)).rings
    assert rings is not None
    assert rings.group_by("ring", maintain_order=True).agg("debtor", "amount").rows() == [
        (1, rings.filter(ring=1)["debtor"].to_list(), [200, 200]),
        (2, rings.filter(ring=2)["debtor"].to_list(), [300, 300, 300]),
    ]
    assert set(rings.filter(ring=1)["debtor"]) == {"Meskay", "Astarta"}


def test_what_remains_is_settled_in_few_payments() -> None:
    outcome = net(CHAIN)
    assert sorted(outcome.residual.select("payer", "payee", "amount").rows()) == [
        ("Meskay", "AltynDan", 300),
        ("Meskay", "Astarta", 200),
    ]
    assert unit_of(outcome)["residual"] == {"payments": 2, "at_least": 2, "proven": True, "amount": "500"}


def test_the_certificate_proves_the_set_off_the_largest() -> None:
    certificate = unit_of(net(RING))["certificate"]
    assert certificate == {
        "gain": "900",
        "bound": "900",
        "gap": "0",
        "proven": True,
        "method": "potentials of a maximum circulation",
        "ring_bound": "900",
    }


def test_rings_of_three_stay_rings_of_three_where_other_cuts_end_in_longer_ones() -> None:
    """Taken apart with pairs first, this set-off leaves rings of four to six."""
    web = owes(
        "A owes B 1; B owes X 1; X owes A 1",
        "B owes C 1; C owes Y 1; Y owes B 1",
        "C owes A 1; A owes Z 1; Z owes C 1",
    )
    outcome = net(web, Settings(scope="ring:3"))
    assert outcome.rings is not None
    assert outcome.rings["parties"].max() == 3
    assert total(outcome) == 9
    assert check(web, outcome) == []
