"""The page of a netting: what a person reads in it, that nothing breaks out of it, and its pictures."""

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome
from samarkand.netting.report import report_html
from samarkand.netting.settings import Settings
from tests.netting.pages import page_of, text_of, told
from tests.netting.samples import CHAIN, EIGHT, RING, many
from tests.obligations import credit, owes
from tests.page import HOSTILE, HOSTILE_NAMES, Page

LISTED = Settings(rings=True)


def test_the_netting_is_told_in_one_sentence() -> None:
    assert (
        "Three parties owe each other 1,200 USD; 900 USD of it, 75 %, is set off without any payment, "
        "and no set-off could be larger." in text_of(net(RING))
    )


def test_the_figures_stand_in_a_row() -> None:
    text = text_of(net(RING))
    assert "Owed 1,200 USD in three obligations Set off 900 75 % of what is owed Remains 300 25 %" in text
    assert "Closed in full 1 two others in part Parties 3" in text


def test_when_all_is_set_off_it_says_so() -> None:
    text = text_of(net(owes("Meskay owes Astarta 500; Astarta owes Meskay 500")))
    assert "Two parties owe each other 1,000; all of it is set off without any payment." in text
    assert "What remains to settle Nothing: every obligation is closed in full." in text


def test_what_remains_is_divided_into_chains_and_what_no_netting_could_lower() -> None:
    text = text_of(net(EIGHT))
    assert re.search(
        r"Remains, in chains [\d,]+ USD, [\d.]+ % Owed by parties that are themselves owed", text
    )
    assert re.search(r"Remains, net [\d,]+ USD, [\d.]+ % What some owe more than they are owed", text)


def test_without_a_ring_the_page_says_why_nothing_is_set_off() -> None:
    page = page_of(net(CHAIN))
    assert (
        "Two obligations among three parties come to 800; nothing of it can be set off: "
        "no debt leads back to the party that owes it." in page.text
    )
    assert "Nothing can be set off: the bound that no set-off can pass is 0." in page.text
    assert "How far each kind of netting reaches" not in page.text
    assert [tag for tag, _ in page.elements].count("svg") == 1


def test_one_obligation_makes_a_page() -> None:
    text = text_of(net(owes("Meskay owes Astarta 500"), LISTED))
    assert "One obligation between two parties comes to 500; nothing of it can be set off" in text
    assert "One payment of 500 settles the one obligation that stays open." in text


def test_before_and_after_are_drawn_as_arrows_with_the_same_numbers_in_a_table() -> None:
    page = page_of(net(RING))
    pictures = [str(attrs["aria-label"]) for tag, attrs in page.elements if tag == "svg"]
    assert pictures == [
        "Before: three debts among three parties, 1,200 USD in all. The table below holds the same numbers.",
        "After: two debts among three parties, 300 USD in all. The table below holds the same numbers.",
    ]
    assert "Meskay owes Astarta 500 300 200" in page.text
    kinds = [attrs.get("class") for tag, attrs in page.elements if tag == "path"]
    assert kinds.count("trace") == 1
    assert kinds.count("debt head") == 4
    assert kinds.count("marked head") == 1


def test_debts_between_the_same_two_are_one_arrow() -> None:
    outcome = net(owes("Meskay owes Astarta 500; Meskay owes Astarta 200; Astarta owes Meskay 100"))
    assert "Before: two debts among two parties, 800 in all." in str(page_of(outcome).elements)


def test_every_party_has_its_net_below_its_name_in_both_pictures() -> None:
    page = page_of(net(RING))
    assert page.text.count("Meskay −100") == 2
    assert page.text.count("Astarta +200") == 2


def test_many_parties_are_bars_of_those_who_owe_most() -> None:
    page = page_of(net(many(parties=40, debts=300)))
    assert "Those who owe most, before and after" in page.text
    assert not any(tag == "svg" for tag, _ in page.elements)
    bars = [attrs for _, attrs in page.elements if str(attrs.get("class")).startswith("fill")]
    widths = [float(str(attrs["style"]).removeprefix("width:").removesuffix("%")) for attrs in bars]
    assert all(0 < width <= 100 for width in widths)


def test_three_kinds_of_netting_are_compared_and_what_is_not_proven_is_at_least() -> None:
    outcome = net(EIGHT)
    assert "Two at a time" in text_of(outcome)
    assert "Proven: no set-off is larger." in text_of(outcome)
    greedy = told(outcome, {"ring_3": "100", "ring_3_proven": False})
    assert "Rings of up to three at least 100 USD" in greedy
    assert "one after the other; more may be possible" in greedy
    exact = told(outcome, {"ring_3": "100", "ring_3_proven": True})
    assert "Rings of up to three 100 USD" in exact
    assert "Proven: no such set-off is larger." in exact


