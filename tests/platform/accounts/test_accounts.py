"""Accounts: opened once, limited and closed by the operator alone, read by whom they concern."""

from datetime import timedelta

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.correcting import take_back
from samarkand.platform.accounts.holding import NewHold, hold_all
from samarkand.platform.accounts.journal import post
from samarkand.platform.accounts.limits import close_account, set_limits
from samarkand.platform.accounts.models import Account, AccountKind, Entry, UnitOfAccount
from samarkand.platform.accounts.obligations import owe
from samarkand.platform.accounts.opening import account_of, accounts_of, unit_of
from samarkand.platform.accounts.permissions import (
    visible_accounts,
    visible_entries,
    visible_holds,
    visible_obligations,
)
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import NotPermittedError
from tests.cast import ASTARTA, MESKAY, NATIONAL_FRUIT
from tests.platform.accounts.ledger import TODAY, UNIT, account, assert_all_is_true, draft, standing
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, party, trader

pytestmark = pytest.mark.django_db


def kept(firm: str) -> Account:
    return Account.objects.get(pk=account(firm))


def test_a_unit_is_opened_once() -> None:
    assert unit_of("CLD") == unit_of("CLD")
    assert UnitOfAccount.objects.count() == 1


def test_an_account_is_opened_once_for_a_party_and_for_the_house() -> None:
    unit = unit_of(UNIT)
    for holder in (party(MESKAY), None):
        assert account_of(holder, unit) == account_of(holder, unit)
        assert account_of(holder, unit) != account_of(holder, unit, AccountKind.INTEREST)
    assert Account.objects.count() == 4


def test_accounts_are_opened_together_where_they_are_absent() -> None:
    firms = [party(firm) for firm in (MESKAY, ASTARTA, NATIONAL_FRUIT)]
    opened = account_of(firms[0], unit_of(UNIT)).pk
    found = accounts_of(firms, unit_of(UNIT))
    assert found[firms[0].pk] == opened
    assert found == accounts_of(firms, unit_of(UNIT))
    assert {Account.objects.get(pk=pk).holder_id for pk in found.values()} == {firm.pk for firm in firms}


def test_a_limit_is_set_with_its_history() -> None:
    set_limits(OPERATOR, kept(MESKAY), credit_limit=500, swing=100, now=NOW)
    set_limits(OPERATOR, kept(MESKAY), credit_limit=None, swing=100, now=NOW + timedelta(days=1))
    changes = kept(MESKAY).history.filter(history_type="~").order_by("history_date")
    assert list(changes.values_list("credit_limit", "history_date")) == [
        (500, NOW),
        (None, NOW + timedelta(days=1)),
    ]


def test_setting_a_limit_leaves_the_balance_as_it_is() -> None:
    read_before = kept(MESKAY)
    post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    set_limits(OPERATOR, read_before, credit_limit=500, swing=None, now=NOW)
    assert standing(MESKAY)[0] == 650


def test_a_limit_below_nothing_is_refused_with_every_reason() -> None:
    with pytest.raises(Refusal) as refused:
        set_limits(OPERATOR, kept(MESKAY), credit_limit=-1, swing=-1, now=NOW)
    assert [finding.column for finding in refused.value.findings] == ["credit_limit", "swing"]
    assert {finding.code for finding in refused.value.findings} == {"limit_unfit"}


def test_an_empty_account_is_closed_and_takes_no_posting() -> None:
    close_account(OPERATOR, kept(MESKAY), NOW)
    close_account(OPERATOR, kept(MESKAY), NOW + timedelta(days=1))
    assert kept(MESKAY).closed_at == NOW
    with pytest.raises(Refusal, match="account_unfit"):
        post(draft("rice", {MESKAY: "1", ASTARTA: "-1"}), NOW)


def test_an_account_with_a_balance_or_a_hold_is_not_closed() -> None:
    post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    hold_all([NewHold("rice", account(NATIONAL_FRUIT), account(MESKAY), 1)], NOW)
    for firm in (MESKAY, NATIONAL_FRUIT):
        with pytest.raises(Refusal, match="account_in_use"):
            close_account(OPERATOR, kept(firm), NOW)


def test_an_entry_is_taken_back_once_by_a_further_entry() -> None:
    wrong = post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    further = take_back(OPERATOR, wrong, TODAY, "weighed wrongly", NOW)
    assert take_back(OPERATOR, wrong, TODAY, "weighed wrongly", NOW) == further
    assert Entry.objects.get(pk=further).corrects_id == wrong
    assert standing(MESKAY)[0] == 0
    assert_all_is_true()


def test_an_entry_that_is_not_there_cannot_be_taken_back() -> None:
    with pytest.raises(Refusal, match="entry_unknown"):
        take_back(OPERATOR, 77, TODAY, "", NOW)


@pytest.mark.parametrize("actor", [trader(MESKAY), AUDITOR, REGULATOR], ids=lambda actor: actor.role.value)
def test_nobody_but_the_operator_changes_an_account(actor: Actor) -> None:
    with pytest.raises(NotPermittedError):
        set_limits(actor, kept(MESKAY), credit_limit=None, swing=None, now=NOW)
    with pytest.raises(NotPermittedError):
        close_account(actor, kept(MESKAY), NOW)
    with pytest.raises(NotPermittedError):
        take_back(actor, 1, TODAY, "", NOW)


def test_each_reads_what_concerns_it() -> None:
    rice = post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    fruit = post(draft("fruit", {NATIONAL_FRUIT: "5", ASTARTA: "-5"}), NOW)
    hold_all([NewHold("rice", account(ASTARTA), account(MESKAY), 1)], NOW)
    of_pakistan = Actor(user=None, name="customs", role=Role.REGULATOR, country="PK")
    nobody = Actor(user=None, name="nobody", role=Role.TRADER)
    told = {
        actor.name: (
            {account.holder.code for account in visible_accounts(actor) if account.holder},
            {entry.pk for entry in visible_entries(actor)},
            visible_holds(actor).count(),
        )
        for actor in (trader(MESKAY), trader(NATIONAL_FRUIT), of_pakistan, AUDITOR, nobody)
    }
    assert told == {
        "trader of Meskay": ({"Meskay"}, {rice}, 1),
        "trader of NationalFruit": ({"NationalFruit"}, {fruit}, 0),
        "customs": ({"Meskay", "NationalFruit"}, {rice, fruit}, 1),
        "auditor": ({"Meskay", "NationalFruit", "Astarta"}, {rice, fruit}, 1),
        "nobody": (set(), set(), 0),
    }


def test_obligations_are_read_by_both_their_ends() -> None:
    entry = post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    owe("rice", entry, account(ASTARTA), account(MESKAY), 65000, None)
    seen = {firm: visible_obligations(trader(firm)).count() for firm in (MESKAY, ASTARTA, NATIONAL_FRUIT)}
    assert seen == {MESKAY: 1, ASTARTA: 1, NATIONAL_FRUIT: 0}
