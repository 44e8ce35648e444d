"""``samarkand report``: the page anew from a stored outcome, with or without its book."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samarkand.clearing.outcome_files import write_outcome
from samarkand.cli.main import main
from samarkand.netting.net import net
from samarkand.netting.outcome_files import write_outcome as write_netting
from samarkand.netting.report import report_html as netting_page
from samarkand.swaps.outcome_files import write_outcome as write_trade
from tests.cast import write_csv
from tests.clearing.sample_outcome import swapped
from tests.netting.samples import RING
from tests.swaps.by_hand import paired


@pytest.fixture
def outcome(tmp_path: Path) -> Path:
    folder = tmp_path / "outcome"
    write_outcome(swapped()[0], folder)
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    parties = """party,name,country
        Meskay,Meskay & Femtee,PK
        Astarta,Astarta-Agrotrading,RU"""
    offers = """offer,party,hs,quantity,unit,price
        rice,Meskay,100630,20000,TNE,650"""
    wants = """want,party,hs,quantity,unit,price
        rice wanted,Astarta,100630,20000,TNE,720"""
    return write_csv(tmp_path / "book", parties=parties, offers=offers, wants=wants)


def report(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


def test_the_page_is_written_beside_the_tables(outcome: Path) -> None:
    result = report(outcome)
    assert result.exit_code == 0
    assert result.stdout.strip() == str(outcome / "report.html")
    assert "<bdi>Meskay</bdi>" in (outcome / "report.html").read_text(encoding="utf-8")


def test_a_book_gives_the_firms_their_names(outcome: Path, book: Path, tmp_path: Path) -> None:
    page = tmp_path / "named.html"
    assert report(outcome, "--book", book, "--out", page).exit_code == 0
    assert "<bdi>Meskay &amp; Femtee</bdi>" in page.read_text(encoding="utf-8")
    assert not (outcome / "report.html").exists()


def test_a_folder_that_is_no_outcome_is_refused_with_the_way_to_make_one(tmp_path: Path) -> None:
    result = report(tmp_path)
    assert result.exit_code == 2
    assert "samarkand clear BOOK --out DIR" in result.stderr


def test_a_book_with_findings_is_refused_and_nothing_is_written(outcome: Path, book: Path) -> None:
    (book / "parties.csv").write_text("party,name\nMeskay,Meskay\n", encoding="utf-8")
    result = report(outcome, "--book", book)
    assert result.exit_code == 2
    assert "country" in result.stderr
    assert not (outcome / "report.html").exists()


@pytest.mark.parametrize("damage", ["deal,offer\n", "", "deal"])
def test_a_damaged_outcome_is_refused_without_a_traceback(outcome: Path, damage: str) -> None:
    (outcome / "legs.csv").write_text(damage, encoding="utf-8")
    result = report(outcome)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.fixture
def netted(tmp_path: Path) -> Path:
    folder = tmp_path / "netted"
    write_netting(net(RING), folder)
    return folder


def test_a_netting_gets_its_own_page_the_same_as_from_memory(netted: Path) -> None:
    result = report(netted)
    assert result.exit_code == 0
    assert (netted / "report.html").read_text(encoding="utf-8") == netting_page(net(RING))


def test_a_netting_has_no_book(netted: Path, book: Path) -> None:
    result = report(netted, "--book", book)
    assert result.exit_code == 2
    assert "Leave out --book" in result.stderr


@pytest.mark.parametrize("file", ["positions.csv", "outcome.json"])
def test_a_damaged_netting_is_refused_without_a_traceback(netted: Path, file: str) -> None:
    (netted / file).write_text("party", encoding="utf-8")
    result = report(netted)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_a_netting_whose_summary_lacks_something_is_refused(netted: Path) -> None:
    summary = json.loads((netted / "outcome.json").read_text(encoding="utf-8"))
    del summary["units"][0]["owed"]
    (netted / "outcome.json").write_text(json.dumps(summary), encoding="utf-8")
    result = report(netted)
    assert result.exit_code == 2
    assert "outcome.json does not say 'owed'" in result.stderr


@pytest.fixture
def traded(tmp_path: Path) -> Path:
    folder = tmp_path / "traded"
    write_trade(paired(), folder)
    return folder


def test_a_trade_gets_its_own_page(traded: Path) -> None:
    assert report(traded).exit_code == 0
    assert "<bdi>CATAN</bdi>" in (traded / "report.html").read_text(encoding="utf-8")


def test_want_lists_give_the_items_their_names(traded: Path, tmp_path: Path) -> None:
    wants = tmp_path / "wants.txt"
    names = '!BEGIN-OFFICIAL-NAMES\nCATAN ==> "The Settlers"\nAZUL ==> "Azul"\n!END-OFFICIAL-NAMES\n'
    wants.write_text(f"{names}(Anna) CATAN : AZUL\n(Boris) AZUL : CATAN\n", encoding="utf-8")
    assert report(traded, "--book", wants).exit_code == 0
    assert "<bdi>The Settlers</bdi>" in (traded / "report.html").read_text(encoding="utf-8")
    assert report(traded, "--book", tmp_path).exit_code == 2


@pytest.mark.parametrize("file", ["trades.csv", "outcome.json"])
def test_a_damaged_trade_is_refused_without_a_traceback(traded: Path, file: str) -> None:
    (traded / file).write_text("item", encoding="utf-8")
    result = report(traded)
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
