"""Codes are plain, and no party may be taken for another."""

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.house.codes import is_plain
from samarkand.platform.netting.proposing import propose
from samarkand.platform.parties.alike import picture
from samarkand.platform.parties.entering import Entered
from samarkand.platform.parties.register import Changes, amend, make
from samarkand.platform.rounds.opening import open_round
from tests import cast
from tests.platform.calling import trader_calls
from tests.platform.conftest import NOW, OPERATOR

HOSTILE = {
    "Cyrillic": "МESKAY",
    "full width": "ＭESKAY",
    "width nothing": "MES\u200bKAY",
    "from the right": "\u202eYAKSEM",
    "dot": ".",
    "dots": "..",
    "formula": "=cmd",
    "stroke": "MES/KAY",
    "blank": "MES KAY",
    "line": "MESKAY\n",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=list(HOSTILE))
def test_a_code_that_is_not_plain(code: str) -> None:
    assert not is_plain(code)


@pytest.mark.parametrize("code", ["MESKAY", "a", "7", "KARACHI-1", "2026.03_b", "A" * 64])
def test_a_plain_code(code: str) -> None:
    assert is_plain(code)


def refused(code: str, name: str = "Meskay & Femtee") -> set[str]:
    with pytest.raises(Refusal) as told:
        make(OPERATOR, Entered(code, name, "PK"), NOW)
    return {found.code for found in told.value.findings}


@pytest.mark.django_db
@pytest.mark.parametrize("code", [one for one in HOSTILE.values() if one == one.strip()])
def test_no_party_has_a_code_that_is_not_plain(code: str) -> None:
    assert "code_unfit" in refused(code)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["Meskay", "MESKAY1", "ME5KAY"])
def test_a_code_that_looks_like_anothers_is_refused(code: str) -> None:
    make(OPERATOR, Entered("MESKAY", "Meskay", "PK"), NOW)
    make(OPERATOR, Entered("MESKAYI", "Meskay the first", "PK"), NOW)
    if code == "ME5KAY":
        assert make(OPERATOR, Entered(code, "Another mill", "PK"), NOW).code == code
    else:
        assert refused(code, "Another mill") == {"party_alike"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["Меѕkаy & Femtee", "ＭESKAY & FEMTEE", "Méskay  & Femtee"],
    ids=["Cyrillic", "wide", "accent"],
)
def test_a_name_that_looks_like_anothers_is_refused(name: str) -> None:
    make(OPERATOR, Entered("MESKAY", "Meskay & Femtee", "PK"), NOW)
    other = make(OPERATOR, Entered("ASTARTA", "Astarta-Agrotrading", "RU"), NOW)
    assert refused("MILL", name) == {"party_alike"}
    with pytest.raises(Refusal, match="party_alike"):
        amend(OPERATOR, other, Changes(name=name), None, NOW)


@pytest.mark.django_db
def test_a_name_with_what_nobody_sees_is_refused_and_the_very_same_is_not() -> None:
    make(OPERATOR, Entered("MESKAY", "Meskay & Femtee", "PK"), NOW)
    assert refused("MILL", "Mes\u200bkay") == {"text_unseen"}
    assert make(OPERATOR, Entered("MILL", "Meskay & Femtee", "UZ"), NOW).country == "UZ"


def test_a_cyrillic_name_of_its_own_is_like_no_other() -> None:
    assert picture("Рисовая мельница") != picture("Rice mill")
    assert picture("РОСА") == picture("POCA")


@pytest.mark.django_db
@pytest.mark.parametrize("code", HOSTILE.values(), ids=list(HOSTILE))
def test_no_round_unit_or_netting_run_has_a_code_that_is_not_plain(code: str) -> None:
    for told, unit in ((code, "SAM"), ("spring", code)):
        with pytest.raises(Refusal, match="code_unfit"):
            open_round(OPERATOR, told, unit, NOW)
    with pytest.raises(Refusal, match="code_unfit"):
        propose(OPERATOR, code, "SAM", None, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [HOSTILE["width nothing"], HOSTILE["from the right"]])
def test_no_row_has_a_code_with_what_nobody_sees(code: str) -> None:
    offer = {"offer": code, "hs": "100630", "quantity": "1", "unit": "TNE", "price": "650"}
    assert trader_calls(cast.MESKAY).post("/offers", offer).codes == ["text_unseen"]
