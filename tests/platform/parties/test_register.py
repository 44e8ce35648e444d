"""The register of parties: made, amended, verified, suspended, and known by the numbers of registers."""

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.parties.entering import Entered
from samarkand.platform.parties.identifiers import SCHEMES, read_identifiers
from samarkand.platform.parties.models import Party, PartyState
from samarkand.platform.parties.permissions import visible_parties
from samarkand.platform.parties.register import Changes, amend, amend_pool, make, suspend, verify
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader

pytestmark = pytest.mark.django_db

MILL = Entered("MESKAY", "Meskay & Femtee", "pk", pool="KARACHI", currency="PKR", swing=500_000)

GOOD = {
    "INN": "7707083893",
    "OGRN": "1027700132195",
    "CNIC": "34201-0891231-8",
    "UNP": "200988541",
    "USCC": "91110000600037341L",
    "VAT": "NL4495445B01",
    "LEI": "969500KSV493XWY0PS33",
    "NTN": "1234567-8",
    "BIN": "980540000397",
    "STIR": "200897417",
}
"""A good number of each register, as the registers themselves or python-stdnum's examples show them."""

WRONG = {
    "INN": "7707083894",
    "OGRN": "1027700132196",
    "CNIC": "34201-0891231-",
    "UNP": "200988542",
    "USCC": "91110000600037342L",
    "VAT": "NL4495446B01",
    "LEI": "969500KSV493XWY0PS34",
    "NTN": "12345678",
    "BIN": "98054000039",
    "STIR": "20089741A",
}
"""The same with a wrong digit, or in another form where there is no check digit."""


def refused_codes(entered: Entered) -> list[str]:
    with pytest.raises(Refusal) as refused:
        make(OPERATOR, entered, NOW)
    return [found.code for found in refused.value.findings]


def test_a_party_waits_to_be_verified() -> None:
    mill = make(OPERATOR, MILL, NOW)
    assert (mill.country, mill.pool, mill.swing, mill.state) == ("PK", "KARACHI", 500_000, PartyState.PENDING)


def test_all_that_is_wrong_with_a_party_is_told_at_once() -> None:
    wrong = Entered(" ", "", "XX", swing=-1, identifiers=(("INN", "1"), ("ABC", "2")))
    assert refused_codes(wrong) == [
        *("value_missing", "value_missing", "country_unknown", "number_negative"),
        *("identifier_malformed", "scheme_unknown"),
    ]


def test_a_code_is_taken_once() -> None:
    make(OPERATOR, MILL, NOW)
    assert refused_codes(MILL) == ["party_taken"]


def test_a_name_longer_than_the_house_keeps_is_refused() -> None:
    assert refused_codes(Entered("MESKAY", "M" * 301, "PK")) == ["text_too_long"]


def test_a_party_takes_what_it_leaves_blank_from_its_pool() -> None:
    make(OPERATOR, MILL, NOW)
    fruit = make(OPERATOR, Entered("FRUIT", "National Fruit", "PK", pool="KARACHI"), NOW)
    assert (fruit.currency, fruit.swing) == ("PKR", 500_000)


def test_a_party_cannot_differ_from_its_pool() -> None:
    make(OPERATOR, MILL, NOW)
    other = Entered("FRUIT", "National Fruit", "PK", pool="KARACHI", currency="USD", swing=1)
    assert refused_codes(other) == ["pool_currency_differs", "pool_swing_differs"]


def test_a_pool_is_amended_as_a_whole() -> None:
    make(OPERATOR, MILL, NOW)
    make(OPERATOR, Entered("FRUIT", "National Fruit", "PK", pool="KARACHI"), NOW)
    amend_pool(OPERATOR, "KARACHI", "USD", 900, NOW)
    assert set(Party.objects.values_list("currency", "swing")) == {("USD", 900)}


def test_a_party_alone_is_the_pool_of_its_code() -> None:
    make(OPERATOR, Entered("MESKAY", "Meskay", "PK", pool="MESKAY", currency="PKR"), NOW)
    assert Party.objects.get().pool == ""
    joined = make(OPERATOR, Entered("FRUIT", "National Fruit", "PK", pool="MESKAY"), NOW)
    assert joined.currency == "PKR"


