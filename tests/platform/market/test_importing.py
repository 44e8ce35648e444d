"""Files of the command brought into the live book: all of them or nothing, whoever brings them."""

from pathlib import Path

import polars as pl
import pytest

from samarkand.book.digest import digest_of
from samarkand.book.writing import Shape, write_book
from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.exporting import rows_file, table_file
from samarkand.platform.market.furnishing import furnish, visible_table
from samarkand.platform.market.importing import Imported, import_book
from samarkand.platform.market.models import Lane, Offer, Want
from samarkand.platform.market.open_book import freeze_rows, frozen_book
from samarkand.platform.market.sides import OFFER, WANT
from samarkand.platform.parties.models import Party, PartyState
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]

OFFERS = """
    offer,party,hs,quantity,unit,price,grade,note
    RICE,Meskay,100630,20000.5,TNE,650.25,basmati,
    DATES,Meskay,080410,30,TNE,900,,new crop
"""


def brought(actor: Actor, folder: Path, **tables: str) -> Imported:
    return import_book(actor, cast.write_csv(folder, **tables), NOW)


def refused(actor: Actor, folder: Path, **tables: str) -> list[tuple[str, int | None]]:
    with pytest.raises(Refusal) as refusal:
        brought(actor, folder, **tables)
    assert not Offer.objects.exists()
    return [(found.code, found.row) for found in refusal.value.findings if found.severity == "error"]


@pytest.mark.parametrize("shape", ["csv", "parquet", "xlsx"])
def test_a_book_comes_in_as_it_was_whatever_its_shape(tmp_path: Path, shape: Shape) -> None:
    book = cast.book(
        "Meskay PK pool=Karachi swing=5000 currency=PKR: gives 20000 t rice @650.25 at PKKHI lot 1000",
        "NationalFruit PK pool=Karachi swing=5000 currency=PKR: wants 5 t lentils @800 whole yes",
        "Astarta RU: gives 2.5 t chickpeas @600 until 2026-11-30; wants 20000 t rice @720",
        lanes=["PKKHI > RU 21 days 35 sea"],
        listed=["rice 650 t"],
        quotas=["rice PK>RU 5000 t"],
        restrictions=["PK>RU rice: a decision"],
        failures=["Meskay rice 0.2"],
    )
    path = tmp_path / ("book.xlsx" if shape == "xlsx" else "book")
    assert write_book(book, path, shape) is None
    import_book(OPERATOR, path, NOW, verified=True)
    freeze_rows("R1", NOW)
    parties = digest_of(book.parties.sort("party"))
    assert frozen_book("R1").digests() == book.digests() | {"parties": parties}


def test_the_example_of_the_command_comes_in() -> None:
    came = import_book(OPERATOR, ROOT / "examples" / "astana-2024", NOW, verified=True)
    assert came.rows["offers"] == Offer.objects.count() > 0
    assert set(Party.objects.values_list("state", flat=True)) == {PartyState.VERIFIED}


def test_a_trader_brings_offers_of_its_party(tmp_path: Path, meskay: Party) -> None:
    came = brought(trader(cast.MESKAY), tmp_path, offers=OFFERS)
    rice = Offer.objects.get(code="RICE")
    assert came.rows == {"offers": 2}
    assert (rice.party, rice.quantity, rice.price, rice.grade) == (meskay, 20_000_500, 650_250_000, "basmati")


def test_what_was_brought_has_its_history(tmp_path: Path, meskay: Party) -> None:
    brought(trader(cast.MESKAY), tmp_path, offers=OFFERS)
    first = Offer.objects.get(code="RICE").history.get()
    assert (first.history_type, first.history_date, first.party_id) == ("+", NOW, meskay.pk)


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    party(cast.MESKAY)
    assert refused(
        trader(cast.MESKAY),
        tmp_path,
        offers="""
            offer,party,hs,quantity,unit,price,until
            RICE,Meskay,100630,plenty,TNE,650,
            RICE,Astarta,100630,1,TNE,650,2026-01-01
        """,
        wants="""
            want,party,hs,quantity,unit,price
            RICE,Meskay,0713,10,USD,760
        """,
    ) == [
        ("number_malformed", 2),
        ("id_duplicate", 3),
        ("party_foreign", 3),
        ("unit_unfit", 2),
        ("id_shared", 2),
        ("period_over", 3),
    ]


