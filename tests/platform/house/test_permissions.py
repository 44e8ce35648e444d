"""What people are told when they may not do something: words, and none of the house's own names."""

import pytest
from rules.rulesets import default_rules

from samarkand.platform.house.actor import HOUSE, Actor, Role
from samarkand.platform.house.permissions import DEEDS, NotPermittedError, require
from tests import cast
from tests.platform.conftest import AUDITOR, OPERATOR, REGULATOR, trader


def test_every_rule_is_told_in_words() -> None:
    assert set(DEEDS) == set(default_rules)
    assert [deed for rule, deed in DEEDS.items() if rule in deed or "." in deed or "_" in deed] == []


@pytest.mark.parametrize(
    ("actor", "rule", "told"),
    [
        (trader(cast.MESKAY), "parties.register", "A trader of Meskay may not register parties"),
        (OPERATOR, "deals.answer", "An operator may not answer this deal"),
        (AUDITOR, "netting.post", "An auditor may not post a netting run"),
        (REGULATOR, "rounds.operate", "A regulator may not conduct rounds"),
        (HOUSE, "deals.answer", "The house may not answer this deal"),
    ],
    ids=lambda value: str(getattr(value, "role", value)),
)
def test_a_refusal_says_who_may_not_do_what(actor: Actor, rule: str, told: str) -> None:
    with pytest.raises(NotPermittedError) as refused:
        require(actor, rule)
    assert str(refused.value) == told


def test_who_acts_is_kept_in_one_line() -> None:
    ali = Actor(7, "Ali", Role.TRADER, party="MESKAY", country="PK", email="ali@meskay.pk", token=12)
    assert ali.by == "trader of MESKAY ali@meskay.pk, token 12"
    assert HOUSE.by == "house"
