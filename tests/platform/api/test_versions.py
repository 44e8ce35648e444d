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
    ("header", "status"), [(None, 428), ("", 428), ("*", 400), ('"x"', 400), ('"1", "2"', 400)]
)
def test_a_change_without_a_version_is_refused(header: str | None, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        expected(header)
    assert refused_for(caught.value).status_code == status


def test_a_row_that_has_moved_on_is_not_changed() -> None:
    require_version("Meskay gives 1", 3, 3)
    with pytest.raises(Refusal) as caught:
        require_version("Meskay gives 1", 4, 3)
    assert caught.value.findings[0].code == "version_stale"
    assert refused_for(caught.value).status_code == 412