def test_positions_show_owed_and_due_before_and_after_and_one_net() -> None:
    text = text_of(net(RING))
    assert "Party Owed Still owes Was due Still due Net, before and after" in text
    assert "Meskay 500 200 400 100 -100" in text


def test_what_remains_is_settled_by_few_payments() -> None:
    text = text_of(net(EIGHT))
    assert re.search(r"payments?, [\d,]+ USD together, settle everybody's net position; paying the", text)
    assert "Who pays may never have owed the other, so both must agree" in text


@pytest.mark.parametrize(
    ("residual", "words"),
    [
        ({"payments": 2, "at_least": 2, "proven": True, "amount": "9"}, "Fewer cannot do it."),
        (
            {"payments": 2, "at_least": 1, "proven": False, "amount": "9"},
            "At least one is needed; whether fewer than two are enough is not proven.",
        ),
        (
            {"payments": 0, "at_least": 0, "proven": True, "amount": "0"},
            "Nobody owes anything net: a wider netting would close the two obligations that stay open",
        ),
        (
            {"payments": 3, "at_least": 2, "proven": False, "amount": "300"},
            "The two obligations that stay open, 300 USD together, can be paid one by one.",
        ),
    ],
)
def test_whether_fewer_payments_could_do_is_said_as_far_as_it_is_known(
    residual: Mapping[str, Any], words: str
) -> None:
    assert words in told(net(RING), {"residual": residual})


def test_rings_are_sentences() -> None:
    text = text_of(net(RING, LISTED))
    assert "cut into one ring: in a ring every debt falls by the same amount" in text
    sentence = "owes {1}, {1} owes {2}, {2} owes {0}: 300 USD each"
    turns = [
        ("Meskay", "Astarta", "AltynDan"),
        ("Astarta", "AltynDan", "Meskay"),
        ("AltynDan", "Meskay", "Astarta"),
    ]
    assert any(
        f"{turn[0]} {sentence.format(*turn)}" in text.replace(" ,", ",").replace(" :", ":") for turn in turns
    )


def test_a_long_ring_is_cut() -> None:
    firms = [f"Firm{number}" for number in range(20)]
    ring = "; ".join(f"{one} owes {other} 5" for one, other in zip(firms, firms[1:] + firms[:1], strict=True))
    assert "and so on through 14 more, back to the first: 5 each" in text_of(net(owes(ring), LISTED))


def test_without_rings_asked_for_none_are_listed() -> None:
    assert "Who sets off with whom" not in text_of(net(RING))


def test_credit_is_a_sentence_a_curve_and_a_table() -> None:
    page = page_of(
        net(CHAIN, limits=credit("Meskay may owe 200; Astarta may owe 0; AltynDan may owe 0", CHAIN))
    )
    assert "is set off without any payment, with 200 of credit." in page.text
    assert (
        "Of the 200 that the members may owe the clearing house, 200 is used: it sets off 400 more, 2 for"
        in page.text
    )
    assert "Among all, with credit 400, 50 %" in page.text
    assert "With 200 400 2" in page.text
    assert "Meskay 500 300 0 0 -200 -500" in page.text
    assert any(attrs.get("class") == "line" for tag, attrs in page.elements if tag == "svg")
    assert "no set-off as large takes less credit" in page.text
    assert "What the clearing house owes or is owed is settled with the house." in page.text


def test_credit_that_is_not_used_is_said() -> None:
    page = page_of(net(CHAIN, limits=credit("Meskay may owe 200", CHAIN)))
    assert "may owe the clearing house 200 in all; nothing of it is used" in page.text


def test_without_credit_the_page_does_not_speak_of_it() -> None:
    text = text_of(net(EIGHT))
    assert "clearing house" not in text
    assert "credit " not in text.replace("credit limits", "")


def test_each_unit_has_a_section_the_one_with_the_most_obligations_first() -> None:
    outcome = net(
        owes(
            "Meskay owes Astarta 500 RUB; Astarta owes Meskay 300 RUB; Astarta owes AltynDan 10 RUB",
            "Meskay owes Astarta 7000000 PKR; Astarta owes Meskay 2500000 PKR; Luoyang owes Meskay 4",
        )
    )
    page = page_of(outcome)
    assert (
        "Four parties owe each other 810 RUB, 9.5 million PKR and 4 without unit; "
        "600 RUB and 5 million PKR of it are set off without any payment." in page.text
    )
    assert "RUB 3 810 600 74.1 % 210" in page.text
    assert page.text.index("PKR 2 9,500,000") < page.text.index("without unit 1 4 0 0 % 4")
    assert [tag for tag, _ in page.elements].count("h1") == 1
    assert "RUB: No set-off is larger" in page.text.replace(" :", ":")


