"""Every finding of the house has one meaning, is on its page, and is brought about by a test."""

from pathlib import Path

from samarkand.platform.operation.findings_page import SECTIONS, findings_page

ROOT = Path(__file__).parents[3]
TESTS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/platform").rglob("test_*.py"))
CODES = [entry.code for entries in SECTIONS.values() for entry in entries]


def test_a_code_means_one_thing() -> None:
    assert sorted(code for code in set(CODES) if CODES.count(code) > 1) == []


def test_every_code_is_named_by_a_test() -> None:
    assert [code for code in CODES if f'"{code}"' not in TESTS] == []


def test_every_catalogue_is_on_the_page() -> None:
    catalogues = (ROOT / "src/samarkand/platform").glob("*/*catalogue.py")
    text = "".join(path.read_text(encoding="utf-8") for path in catalogues)
    assert text.count("\n    Entry(") == len(CODES)


def test_the_page_is_as_the_code_prints_it() -> None:
    assert (ROOT / "docs/reference/house-findings.md").read_text(encoding="utf-8") == findings_page()
