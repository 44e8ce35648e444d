"""Files as they come over the wire: laid out as a book, or refused before they do harm."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.importing import import_uploads
from samarkand.platform.market.models import Offer
from samarkand.platform.market.uploads import Upload, lay_out
from samarkand.platform.parties.models import Party
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, trader

OFFERS = b"offer,party,hs,quantity,unit,price\nRICE,Meskay,100630,20000,TNE,650\n"


def upload(name: str, content: bytes) -> Upload:
    return Upload(name, len(content), [content])


def archive(**parts: bytes) -> bytes:
    """Return a zip archive; in the names of parts two underscores stand for a slash, one for a point."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def refused(folder: Path, *uploads: Upload) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        lay_out(uploads, folder)
    return [found.code for found in refusal.value.findings]


def test_files_of_tables_are_a_folder(tmp_path: Path) -> None:
    path = lay_out([upload("offers.csv", OFFERS), upload("wants.csv", b"want\n")], tmp_path)
    assert {file.name for file in path.iterdir()} == {"offers.csv", "wants.csv"}


def test_an_archive_of_a_folder_is_unpacked(tmp_path: Path) -> None:
    path = lay_out([upload("book.zip", archive(book__offers_csv=OFFERS))], tmp_path)
    assert (path / "offers.csv").read_bytes() == OFFERS


def test_a_name_loses_its_folders(tmp_path: Path) -> None:
    for name in ("../../offers.csv", r"C:\\Users\\offers.csv", "/etc/offers.csv"):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        assert [file.name for file in lay_out([upload(name, OFFERS)], folder).iterdir()] == ["offers.csv"]


def test_nothing_is_no_upload(tmp_path: Path) -> None:
    assert refused(tmp_path) == ["upload_none"]


@pytest.mark.parametrize("name", ["offers.exe", "offers", "", "..", "offers.csv.gz", ".csv/"])
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, upload(name, OFFERS)) == ["upload_unfit"]


def test_a_whole_book_comes_alone(tmp_path: Path) -> None:
    book = upload("book.zip", archive(offers_csv=OFFERS))
    assert refused(tmp_path, book, upload("offers.csv", OFFERS)) == ["upload_unfit"]


def test_one_name_comes_once(tmp_path: Path) -> None:
    assert refused(tmp_path, upload("offers.csv", OFFERS), upload("a/offers.csv", OFFERS)) == ["upload_unfit"]


def test_more_bytes_than_the_house_takes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARKAND_LARGEST_UPLOAD", "60")
    assert refused(tmp_path, upload("offers.csv", OFFERS)) == ["upload_too_large"]


def test_an_archive_that_unpacks_to_more_is_refused_whatever_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMARKAND_LARGEST_UPLOAD", "1000000")
    bomb = bytearray(archive(offers_csv=b"0" * 20_000_000))
    directory = bomb.rindex(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    assert refused(tmp_path, upload("book.zip", bytes(bomb))) == ["upload_too_large"]
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.csv")) < 12_000_000


def test_a_part_packed_too_tightly_to_be_a_table_is_not_unpacked(tmp_path: Path) -> None:
    found = refused(tmp_path, upload("book.zip", archive(offers_csv=b"0" * 60_000_000)))
    assert found == ["upload_too_large"]
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.csv")) < 20_000_000


def test_a_workbook_that_unpacks_to_more_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARKAND_LARGEST_UPLOAD", "1000000")
    bomb = archive(xl__workbook_xml=b"0" * 20_000_000)
    assert refused(tmp_path, upload("book.xlsx", bomb)) == ["upload_too_large"]


def test_an_archive_in_an_archive_stays_packed(tmp_path: Path) -> None:
    inner = archive(offers_csv=OFFERS)
    path = lay_out([upload("book.zip", archive(inner_zip=inner))], tmp_path)
    assert [file.name for file in path.iterdir()] == ["inner.zip"]


@pytest.mark.parametrize(
    "name",
    ["a__b__offers_csv", "____offers_csv", "a__" * 300 + "offers_csv"],
    ids=["deep", "root", "deepest"],
)
def test_folders_in_folders_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, upload("book.zip", archive(**{name: OFFERS}))) == ["archive_unfit"]


def packed(*parts: tuple[zipfile.ZipInfo | str, bytes]) -> Upload:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in parts:
            file.writestr(name, text)
    return upload("book.zip", content.getvalue())


def test_no_part_leads_out_of_the_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("offers.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = refused(tmp_path, packed((link, b"/etc/passwd"), ("../wants.csv", b"want\n")))
    assert found == ["archive_unfit", "archive_unfit"]


def test_one_name_is_packed_once(tmp_path: Path) -> None:
    twice = packed(("a/offers.csv", OFFERS), ("b/OFFERS.csv", OFFERS))
    assert refused(tmp_path, twice) == ["archive_unfit"]


def test_an_archive_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, packed(*((f"{at}.csv", b"") for at in range(501)))) == ["upload_too_large"]


@pytest.mark.parametrize("cut", [4, 60, 120])
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    whole = archive(offers_csv=OFFERS * 100)
    assert refused(tmp_path, upload("book.zip", whole[:cut])) == ["archive_unfit"]


def test_an_archive_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    whole = bytearray(archive(offers_csv=OFFERS * 100))
    whole[60] ^= 0xFF
    assert refused(tmp_path, upload("book.zip", bytes(whole))) == ["archive_unfit"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("offers.csv", b"", "file_empty"),
        ("offers.csv", b"\x00\xff\xfe\x00", "encoding_wrong"),
        ("offers.csv", b"<html>", "header_missing"),
        ("offers.csv", OFFERS.replace(b"650", b'"650'), "quotes_broken"),
        ("offers.parquet", OFFERS, "file_not_as_named"),
        ("offers.parquet", b"PAR1" + bytes(100), "file_broken"),
        ("book.xlsx", OFFERS, "file_not_as_named"),
        ("book.xlsx", archive(offers_csv=OFFERS), "file_not_as_named"),
        ("book.zip", archive(readme_csv=OFFERS), "tables_none"),
    ],
)
def test_a_corrupt_upload_is_told_and_leaves_nothing(
    meskay: Party, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        import_uploads(trader(cast.MESKAY), [upload(name, content)], NOW)
    assert code in {found.code for found in refusal.value.findings}
    assert not Offer.objects.filter(party=meskay).exists()


@pytest.mark.django_db
def test_a_good_upload_comes_in(meskay: Party) -> None:
    import_uploads(trader(cast.MESKAY), [upload("offers.csv", OFFERS)], NOW)
    assert Offer.objects.get(party=meskay).code == "RICE"


def test_who_may_not_post_uploads_nothing() -> None:
    with pytest.raises(NotPermittedError):
        import_uploads(AUDITOR, [upload("offers.csv", OFFERS)], NOW)
