"""Files are answered to be saved under their names, and the document tells a program what they are."""

import pytest

from samarkand.platform.api.file_answers import ANY, CSV, ZIP, file_answer
from tests.platform.calling import nobody_calls


@pytest.mark.parametrize(
    ("media_type", "written"), [(CSV, "text/csv; charset=utf-8"), (ZIP, "application/zip"), (ANY, ANY)]
)
def test_a_file_is_saved_and_never_shown_in_place(media_type: str, written: str) -> None:
    answer = file_answer(b"content", media_type, "act.bin")
    assert answer.content == b"content"
    assert answer["Content-Type"] == written
    assert answer["Content-Disposition"] == 'attachment; filename="act.bin"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_name_in_cyrillic_is_saved_under_it() -> None:
    answer = file_answer(b"", ANY, "акт.pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%D0%B0%D0%BA%D1%82.pdf"


def test_no_file_is_described_as_json() -> None:
    document = nobody_calls().get("/openapi.json").json
    answers = [
        (operation["operationId"], operation["responses"]["200"].get("content", {}))
        for methods in document["paths"].values()
        for operation in methods.values()
        if "200" in operation["responses"]
    ]
    files = {name: content for name, content in answers if "application/json" not in content}
    assert {
        "export_offers",
        "get_archive",
        "get_report",
        "get_document_content",
        "download_statement",
    } <= set(files)
    assert all(content for content in files.values())
    assert not [name for name, content in answers if "application/json" in content and len(content) > 1]
