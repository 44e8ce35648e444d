"""`samarkand check` as a person runs it: true, false, or not to be read."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samarkand.book.reading import read_book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome_files import write_outcome
from samarkand.cli.check import command
from samarkand.netting.net import net
from samarkand.netting.outcome_files import write_outcome as write_netting
from samarkand.netting.reading import read_limits, read_obligations
from samarkand.netting.settings import Settings
from samarkand.swaps.outcome_files import write_outcome as write_trade
from samarkand.swaps.settings import Settings as TradeSettings
from samarkand.swaps.swap import swap
from tests.cast import write_csv
from tests.swaps.by_hand import lists_of


def a_round(folder: Path) -> tuple[Path, Path]:
    """Write the one swap and its outcome."""
    book = write_csv(
        folder / "book",
        parties="""party,name,country
            Meskay,Meskay Rice Mill,PK
            Astarta,Astarta-Agrotrading,RU""",
        offers="""offer,party,hs,quantity,unit,price
            rice,Meskay,100630,20000,TNE,650
            chickpeas,Astarta,071320,20000,TNE,600""",
        wants="""want,party,hs,quantity,unit,price
            chickpeas wanted,Meskay,071320,20000,TNE,760
            rice wanted,Astarta,100630,20000,TNE,720""",
    )
    read = read_book(book).book
    assert read is not None
    write_outcome(clear(read), folder / "outcome")
    return book, folder / "outcome"


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def test_a_true_outcome_is_one_line_and_what_is_not_checked(tmp_path: Path) -> None:
    result = run(*a_round(tmp_path))
    assert result.exit_code == 0, result.output
    first, second, *others = result.stdout.splitlines()
    assert first.startswith("true: 1 deal of 2 legs, value ")
    assert second == "not checked:"
    assert others
    assert all(line.startswith("  ") for line in others)


def test_a_false_outcome_lists_what_is_wrong(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    deals = outcome / "deals.csv"
    deals.write_text(deals.read_text().replace("1,2,2,", "1,3,2,"))
    result = run(book, outcome)
    assert result.exit_code == 1
    assert "file_differs" in result.stderr
    assert "deal 1: parties is stated as 3, by the book and the legs it is 2." in result.stderr


def test_json_holds_the_findings(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    (outcome / "deals.csv").write_text("deal,parties,legs,value\n")
    result = run(book, outcome, "--json")
    told = json.loads(result.stdout)
    assert told["true"] is False
    assert "file_differs" in {finding["code"] for finding in told["findings"]}


def test_a_folder_that_is_no_outcome_cannot_be_read(tmp_path: Path) -> None:
    book, _ = a_round(tmp_path)
    result = run(book, tmp_path / "elsewhere")
    assert result.exit_code == 2
    assert "outcome_unreadable" in result.stderr


def test_a_broken_table_cannot_be_read(tmp_path: Path) -> None:
    book, outcome = a_round(tmp_path)
    (outcome / "legs.csv").write_text("deal,offer\n1,rice\n")
    result = run(book, outcome)
    assert result.exit_code == 2
    assert "no column want" in result.stderr


def test_a_missing_book_cannot_be_read(tmp_path: Path) -> None:
    _, outcome = a_round(tmp_path)
    assert run(tmp_path / "nowhere", outcome).exit_code == 2


def test_help_has_an_example() -> None:
    assert "Example: samarkand check mybook outcome" in run("--help").output


# Nettings: the same command, told by the outcome.

LEDGER = """debtor,creditor,amount,authorisation
Meskay,Astarta,500.50,A-1
Astarta,AltynDan,300,A-1
AltynDan,Meskay,400,A-1
Astarta,Meskay,7,A-2
"""
PLAIN = Settings()
LIMITS = "party,limit\nMeskay,50\nAltynDan,20\n"


def a_netting(
    folder: Path,
    settings: Settings = PLAIN,
    *,
    within: str = "",
    credit: str = "",
) -> tuple[Path, Path]:
    """Write a ledger and its outcome, and the limits where there are any."""
    ledger, limits = folder / "ledger.csv", folder / "limits.csv"
    ledger.write_text(LEDGER)
    limits.write_text(credit)
    obligations = read_obligations(ledger, within=within).obligations
    assert obligations is not None
    given = read_limits(limits, obligations).limits if credit else None
    write_netting(net(obligations, settings, given), folder / "netted")
    return ledger, folder / "netted"


@pytest.mark.parametrize(
    ("settings", "proven"),
    [
        (Settings(), "no set-off of any kind could clear more"),
        (Settings("age", as_of=date(2026, 1, 1)), "could clear more value times days overdue"),
        (Settings("count"), "could come nearer to closing more obligations"),
        (Settings(scope="bilateral"), "no two parties could set off more between them"),
        (Settings(scope="ring:3"), "no rings of three could clear more"),
    ],
)
def test_a_true_netting_is_one_line_that_says_what_is_proven(
    settings: Settings, proven: str, tmp_path: Path
) -> None:
    result = run(*a_netting(tmp_path, settings))
    assert result.exit_code == 0, result.output
    first, second, *_ = result.stdout.splitlines()
    assert first.startswith("true: set-off of ")
    assert " of 1,207.5: every obligation has its notice, and nobody's net position moved; " in first
    assert first.endswith(f"{proven}.")
    assert second == "not checked:"


def test_the_groups_of_a_netting_are_read_by_its_settings(tmp_path: Path) -> None:
    result = run(*a_netting(tmp_path, within="authorisation"))
    assert result.exit_code == 0
    assert "of 1,207.5, each 'authorisation' by itself: " in result.stdout


def test_a_netting_with_credit_needs_the_limits(tmp_path: Path) -> None:
    ledger, netted = a_netting(tmp_path, credit=LIMITS)
    without = run(ledger, netted)
    assert without.exit_code == 2
    assert "Give them: samarkand check OBLIGATIONS OUTCOME --credit LIMITS." in without.stderr
    assert run(ledger, netted, "--credit", tmp_path / "limits.csv").exit_code == 0
    (tmp_path / "limits.csv").write_text(LIMITS.replace("50", "51"))
    other = run(ledger, netted, "--credit", tmp_path / "limits.csv")
    assert other.exit_code == 1
    assert "limits_differ" in other.stderr


def test_a_ledger_with_other_headers_is_read_as_told(tmp_path: Path) -> None:
    ledger, netted = a_netting(tmp_path)
    ledger.write_text(LEDGER.replace("amount", "usd"))
    assert run(ledger, netted).exit_code == 2
    assert run(ledger, netted, "--column", "amount=usd").exit_code == 0


def test_a_false_netting_lists_what_is_wrong(tmp_path: Path) -> None:
    ledger, netted = a_netting(tmp_path)
    notices = netted / "set_off_notices.csv"
    notices.write_text(notices.read_text().replace("300.0,300.0,0.0", "300.0,299.0,1.0"))
    result = run(ledger, netted)
    assert result.exit_code == 1
    assert {"file_differs", "set_off_unbalanced"} <= set(re.findall(r": (\w+): ", result.stderr))


def test_a_netting_is_not_checked_against_another_ledger(tmp_path: Path) -> None:
    ledger, netted = a_netting(tmp_path)
    ledger.write_text(LEDGER.replace("400", "401"))
    result = run(ledger, netted)
    assert result.exit_code == 1
    assert "obligations_differ" in result.stderr


@pytest.mark.parametrize(
    "summary", ["[]", "{", '{"kind": "netting"}', '{"kind": "netting", "obligations": 7}', "[" * 10**5]
)
def test_a_summary_nobody_can_read_is_no_outcome(summary: str, tmp_path: Path) -> None:
    ledger, netted = a_netting(tmp_path)
    (netted / "outcome.json").write_text(summary)
    result = run(ledger, netted)
    assert result.exit_code == 2
    assert "outcome_unreadable" in result.stderr


def test_what_only_nettings_have_is_refused_for_a_round(tmp_path: Path) -> None:
    result = run(*a_round(tmp_path), "--column", "amount=usd")
    assert result.exit_code == 2
    assert "are for nettings" in result.stderr


# Trades by want lists: likewise.

WANTS = "(Anna) CATAN : AZUL\n(Boris) AZUL : ROOT\n(Clara) ROOT : CATAN\n(Dina) BRASS :\n"


def a_trade(folder: Path, *, max_ring: int = 0) -> tuple[Path, Path]:
    """Write want lists and their outcome."""
    wants = folder / "wants.txt"
    wants.write_text(WANTS)
    write_trade(swap(lists_of(WANTS, options=""), TradeSettings(max_ring=max_ring)), folder / "traded")
    return wants, folder / "traded"


def test_a_true_trade_is_one_line_that_says_what_is_proven(tmp_path: Path) -> None:
    result = run(*a_trade(tmp_path))
    assert result.exit_code == 0, result.output
    first, second, *_ = result.stdout.splitlines()
    assert first == (
        "true: three items in one ring: everyone gets what he asked for in return, and gives nothing twice; "
        "no choice of trades has more items."
    )
    assert second == "not checked:"


def test_of_short_rings_it_says_what_is_stated_only(tmp_path: Path) -> None:
    result = run(*a_trade(tmp_path, max_ring=3))
    assert "that at most 3 items and 3 traders are possible is stated, not checked." in result.stdout


def test_a_false_trade_lists_what_is_wrong(tmp_path: Path) -> None:
    wants, traded = a_trade(tmp_path)
    trades = traded / "trades.csv"
    trades.write_text(trades.read_text().replace("Boris", "Dina"))
    result = run(wants, traded)
    assert result.exit_code == 1
    assert {"file_differs", "trader_differs"} <= set(re.findall(r": (\w+): ", result.stderr))


def test_a_trade_is_not_checked_against_other_lists(tmp_path: Path) -> None:
    wants, traded = a_trade(tmp_path)
    wants.write_text(WANTS.replace("BRASS :", "BRASS : AZUL"))
    result = run(wants, traded)
    assert result.exit_code == 1
    assert "lists_differ" in result.stderr


def test_a_trade_without_lists_cannot_be_read(tmp_path: Path) -> None:
    wants, traded = a_trade(tmp_path)
    assert run(wants.with_name("elsewhere.txt"), traded).exit_code == 2
    (traded / "trades.csv").write_text("ring\n1\n")
    assert run(wants, traded).exit_code == 2
