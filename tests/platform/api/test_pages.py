"""Lists in pages: all of a list, once each, whatever is added meanwhile."""

import pytest

from tests.platform.calling import Caller, operator_calls

pytestmark = pytest.mark.django_db


def pages(caller: Caller, limit: int) -> list[list[int]]:
    found, after = [], ""
    while True:
        answer = caller.get("/tokens", {"limit": limit, "after": after})
        found.append([item["id"] for item in answer.json["items"]])
        after = answer.json["next"]
        if after is None:
            return found


def test_pages_make_the_whole_list() -> None:
    caller = operator_calls()
    for name in "abcd":
        caller.post("/tokens", {"name": name})
    whole = [item["id"] for item in caller.get("/tokens").json["items"]]
    assert pages(caller, 2) == [whole[:2], whole[2:4], whole[4:]]


def test_a_last_page_that_is_full_leads_nowhere() -> None:
    caller = operator_calls()
    caller.post("/tokens", {"name": "a"})
    assert [len(page) for page in pages(caller, 2)] == [2]


@pytest.mark.parametrize("after", ["9999999999999999999", "１"])
def test_a_cursor_the_house_never_gave_is_refused(after: str) -> None:
    answer = operator_calls().get("/tokens", {"after": after})
    assert answer.status == 422
    assert answer.codes[0] in {"cursor_malformed", "field_unfit"}


def test_no_page_is_larger_than_the_house_allows() -> None:
    assert operator_calls().get("/tokens", {"limit": 501}).codes == ["field_unfit"]
