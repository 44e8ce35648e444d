"""The pages made from the source are up to date."""

from pathlib import Path

from samarkand.book.catalogue import CATALOGUE
from samarkand.book.errors_page import errors_page, main
from samarkand.book.reference_page import reference_page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_errors_is_current() -> None:
    assert (DOCS / "errors.md").read_text(encoding="utf-8") == errors_page()


def test_the_page_of_errors_has_every_code() -> None:
    assert [code for code in CATALOGUE if f"| `{code}` |" not in errors_page()] == []


def test_the_reference_of_a_book_is_current() -> None:
    assert (DOCS / "reference" / "book.md").read_text(encoding="utf-8") == reference_page()


def test_a_page_can_be_written_to_a_path(tmp_path: Path) -> None:
    main([str(tmp_path / "errors.md")])
    assert (tmp_path / "errors.md").read_text(encoding="utf-8") == errors_page()
