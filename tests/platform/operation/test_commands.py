"""The commands of the house: what they print, and how they refuse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samarkand.cli import house
from samarkand.cli.main import main
from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Role
from samarkand.platform.operation import in_use
from samarkand.platform.operation.home_folder import folder_findings
from samarkand.platform.parties.models import Invitation
from tests import cast
from tests.platform.calling import Caller, caller, operator_calls, trader_calls
from tests.platform.conftest import party


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.django_db(transaction=True)
@pytest.mark.deep
def test_a_backup_is_written_checked_and_put_in_place(tmp_path: Path) -> None:
    party(cast.MESKAY)
    file = str(tmp_path / "house.zip")
    made, checked, restored = run("backup", file), run("restore", file, "--check"), run("restore", file)
    assert made.exit_code == 0
    assert "rows of" in made.output
    assert (checked.exit_code, "can be restored" in checked.output) == (0, True)
    assert (restored.exit_code, "What was there before: " in restored.output) == (0, True)
    in_use.let_go()


def test_a_file_that_is_no_backup_is_told_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    refused = run("restore", str(tmp_path / "notes.txt"))
    assert (refused.exit_code, "backup_unreadable" in refused.output) == (2, True)


@pytest.mark.django_db
def test_the_first_operator_is_invited_with_a_link() -> None:
    invited = run(
        "invite", "aigul@chamber.example", "--role", "operator", "--address", "https://house.example/"
    )
    assert invited.exit_code == 0
    assert "https://house.example/invitations/" in invited.output
    assert Invitation.objects.get().role == "operator"


@pytest.mark.django_db
def test_a_trader_of_nobody_is_not_invited() -> None:
    refused = run("invite", "aigul@chamber.example", "--role", "trader", "--party", "Nobody")
    assert (refused.exit_code, "no_such_party" in refused.output) == (2, True)
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_the_first_token_is_printed_alone_and_acts_as_the_person() -> None:
    caller = operator_calls()
    made = run("token", "--for", "Operator@house.example", "--name", "first", "--days", "30")
    assert made.exit_code == 0
    assert Caller(made.stdout.strip()).get("/me").json["role"] == "operator"
    assert "It is not shown again" in made.stderr
    token = Token.objects.get(name="first")
    assert token.membership == caller.membership
    assert token.expires_at is not None
    assert (token.expires_at - token.made_at).days == 30


@pytest.mark.django_db
def test_a_token_is_for_somebody_who_has_joined() -> None:
    refused = run("token", "--for", "nobody@house.example")
    assert (refused.exit_code, "no_such_person" in refused.output) == (2, True)


@pytest.mark.django_db
def test_somebody_of_several_roles_says_which_a_token_is_for() -> None:
    trader_calls(cast.MESKAY)
    caller("trader@meskay.example", Role.TRADER, cast.ASTARTA)
    caller("trader@meskay.example", Role.AUDITOR)
    asked = ("token", "--for", "trader@meskay.example")
    unclear = run(*asked)
    assert (unclear.exit_code, "membership_unclear" in unclear.output) == (2, True)
    said = " ".join(unclear.output.split())
    for named in ("--role trader --party Meskay", "--role trader --party Astarta", "--role auditor"):
        assert named in said
    made = run(*asked, "--role", "trader", "--party", "Astarta")
    assert Caller(made.stdout.strip()).get("/me").json["party"] == "Astarta"
    assert run(*asked, "--role", "regulator").exit_code == 2


def test_a_setting_that_is_wrong_is_told_by_name(tmp_path: Path) -> None:
    ended = called("worker", SAMARKAND_HOME=str(tmp_path), SAMARKAND_JOBS="many")
    assert ended.returncode == 2
    assert "setting_wrong" in ended.stderr
    assert "SAMARKAND_JOBS must be a whole number" in ended.stderr


def test_a_folder_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in its place", encoding="utf-8")
    for home in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/house")):
        ended = called("serve", SAMARKAND_HOME=str(home))
        assert ended.returncode == 2
        assert str(home) in ended.stderr
        assert "folder_unfit" in ended.stderr
        assert "Traceback" not in ended.stderr


def test_with_its_database_and_key_elsewhere_a_house_needs_no_folder() -> None:
    elsewhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/house", "SAMARKAND_SECRET_KEY": "for tests"}
    assert list(folder_findings({"SAMARKAND_HOME": "/proc/house", **elsewhere})) == []
    told = [found.message for found in folder_findings({"SAMARKAND_HOME": "/proc/house"})]
    needs = "the database and the key that signs sessions"
    assert told == [f"the folder /proc/house cannot keep {needs}: no such file or directory."]


def called(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    code = f"from samarkand.cli.main import main; main({list(words)!r})"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **environ},
        check=False,
        capture_output=True,
        text=True,
    )


def test_without_its_packages_a_house_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "find_spec", lambda _name: None)
    ended = run("worker")
    assert (ended.exit_code, "samarkand[platform]" in ended.output) == (2, True)
