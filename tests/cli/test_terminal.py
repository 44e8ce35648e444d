"""The printed result: readable at 80 columns, plain when piped, safe whatever a firm is called."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.cli.terminal import print_outcome
from tests.cast import LUOYANG, MESKAY, book
from tests.clearing.sample_outcome import called, many_firms, moscow, outcome_of, swapped

WIDTH = 80


def printed(outcome: Outcome, firms: Book | None) -> str:
    paper = StringIO()
    print_outcome(outcome, firms, Path("outcome"), Console(file=paper, width=WIDTH))
    return paper.getvalue()


def test_the_headline_comes_first() -> None:
    assert printed(*moscow()).startswith("Three firms in two countries exchange goods worth 50 million USD")


def test_a_deal_says_who_gives_what_to_whom() -> None:
    text = " ".join(printed(*moscow()).split())
    assert "D1 Swap, 14,000,000 USD each way" in text
    assert (
        "Meskay & Femtee gives 20,000 t rice (100630) to Astarta-Agrotrading (PKKHI, Pakistan to Russian"
        in text
    )
    assert "That is 1 t chickpeas for 1.143 t rice." in text


def test_terms_stand_in_units_and_in_the_goods_most_traded() -> None:
    line = next(line for line in printed(*moscow()).splitlines() if line.startswith("  potatoes"))
    assert line.split() == ["potatoes", "(070190)", "200", "/", "t", "0.25", "10,000", "t"]


def test_balance_openness_and_files_are_told() -> None:
    text = " ".join(printed(*moscow()).split())
    assert "Three pools: each gives goods of exactly the value it receives." in text
    assert "these terms need 172,500 or more, 1.5 % away." in text
    assert "The page to read: outcome/report.html" in text


def test_no_line_is_wider_than_the_terminal_nor_ends_in_blanks() -> None:
    for outcome, firms in (moscow(), many_firms(60, 100)):
        lines = printed(outcome, firms).splitlines()
        assert max(map(len, lines)) <= WIDTH
        prose = [line for line in lines if " / " not in line and "per unit" not in line]
        assert prose == [line.rstrip() for line in prose]


def test_a_pipe_gets_no_colours() -> None:
    assert "\x1b" not in printed(*moscow())


def test_brackets_and_control_characters_in_a_name_are_text() -> None:
    outcome, firms = swapped()
    text = printed(outcome, called(firms, {"Meskay": "[bold]Meskay[/] \x1b[31m"}))
    assert "[bold]Meskay[/]" in text
    assert "\x1b" not in text


def test_a_long_round_is_cut_and_says_so() -> None:
    assert "and 80 more deals: see the file deals" in printed(*many_firms(60, 100))


def test_payments_at_home_are_told() -> None:
    assert " KZT" in printed(*many_firms(60, 100))


def test_a_round_without_trade_says_what_stays_open() -> None:
    firms = book(f"{MESKAY}: gives 100 t rice @650", f"{LUOYANG}: wants 10 pieces tractors @9000")
    text = printed(outcome_of(firms, {}, {}), firms)
    assert text.startswith("Nothing could be exchanged in this round: one offer and one want stay open.")
    assert "Terms" not in text