def test_what_is_changed_of_a_party_stays_in_its_history() -> None:
    mill = make(OPERATOR, MILL, NOW)
    amend(OPERATOR, mill, Changes(name="Meskay", identifiers=(("NTN", "1234567-8"),)), 1, NOW)
    assert [version.name for version in mill.history.all()] == ["Meskay", "Meskay & Femtee"]
    assert list(mill.identifiers.values_list("scheme", "value")) == [("NTN", "1234567-8")]


def test_a_change_made_for_an_older_version_is_refused() -> None:
    mill = make(OPERATOR, MILL, NOW)
    amend(OPERATOR, mill, Changes(name="Meskay"), 1, NOW)
    with pytest.raises(Refusal, match="version_stale"):
        amend(OPERATOR, mill, Changes(name="Mescay"), 1, NOW)


def test_a_suspension_has_its_reason_and_ends_with_a_verification() -> None:
    mill = make(OPERATOR, MILL, NOW)
    verify(OPERATOR, mill, NOW)
    assert suspend(OPERATOR, mill, "papers are missing", NOW).state_reason == "papers are missing"
    assert verify(OPERATOR, mill, NOW).state == PartyState.VERIFIED
    states = [version.state for version in mill.history.all()]
    assert states == ["verified", "suspended", "verified", "pending"]


def test_a_suspension_without_a_reason_is_refused(meskay: Party) -> None:
    with pytest.raises(Refusal, match="reason_missing"):
        suspend(OPERATOR, meskay, " ", NOW)


def test_a_verified_party_is_not_verified_again(meskay: Party) -> None:
    with pytest.raises(Refusal, match="state_wrong"):
        verify(OPERATOR, meskay, NOW)


@pytest.mark.parametrize("actor", [trader(cast.MESKAY), AUDITOR, REGULATOR], ids=lambda actor: actor.role)
def test_only_the_operator_keeps_the_register(actor: Actor, meskay: Party) -> None:
    for act in (
        lambda: make(actor, MILL, NOW),
        lambda: amend(actor, meskay, Changes(name="Mine"), None, NOW),
        lambda: amend_pool(actor, "Meskay", "USD", 0, NOW),
        lambda: verify(actor, meskay, NOW),
        lambda: suspend(actor, meskay, "why not", NOW),
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_a_trader_sees_its_own_party_and_a_regulator_those_of_its_country() -> None:
    for firm in (cast.MESKAY, cast.NATIONAL_FRUIT, cast.ASTARTA):
        party(firm)
    of_pakistan = Actor(user=None, name="ministry", role=Role.REGULATOR, country="PK")

    def seen(actor: Actor) -> list[str]:
        return list(visible_parties(actor).values_list("code", flat=True))

    assert seen(trader(cast.MESKAY)) == ["Meskay"]
    assert seen(of_pakistan) == ["Meskay", "NationalFruit"]
    assert len(seen(AUDITOR)) == 3


def test_every_register_has_a_good_number_here() -> None:
    assert set(GOOD) == set(SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_good_number_is_kept(scheme: str) -> None:
    kept, found = read_identifiers([(scheme.lower(), f" {GOOD[scheme]} ")])
    assert found == []
    assert [pair[0] for pair in kept] == [scheme]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_wrong_number_is_refused(scheme: str) -> None:
    kept, found = read_identifiers([(scheme, WRONG[scheme])])
    assert (kept, [one.code for one in found]) == ({}, ["identifier_malformed"])


def test_one_number_belongs_to_one_party(meskay: Party) -> None:
    amend(OPERATOR, meskay, Changes(identifiers=(("LEI", GOOD["LEI"]),)), None, NOW)
    twin = Entered("TWIN", "Twin", "PK", identifiers=(("LEI", GOOD["LEI"].lower()),))
    assert refused_codes(twin) == ["identifier_taken"]
    assert not Party.objects.filter(code="TWIN").exists()


def test_a_number_given_twice_is_refused() -> None:
    twice = Entered("MESKAY", "Meskay", "PK", identifiers=(("INN", GOOD["INN"]),) * 2)
    assert refused_codes(twice) == ["identifier_taken"]