def test_the_same_file_a_second_time_is_refused(tmp_path: Path) -> None:
    party(cast.MESKAY)
    brought(trader(cast.MESKAY), tmp_path / "one", offers=OFFERS)
    with pytest.raises(Refusal) as refusal:
        brought(trader(cast.MESKAY), tmp_path / "two", offers=OFFERS)
    assert [(found.code, found.row) for found in refusal.value.findings] == [
        ("code_taken", 2),
        ("code_taken", 3),
    ]
    assert Offer.objects.count() == 2


def test_a_trader_is_told_which_tables_were_not_read(tmp_path: Path) -> None:
    party(cast.MESKAY)
    lanes = "from,to,days\nPK,RU,1"
    came = brought(trader(cast.MESKAY), tmp_path, offers=OFFERS, lanes=lanes)
    assert [found.code for found in came.warnings] == ["table_not_yours"]
    assert not Lane.objects.exists()


def test_a_file_without_offers_and_wants_brings_a_trader_nothing(tmp_path: Path) -> None:
    party(cast.MESKAY)
    assert ("upload_none", None) in refused(trader(cast.MESKAY), tmp_path, lanes="from,to\nPK,RU")


@pytest.mark.parametrize("reader", [AUDITOR, REGULATOR], ids=lambda actor: actor.role)
def test_who_only_reads_brings_nothing(reader: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        brought(reader, tmp_path, offers=OFFERS)


PARTIES = """
    party,name,country,pool,swing,currency
    Meskay,Meskay,PK,Karachi,5000,PKR
    Fruit,National Fruit,PK,Karachi,,
"""


def test_the_operator_brings_parties_which_wait_to_be_verified(tmp_path: Path) -> None:
    brought(OPERATOR, tmp_path, parties=PARTIES, offers=OFFERS)
    fruit = Party.objects.get(code="Fruit")
    assert (fruit.state, fruit.currency, fruit.swing) == (PartyState.PENDING, "PKR", 500_000)
    assert fruit.history.get().history_type == "+"


def test_a_party_the_house_knows_is_not_made_again(tmp_path: Path) -> None:
    brought(OPERATOR, tmp_path / "one", parties=PARTIES)
    brought(OPERATOR, tmp_path / "two", parties=PARTIES, offers=OFFERS)
    assert Party.objects.count() == 2


def test_a_file_that_says_otherwise_of_a_party_is_refused(tmp_path: Path) -> None:
    brought(OPERATOR, tmp_path / "one", parties=PARTIES)
    changed = "party,name,country\nMeskay,Meskay Mills,RU"
    assert refused(OPERATOR, tmp_path / "two", parties=changed) == [("party_differs", 2)] * 2


def test_a_file_may_name_a_pool_of_its_own_but_no_money_the_register_lacks(tmp_path: Path) -> None:
    party(cast.MESKAY)
    alone = "party,name,country,pool\nMeskay,Meskay,PK,Meskay"
    brought(OPERATOR, tmp_path / "one", parties=alone)
    named = "party,name,country,currency\nMeskay,Meskay,PK,PKR"
    assert refused(OPERATOR, tmp_path / "two", parties=named) == [("party_differs", 2)]


def test_a_new_party_cannot_differ_from_the_pool_it_joins(tmp_path: Path) -> None:
    brought(OPERATOR, tmp_path / "one", parties=PARTIES)
    other = "party,name,country,pool,swing,currency\nMill,Mill,PK,Karachi,1,USD"
    assert refused(OPERATOR, tmp_path / "two", parties=other) == [
        ("pool_currency_differs", 2),
        ("pool_swing_differs", 2),
    ]


def test_a_table_of_the_operator_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    brought(OPERATOR, tmp_path / "one", lanes="from,to,days\nPK,RU,1\nRU,PK,2")
    brought(OPERATOR, tmp_path / "two", lanes="from,to,days,freight\nKZ,PK,3,12.5")
    assert list(Lane.objects.values_list("from_place", "days", "freight")) == [("KZ", 3, 12_500_000)]


def test_only_the_operator_keeps_those_tables() -> None:
    for actor in (trader(cast.MESKAY), AUDITOR, REGULATOR):
        with pytest.raises(NotPermittedError):
            furnish(actor, "lanes", [{"from": "PK", "to": "RU"}])


def test_what_is_wrong_with_such_a_table_is_told_in_the_words_of_the_command() -> None:
    furnish(OPERATOR, "quotas", [{"hs": "1006", "quantity": 5_000}])
    with pytest.raises(Refusal) as refusal:
        furnish(OPERATOR, "restrictions", [{"reason": "none"}, {"party": "Nobody"}])
    assert [found.code for found in refusal.value.findings] == ["restriction_empty", "party_unknown"]


def test_a_restriction_that_names_a_party_is_not_told_to_others() -> None:
    party(cast.MESKAY)
    furnish(OPERATOR, "restrictions", [{"party": "Meskay", "reason": "papers"}, {"hs": "2709"}])
    seen = {
        actor.name: visible_table(actor, "restrictions").count()
        for actor in (trader(cast.MESKAY), trader(cast.ASTARTA), AUDITOR)
    }
    assert list(seen.values()) == [2, 1, 2]


def test_a_file_taken_away_comes_in_again(tmp_path: Path) -> None:
    party(cast.MESKAY)
    brought(trader(cast.MESKAY), tmp_path / "one", offers=OFFERS)
    taken = rows_file(trader(cast.MESKAY), OFFER, "csv")
    Offer.objects.all().delete()
    (tmp_path / "offers.csv").write_bytes(taken)
    import_book(trader(cast.MESKAY), tmp_path, NOW)
    assert rows_file(trader(cast.MESKAY), OFFER, "csv") == taken


def test_parquet_holds_what_csv_does(tmp_path: Path) -> None:
    party(cast.MESKAY)
    brought(trader(cast.MESKAY), tmp_path, offers=OFFERS)
    frame = pl.read_parquet(rows_file(AUDITOR, OFFER, "parquet"))
    assert frame["offer"].to_list() == ["RICE", "DATES"]
    assert [str(quantity) for quantity in frame["open_quantity"]] == ["20000.500", "30.000"]


def test_a_stranger_takes_nothing_away(tmp_path: Path) -> None:
    party(cast.MESKAY)
    brought(trader(cast.MESKAY), tmp_path, offers=OFFERS)
    assert rows_file(trader(cast.ASTARTA), OFFER, "csv").splitlines()[1:] == []
    assert rows_file(trader(cast.ASTARTA), WANT, "parquet")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "＝1+1", "\t=1", "plain", "'plain"]


