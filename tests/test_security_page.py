"""The page on security names a test for each promise: each is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "security.md"
NAMED = sorted(set(re.findall(r"`((?:\w+/)+(?:test_\w+\.py)?)`", PAGE.read_text(encoding="utf-8"))))


def test_every_test_that_the_page_names_is_there() -> None:
    assert len(NAMED) >= 15
    absent = [name for name in NAMED if not _is_there(name)]
    assert not absent


def _is_there(name: str) -> bool:
    return any((root / name).exists() for root in (ROOT / "tests" / "platform", ROOT))
