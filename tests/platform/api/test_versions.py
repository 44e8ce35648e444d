"""Versions: a change says which version it was made for."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from samarkand.core.finding import Refusal
from samarkand.platform.api.problems import refused_for
from samarkand.platform.api.versions import expected_version, require_version, with_etag


def expected(header: str | None) -> int:
    headers = {} if header is None else {"if-match": header}
    return expected_version(RequestFactory().patch("/", headers=headers))


def test_the_etag_of_a_row_comes_back_as_its_version() -> None:
    assert expected(with_etag(HttpResponse(), 7)["ETag"]) == 7


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "version_wanted"),
        ("", 428, "version_wanted"),
        ("*", 400, "version_malformed"),
        ('"x"', 400, "version_malformed"),
        ('"1", "2"', 400, "version_malformed"),
    ],
)
def test_a_change_without_a_version_is_refused(header: str | None, status: int, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        expected(header)
    assert [found.code for found in caught.value.findings] == [code]
    assert refused_for(caught.value).status_code == status


def test_a_row_that_has_moved_on_is_not_changed() -> None:
    require_version("Meskay gives 1", 3, 3)
    with pytest.raises(Refusal) as caught:
        require_version("Meskay gives 1", 4, 3)
    assert caught.value.findings[0].code == "version_stale"
    assert refused_for(caught.value).status_code == 412