def test_no_text_taken_away_runs_in_a_spreadsheet_and_none_is_lost(tmp_path: Path) -> None:
    party(cast.MESKAY)
    rows = {f"R{at}": note for at, note in enumerate(FORMULAS)}
    pl.DataFrame(
        {
            "offer": list(rows),
            "party": "Meskay",
            "hs": "100630",
            "quantity": 1,
            "unit": "TNE",
            "price": 1,
            "note": list(rows.values()),
        }
    ).write_parquet(tmp_path / "offers.parquet")
    import_book(trader(cast.MESKAY), tmp_path, NOW)
    kept = dict(Offer.objects.values_list("code", "note"))
    assert kept == {code: note.strip() for code, note in rows.items()}
    taken = pl.read_csv(rows_file(AUDITOR, OFFER, "csv"), infer_schema=False)
    assert not taken["note"].str.contains(r"^[=+\-@\t\r＝]").any()
    Offer.objects.all().delete()
    (tmp_path / "offers.parquet").unlink()
    taken.write_csv(tmp_path / "offers.csv")
    import_book(trader(cast.MESKAY), tmp_path, NOW)
    assert dict(Offer.objects.values_list("code", "note")) == kept


def test_lanes_can_be_taken_away_too() -> None:
    furnish(OPERATOR, "lanes", [{"from": "PKKHI", "to": "RU", "days": 21, "freight": 35_000_000}])
    assert table_file(trader(cast.MESKAY), "lanes", "csv") == b"from,to,days,freight,mode\nPKKHI,RU,21,35,\n"


def test_large_files_of_wants_come_in_set_by_set(tmp_path: Path) -> None:
    party(cast.MESKAY)
    rows = "\n".join(f"W{at},Meskay,0713,10,TNE,760" for at in range(3_000))
    brought(trader(cast.MESKAY), tmp_path, wants=f"want,party,hs,quantity,unit,price\n{rows}")
    assert Want.objects.count() == Want.history.count() == 3_000