def test_many_units_are_counted_in_the_headline() -> None:
    units = [
        f"Meskay owes Astarta {number} U{number}; Astarta owes Meskay 1 U{number}" for number in range(1, 8)
    ]
    text = text_of(net(owes(*units)))
    assert (
        "Two parties owe each other amounts in seven units; 2 U7 of 8 is set off without any payment, "
        "and something in six other units." in text
    )


def test_groups_are_named_and_added_up() -> None:
    apart = "Meskay owes Astarta 500 in A-17; Astarta owes Meskay 300 in A-17; Astarta owes Meskay 9 in B-2"
    text = text_of(net(owes(apart)))
    assert "Obligations are set off only inside one authorisation: two groups in all." in text
    assert "600 of it, 74.2 %, is set off without any payment inside each authorisation, and no" in text
    assert "Authorisation Parties Owed Set off Share Remains A-17 2 800 600 75 % 200" in text
    assert "Nothing is ever set off between one authorisation and another." in text
    assert "Parties 2 in two groups kept apart" in text


def test_settings_version_and_hashes_stand_at_the_foot() -> None:
    outcome = net(RING)
    text = text_of(outcome)
    assert "objective value scope full" in text
    assert f"version {outcome.summary['version']}" in text
    assert outcome.summary["obligations"]["digest"] in text


def test_amounts_in_tables_are_exact_and_in_sentences_short() -> None:
    text = text_of(net(owes("Meskay owes Astarta 1234567.8912; Astarta owes Meskay 1000000.0001")))
    assert "Two parties owe each other 2.23 million; 2 million of it, 89.5 %, is set off" in text
    assert "Meskay 1,234,567.8912 234,567.8911 1,000,000.0001 0 -234,567.8911" in text


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    plain = [tag for tag, _ in page_of(renamed("Meskay")).elements if tag not in {"tspan", "title"}]
    page = page_of(renamed(name))
    assert [tag for tag, _ in page.elements if tag not in {"tspan", "title"}] == plain
    assert page.open == []
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_a_hostile_name_is_shown_as_it_is_written() -> None:
    assert HOSTILE in page_of(renamed(HOSTILE)).text


def test_hostile_units_groups_and_columns_are_escaped_too() -> None:
    frame = RING.frame.with_columns(unit=pl.lit("<b>US"), group=pl.lit("<i>A</i>"))
    page = page_of(net(replace(RING, frame=frame, within="<u>pair", name="<s>file"), LISTED))
    assert not {"b", "i", "u", "s"} & {tag for tag, _ in page.elements}
    assert "<i>A</i>" in page.text


def test_the_page_can_ask_nobody_for_anything() -> None:
    page = page_of(net(EIGHT, LISTED))
    assert page.asks_nobody()
    assert page.scripts == []


def test_tables_have_captions_and_headings_with_a_scope() -> None:
    page = page_of(net(EIGHT, LISTED))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") >= 3
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.elements if tag == "th")


def test_a_long_netting_makes_a_small_page_that_says_where_the_rest_is() -> None:
    html = report_html(net(many(parties=200, debts=3000), LISTED))
    assert len(html.encode()) < 100_000
    text = Page(html).text
    assert "And 180 more positions: see the file positions" in text
    assert re.search(r"And \d+ more payments: see the file residual", text)
    assert re.search(r"And [\d,]+ more rings: see the file rings", text)


def test_the_same_outcome_gives_the_same_page() -> None:
    outcome = net(many(parties=30, debts=100), LISTED)
    assert report_html(outcome) == report_html(outcome)


def test_a_page_of_many_obligations_takes_no_time() -> None:
    outcome = net(RING)
    long = pl.concat([outcome.set_off_notices] * 100_000).rechunk()
    start = time.perf_counter()
    report_html(replace(outcome, set_off_notices=long))
    assert time.perf_counter() - start < 2


def test_a_summary_that_lacks_something_is_named_as_such() -> None:
    outcome = net(RING)
    broken = replace(outcome, summary={**outcome.summary, "units": [{"unit": ""}]})
    with pytest.raises(ValueError, match=r"outcome.json does not say '\w+'"):
        report_html(broken)


def renamed(name: str) -> Outcome:
    """Return the ring with Meskay called something else."""
    columns = [
        pl.when(pl.col(column) == "Meskay").then(pl.lit(name)).otherwise(column).alias(column)
        for column in ("debtor", "creditor")
    ]
    return net(replace(RING, frame=RING.frame.with_columns(columns)), LISTED)
