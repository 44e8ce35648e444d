"""The printed result of a want-list trade: readable at 80 columns, plain when piped, safe with any name."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from samarkand.cli.swap_terminal import print_outcome
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.swap import swap
from tests.swaps.by_hand import NOBODY, lists_of, paired

WIDTH = 80


def printed(outcome: Outcome) -> str:
    paper = StringIO()
    print_outcome(outcome, None, Path("traded"), Console(file=paper, width=WIDTH))
    return paper.getvalue()


def words_of(outcome: Outcome) -> str:
    return " ".join(printed(outcome).split())


def many_rings() -> Outcome:
    lists = [f"(A{ring}) A{ring} : B{ring}\n(B{ring}) B{ring} : A{ring}" for ring in range(30)]
    return swap(lists_of("\n".join(lists)))


def test_the_headline_comes_first() -> None:
    assert printed(paired()).startswith(
        "Two of four items change hands among two of four traders, in one ring"
    )


def test_rings_are_told_in_words() -> None:
    assert "1 Anna gives CATAN to Boris, who gives AZUL to Anna." in words_of(paired())
    assert ", which goes for" in words_of(swap(NOBODY))


def test_what_stays_is_told_with_its_reason() -> None:
    assert "two items ROOT of Clara BRASS of Dina" in words_of(paired())


def test_it_says_where_the_files_are() -> None:
    text = words_of(paired())
    assert "The page to read: traded/report.html" in text
    assert "The text to post: traded/trade.txt" in text


def test_many_rings_are_cut_and_it_says_so() -> None:
    assert "and 22 more rings: see the file trades" in printed(many_rings())


def test_no_line_is_wider_than_the_terminal() -> None:
    for outcome in (paired(), many_rings(), swap(NOBODY)):
        assert max(map(len, printed(outcome).splitlines())) <= WIDTH


def test_brackets_and_control_characters_in_a_name_are_text() -> None:
    true = paired()
    trades = true.trades.with_columns(
        true.trades[column].replace({"Anna": "[bold]Anna[/] \x1b[31m"})
        for column in ("from_trader", "to_trader")
    )
    text = printed(replace(true, trades=trades))
    assert "[bold]Anna[/]" in text
    assert "\x1b" not in text
