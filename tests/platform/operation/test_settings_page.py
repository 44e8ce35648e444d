"""The page of settings is that of the variables, and Django finds no fault with what they make."""

import os
import re
import subprocess
import sys
from pathlib import Path

from samarkand.platform.house.environment import VARIABLES
from samarkand.platform.operation.settings_page import main, settings_page

ROOT = Path(__file__).parents[3]


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8") == settings_page()


def test_the_page_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    main([str(tmp_path / "settings.md")])
    assert (tmp_path / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_every_variable_that_is_read_is_on_the_page() -> None:
    named = {variable.name for variable in VARIABLES}
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert set(re.findall(r"\bSAMARKAND_[A-Z_]+\b", source)) - named == set()


def test_django_finds_nothing_to_warn_of_behind_https(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "samarkand.platform.house.settings",
        "SAMARKAND_HOME": str(tmp_path),
        "SAMARKAND_SECRET_KEY": "",
        "SAMARKAND_HTTPS": "1",
        "SAMARKAND_HSTS": "preload",  # less than that is a choice, of which Django warns
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    checked = subprocess.run(command, env=environ, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
