"""A misspelt parameter of an address is refused, and the known ones are named."""

import pytest

from tests.platform.calling import nobody_calls, operator_calls

pytestmark = pytest.mark.django_db


def test_a_misspelt_filter_is_refused_and_not_taken_for_none() -> None:
    answer = operator_calls().get("/offers", {"stat": "open", "limit": 3, "x" * 200: "1"})
    assert (answer.status, answer.codes) == (422, ["parameter_unknown", "parameter_unknown"])
    told = answer.json["findings"][0]
    assert (told["column"], "after, hs, limit, party, state" in told["message"]) == ("stat", True)


def test_an_address_without_parameters_says_so() -> None:
    new = {"round": "SPRING", "unit": "SAM"}
    refused = operator_calls().post("/rounds?dry_run=1", new)
    assert (refused.status, refused.codes) == (422, ["parameter_unknown"])
    assert "there are no parameters here" in refused.json["detail"]


def test_a_stranger_is_told_nothing_of_parameters() -> None:
    assert nobody_calls().get("/offers", {"stat": "open"}).status == 401


def test_every_list_names_what_the_document_says_it_takes() -> None:
    operator = operator_calls()
    for path, methods in nobody_calls().get("/openapi.json").json["paths"].items():
        if "get" not in methods or "{" in path:
            continue
        parameters = methods["get"]["parameters"]
        needed = {one["name"]: one["schema"].get("default", "x") for one in parameters if one["required"]}
        answer = operator.get(path.removeprefix("/api/v1"), {"misspelt": 1} | needed)
        assert (answer.status, answer.codes) == (422, ["parameter_unknown"]), path
        known = ", ".join(sorted(one["name"] for one in parameters if one["in"] == "query"))
        assert answer.json["detail"].endswith(f"none of: {known}." if known else "no parameters here."), path
