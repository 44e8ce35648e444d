"""The printed result of a netting: readable at 80 columns, plain when piped, safe with any name."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import polars as pl
from rich.console import Console

from samarkand.cli.net_terminal import print_outcome
from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome
from samarkand.netting.settings import Settings
from tests.netting.samples import CHAIN, EIGHT, RING, many
from tests.obligations import credit, owes

WIDTH = 80


def printed(outcome: Outcome) -> str:
    paper = StringIO()
    print_outcome(outcome, Path("outcome"), Console(file=paper, width=WIDTH))
    return paper.getvalue()


def words_of(outcome: Outcome) -> str:
    return " ".join(printed(outcome).split())


def test_the_headline_comes_first() -> None:
    assert printed(net(RING)).startswith(
        "Three parties owe each other 1,200 USD; 900 USD of it, 75 %, is set off"
    )


def test_kinds_of_netting_are_compared() -> None:
    text = words_of(net(RING))
    assert "kind set off share Two at a time 0 USD 0 % Rings of up to three 900 USD 75 %" in text
    assert "Among all 900 USD 75 %" in text


def test_parties_payments_proof_and_files_are_told() -> None:
    text = words_of(net(RING))
    assert (
        "party (USD) owed still owes still due net, as before Astarta 300 0 200 200 Meskay 500 200 100"
        in text
    )
    assert "What remains to settle Two payments, 200 USD together, settle everybody's net position" in text
    assert "Meskay pays Astarta: 100 USD" in text
    assert (
        "No set-off is larger: the amount reached, 900 USD, equals a bound that no set-off can pass." in text
    )
    assert "The page to read: outcome/report.html" in text


def test_rings_are_printed_if_asked_for() -> None:
    assert "Who sets off with whom" not in printed(net(RING))
    assert ": 300 USD each" in words_of(net(RING, Settings(rings=True)))


def test_credit_is_told() -> None:
    text = words_of(net(CHAIN, limits=credit("Meskay may owe 200; AltynDan may owe 0", CHAIN)))
    assert "Among all, with credit 400 50 %" in text
    assert "200 is used: it sets off 400 more, 2 for each unit of credit." in text


def test_units_are_listed_and_told_one_after_the_other() -> None:
    units = [
        f"Meskay owes Astarta {number} U{number}; Astarta owes Meskay 1 U{number}" for number in range(1, 20)
    ]
    text = printed(net(owes(*units)))
    assert "  2 of 20 U19, 10 %" in text
    assert "U19: what remains to settle" in text
    assert "and 7 more units: see the file outcome.json" in text


def test_a_party_in_several_groups_says_in_which() -> None:
    apart = "Meskay owes Astarta 5 in A-17; Astarta owes Meskay 3 in A-17; Astarta owes Meskay 9 in B-2"
    assert "Astarta (B-2) 9 9 0 -9" in words_of(net(owes(apart)))


def test_without_a_ring_it_says_why() -> None:
    text = words_of(net(CHAIN))
    assert text.startswith("Two obligations among three parties come to 800; nothing of it can be set off")
    assert "How far" not in text


def test_a_long_netting_is_cut_and_says_so() -> None:
    text = printed(net(many(parties=60, debts=400), Settings(rings=True)))
    assert "and 52 more positions: see the file positions" in text
    assert "more payments: see the file residual" in text
    assert "more rings: see the file rings" in text
    assert len(text.splitlines()) < 100


def test_no_line_is_wider_than_the_terminal() -> None:
    for outcome in (net(EIGHT, Settings(rings=True)), net(many(parties=60, debts=400)), net(CHAIN)):
        assert max(map(len, printed(outcome).splitlines())) <= WIDTH


def test_a_pipe_gets_no_colours() -> None:
    assert "\x1b" not in printed(net(RING))


def test_brackets_and_control_characters_in_a_name_are_text() -> None:
    hostile = pl.col("debtor", "creditor").replace("Meskay", "[bold]Meskay[/] \x1b[31m")
    outcome = net(replace(RING, frame=RING.frame.with_columns(hostile)))
    assert "[bold]Meskay[/]" in printed(outcome)
    assert "\x1b" not in printed(outcome)
