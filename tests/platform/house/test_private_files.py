"""What a house keeps is its own user's alone, whatever the umask; what was open is mended at the start."""

import os
import subprocess
import sys
from pathlib import Path

from samarkand.platform.house.private_files import keep_private, open_to_others, paths_told

START = (
    "from samarkand.platform.operation.starting import set_up, bring_up_to_date; set_up(); bring_up_to_date()"
)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}


def test_a_house_that_starts_is_open_to_nobody_else(tmp_path: Path) -> None:
    home = tmp_path / "house"
    home.mkdir(mode=0o755)
    (home / "secret-key").write_text("kept since before")
    (home / "secret-key").chmod(0o644)
    environ = {**os.environ, "DATABASE_URL": "", "SAMARKAND_HOME": str(home)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-c", START], env=environ, check=True, umask=0o022)
    found = modes(home)
    assert {"house", "secret-key", "samarkand.sqlite3", "static"} <= found.keys()
    assert {name: mode for name, mode in found.items() if mode & 0o077} == {}
    assert open_to_others(home, str(home / "samarkand.sqlite3")) == []


def test_what_is_open_is_told_and_mended(tmp_path: Path) -> None:
    home, database = tmp_path / "house", tmp_path / "elsewhere.sqlite3"
    for path in (home / "secret-key", database, tmp_path / "elsewhere.sqlite3-wal"):
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.touch(0o600)
        path.chmod(0o640)
    home.chmod(0o755)
    found = open_to_others(home, str(database))
    assert [path.name for path in found] == [
        "elsewhere.sqlite3",
        "elsewhere.sqlite3-wal",
        "house",
        "secret-key",
    ]
    assert list(paths_told(found[-1:])) == [f"{home}/secret-key (0640)"]
    umask = os.umask(0o022)
    try:
        keep_private(home, str(database))
        (home / "later").touch()
    finally:
        os.umask(umask)
    assert open_to_others(home, str(database)) == []
    assert modes(home) == {"house": 0o700, "secret-key": 0o600, "later": 0o600}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    home, other = tmp_path / "house", tmp_path / "of-somebody-else"
    home.mkdir(mode=0o700)
    other.touch()
    other.chmod(0o644)
    (home / "link").symlink_to(other)
    umask = os.umask(0o022)
    try:
        keep_private(home)
    finally:
        os.umask(umask)
    assert other.stat().st_mode & 0o777 == 0o644
