"""The file of a clearing house's members and what each may owe it."""

from pathlib import Path

import polars as pl
import pytest

from samarkand.netting.reading import limits_from_frame
from tests.netting.files import DOLLARS, MEMBERS, limits_of, read, taken, the, told
from tests.obligations import credit, owes


def test_members_have_limits_in_the_minor_unit_of_the_obligations(tmp_path: Path) -> None:
    obligations = owes("Meskay owes Astarta 500.25; Astarta owes AltynDan 300")
    reading = limits_of(tmp_path, "party,limit,hold\nMeskay,200,\nAstarta,,50.5\nAltynDan,0,\n", obligations)
    assert reading.findings == ()
    assert reading.limits is not None
    expected = credit("Meskay may owe 200; Astarta may owe 0, be owed 50.5; AltynDan may owe 0", obligations)
    assert reading.limits.frame.equals(expected.frame)
    assert reading.limits.name == "members"


def test_limits_are_given_in_each_unit_and_group(tmp_path: Path) -> None:
    obligations = owes("Meskay owes Astarta 5 USD in A-17; Astarta owes Meskay 5 RUB in A-18")
    text = "party,limit,unit,authorisation\nMeskay,1,USD,A-17\nMeskay,2,RUB,A-18\n"
    reading = limits_of(tmp_path, text, obligations)
    assert reading.limits is not None, reading.findings
    assert reading.limits.frame.rows() == [
        ("Meskay", "USD", "A-17", 1, None),
        ("Meskay", "RUB", "A-18", 2, None),
    ]
    assert told(limits_of(tmp_path, MEMBERS, obligations)) == [("column_missing", 1, "")]


def test_limits_from_a_frame() -> None:
    obligations = owes("Meskay owes Astarta 500")
    reading = limits_from_frame(pl.DataFrame({"party": ["Meskay"], "limit": [7]}), obligations)
    assert reading.limits is not None
    assert reading.limits.frame.equals(credit("Meskay may owe 7", obligations).frame)


def test_limits_of_other_headers_are_named(tmp_path: Path) -> None:
    obligations = owes("Meskay owes Astarta 500")
    text = "member,credit line\nMeskay,7\n"
    reading = limits_of(tmp_path, text, obligations, party="member", limit="credit line")
    assert reading.limits is not None
    assert reading.limits.frame["limit"].to_list() == [7]
    found = the("column_missing", limits_of(tmp_path, text, obligations, party="member"))
    assert found.remedy == "Add it, or name the column that holds it: --column limit=HEADER."
    assert told(limits_of(tmp_path, "a,b\nMeskay,7\n", obligations)) == [("header_missing", 1, "")]


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        (f"{MEMBERS}Meskay,5,USD\n", "member_twice", 4, "party"),
        (f"{MEMBERS}Luoyang,5,USD\n", "member_without_obligations", 4, "party"),
        (f"{MEMBERS}Meskay,5,RUB\n", "member_without_obligations", 4, "party"),
        (f"{MEMBERS}AltynDan,5,\n", "value_missing", 4, "unit"),
        (f"{MEMBERS}AltynDan,5.5,RUB\n", "number_too_fine", 4, "limit"),
        (f"{MEMBERS}AltynDan,-5,RUB\n", "number_negative", 4, "limit"),
        ("party,limit\nMeskay,5\n", "column_missing", 1, "unit"),
        ("party,unit\nMeskay,USD\n", "column_missing", 1, "limit"),
        ("party,limits,unit\nMeskay,5,USD\n", "column_unknown", 1, "limits"),
        ("party,limit,unit\n", "rows_needed", None, ""),
    ],
)
def test_a_limit_that_cannot_hold_is_found(
    text: str, code: str, row: int | None, column: str, tmp_path: Path
) -> None:
    obligations = taken(read(tmp_path, DOLLARS))
    reading = limits_of(tmp_path, text, obligations)
    (found,) = reading.findings
    assert (found.code, found.row, found.column, found.file) == (code, row, column, "members.csv")
    assert found.remedy
    assert (reading.limits is None) == (found.severity == "error")


def test_members_without_obligations_are_left_out(tmp_path: Path) -> None:
    obligations = taken(read(tmp_path, DOLLARS))
    reading = limits_of(tmp_path, f"{MEMBERS}Luoyang,5,USD\n", obligations)
    assert reading.limits is not None
    assert reading.limits.frame["party"].to_list() == ["Meskay", "Astarta"]


def test_limits_that_fit_nobody_are_refused(tmp_path: Path) -> None:
    reading = limits_of(
        tmp_path,
        MEMBERS.replace("Meskay", "MESKAY").replace("Astarta", "ASTARTA"),
        owes("Meskay owes Astarta 5"),
    )
    assert [found.code for found in reading.findings] == [
        "members_unknown",
        "member_without_obligations",
        "member_without_obligations",
    ]
    assert reading.limits is None


def test_limits_too_fine_are_to_be_rounded_down(tmp_path: Path) -> None:
    obligations = owes("Meskay owes Astarta 5.5")
    found = the("number_too_fine", limits_of(tmp_path, "party,limit\nMeskay,5.25\n", obligations))
    assert found.remedy == "Round it down: these obligations are counted to one decimal."


def test_limits_beyond_64_bits_are_refused(tmp_path: Path) -> None:
    obligations = owes("Meskay owes Astarta 5")
    reading = limits_of(tmp_path, f"party,limit\nMeskay,{2**63 - 1}\nAstarta,1\n", obligations)
    assert the("total_too_large", reading).column == "limit"
