"""Backups: what is brought back is what was there, proven; and what is not proven changes nothing."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Posting
from samarkand.platform.accounts.sql.lifting import lifted
from samarkand.platform.operation import in_use
from samarkand.platform.operation.backing_up import back_up, steady_connection
from samarkand.platform.operation.backup_format import MANIFEST, Manifest
from samarkand.platform.operation.models import Heartbeat
from samarkand.platform.operation.restoring import restore
from samarkand.platform.parties.models import Party
from tests import cast
from tests.platform.accounts import books
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db(transaction=True)

ON_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.zip"


@pytest.fixture
def made(file: Path) -> Manifest:
    """Return what is in the backup of a house with a delivery of Meskay to Astarta."""
    books.delivered(cast.MESKAY, cast.ASTARTA, 1_300_000_00)
    books.delivered(cast.ASTARTA, cast.MESKAY, 1_200_000_00)
    return back_up(file, NOW)


def rewritten(file: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Return a copy of the backup with its members changed."""
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return other


def with_migrations(file: Path, change: Callable[[list[str]], list[str]]) -> Path:
    """Return a copy of the backup that says it has other migrations."""

    def told(name: str, content: bytes) -> bytes:
        if name != MANIFEST:
            return content
        manifest = json.loads(content)
        return json.dumps({**manifest, "migrations": change(manifest["migrations"])}).encode()

    return rewritten(file, told)


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


# Making all tables anew takes seconds: of the tests that restore, this one is in the quick run.
def test_a_house_is_restored_row_by_row(made: Manifest, file: Path) -> None:
    books.delivered(cast.MESKAY, cast.ASTARTA, 50_000_00)
    restore(file, NOW)
    again = back_up(file.with_name("again.zip"), NOW)
    assert again.tables == made.tables


@pytest.mark.deep
def test_what_comes_after_a_restore_is_numbered_on(made: Manifest, file: Path) -> None:
    assert made.tables
    restore(file, NOW)
    books.delivered(cast.MESKAY, cast.ASTARTA, 50_000_00)
    assert books.account(cast.MESKAY).balance == 150_000_00


@pytest.mark.deep
def test_what_was_there_before_is_kept(made: Manifest, file: Path) -> None:
    assert made.tables
    party(cast.LUOYANG)
    former = restore(file, NOW).former
    assert not Party.objects.filter(code="Luoyang").exists()
    if ON_POSTGRESQL:
        with connection.cursor() as cursor:
            schema = former.removeprefix("schema ")
            cursor.execute(f"SELECT code FROM {schema}.parties_party")  # noqa: S608 (our own name)
            assert ("Luoyang",) in cursor.fetchall()
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
    else:
        assert Path(former).is_file()


@pytest.mark.deep
def test_a_house_moves_from_one_database_to_the_other_and_back(
    made: Manifest, file: Path, tmp_path: Path
) -> None:
    if not ON_POSTGRESQL:
        pytest.skip("the way there and back is gone with DATABASE_URL at a PostgreSQL")
    environ = {**os.environ, "DATABASE_URL": "", "SAMARKAND_HOME": str(tmp_path / "moved")}
    there = file.with_name("there.zip")
    for command in (["restore", str(file)], ["backup", str(there)]):
        run = [sys.executable, "-c", "from samarkand.cli.main import main; main()", *command]
        subprocess.run(run, env=environ, check=True, stdout=subprocess.DEVNULL)
    restore(there, NOW)
    assert back_up(file.with_name("back.zip"), NOW).tables == made.tables


@pytest.mark.deep
def test_a_check_changes_nothing(made: Manifest, file: Path) -> None:
    assert made.tables
    party(cast.LUOYANG)
    assert restore(file, NOW, only_check=True).former == ""
    assert Party.objects.filter(code="Luoyang").exists()


@pytest.mark.deep
def test_a_backup_of_an_older_house_gets_the_tables_of_this_one(made: Manifest, file: Path) -> None:
    assert made.tables
    older = with_migrations(file, lambda had: [name for name in had if not name.startswith("operation.")])
    restore(older, NOW)
    assert Heartbeat.objects.count() == 0
    assert Account.objects.count() == 2


def test_a_backup_of_a_newer_house_is_refused(made: Manifest, file: Path) -> None:
    assert made.tables
    newer = with_migrations(file, lambda had: [*had, "accounts.9999_from_the_future"])
    with pytest.raises(Refusal) as refused:
        restore(newer, NOW)
    assert codes(refused) == ["backup_newer"]


@pytest.mark.deep
def test_a_ledger_that_does_not_prove_is_not_put_in_place(file: Path) -> None:
    books.delivered(cast.MESKAY, cast.ASTARTA, 1_300_000_00)
    with lifted():
        Posting.objects.filter(amount__gt=0).update(amount=1_300_000_01)
    back_up(file, NOW)
    party(cast.LUOYANG)
    with pytest.raises(Refusal) as refused:
        restore(file, NOW)
    assert codes(refused)[0] == "backup_not_proven"
    assert Party.objects.filter(code="Luoyang").exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda name, content: content if name == MANIFEST else content.replace(b"Meskay", b"Mescay"),
        lambda name, content: content if name == MANIFEST else content[: len(content) // 2],
        lambda name, content: b"{}" if name == MANIFEST else content,
        lambda name, content: b"[" * 100_000 if name == MANIFEST else content,
    ],
    ids=["a name changed", "rows missing", "another manifest", "nested deep"],
)
def test_a_damaged_backup_changes_nothing(
    made: Manifest, file: Path, damage: Callable[[str, bytes], bytes]
) -> None:
    with pytest.raises(Refusal) as refused:
        restore(rewritten(file, damage), NOW)
    assert codes(refused) == ["backup_unreadable"]
    assert back_up(file.with_name("after.zip"), NOW).tables == made.tables


def test_what_is_no_backup_is_refused(file: Path) -> None:
    file.write_text("deal,party\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        restore(file, NOW)
    assert codes(refused) == ["backup_unreadable"]


def test_a_house_at_work_is_not_replaced(made: Manifest, file: Path) -> None:
    assert made.tables
    if ON_POSTGRESQL:
        parameters = connection.get_connection_params()
        another = psycopg.connect(host=parameters["host"], port=parameters["port"], user=parameters["user"],
                                  dbname=parameters["dbname"])  # fmt: skip
        leave = another.close
    else:
        in_use.say_in_use()
        leave = in_use.let_go
    try:
        with pytest.raises(Refusal) as refused:
            restore(file, NOW)
    finally:
        leave()
    assert codes(refused) == ["house_in_use"]


def test_a_backup_shows_one_moment_whatever_is_written_meanwhile(meskay: Party) -> None:
    with steady_connection() as steady, steady.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parties_party")
        before = cursor.fetchall()
        party(cast.ASTARTA)
        cursor.execute("SELECT count(*) FROM parties_party")
        assert cursor.fetchall() == before == [(1,)]
    assert meskay.pk


def test_only_its_owner_can_read_a_backup(made: Manifest, file: Path) -> None:
    assert made.tables
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_never_writes_over_a_file(file: Path) -> None:
    file.write_text("something else", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        back_up(file, NOW)
    assert codes(refused) == ["file_exists"]
    assert file.read_text(encoding="utf-8") == "something else"


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(Refusal) as refused:
        back_up(folder / "house.zip", NOW)
    assert codes(refused) == ["file_unwritable"]
    assert list(tmp_path.iterdir()) == []
