"""The proof over deals and deliveries: a true story passes, what is written past the rules is named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from samarkand.platform.accounts.holding import lapse_holds
from samarkand.platform.accounts.limits import set_limits
from samarkand.platform.accounts.models import Account, Hold, HoldState
from samarkand.platform.accounts.sql.lifting import lifted
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.deals.clocks import breach_overdue, extend, release
from samarkand.platform.deals.models import Commitment, CommitmentState, Leg
from samarkand.platform.delivery import correcting, receiving, shipping
from samarkand.platform.delivery.models import Driver, Receipt
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.delivery.dealing import (
    GIVER,
    LEFT,
    TAKER,
    TONNES,
    announced,
    bound_deal,
    chickpeas,
    received,
    rice,
    shipped,
    told,
)

pytestmark = pytest.mark.django_db

LATE = NOW + timedelta(days=2000)


@pytest.fixture(autouse=True)
def story(db: None) -> None:  # noqa: ARG001 (asking for the database is the point)
    """Let rice come in part, corrected by a little, all of the chickpeas, and a second deal be bound."""
    rice_came = received(rice(), 40)
    correcting.correct(OPERATOR, rice_came, told(39, reason="weighed again"), NOW)
    received(rice(), 30)
    received(chickpeas(), 100)
    bound_deal("summer-1")
    account = Account.objects.get(holder__code="Meskay", unit__code="CLEARING")
    set_limits(OPERATOR, account, credit_limit=500_00, swing=None, now=NOW)


def codes() -> set[str]:
    return {found.code for found in verify()}


def damaged(*statements: str) -> set[str]:
    """Return what is found after somebody with the keys of the database ran statements."""
    with lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return codes()


def test_a_true_story_has_no_finding() -> None:
    assert verify() == []


HELD_AGAIN = (
    "UPDATE accounts_account SET held_out = (SELECT coalesce(sum(open_amount), 0) FROM accounts_hold"
    " WHERE debtor_id = accounts_account.id), held_in = (SELECT coalesce(sum(open_amount), 0)"
    " FROM accounts_hold WHERE creditor_id = accounts_account.id)"
)
"""What is held on accounts, made to agree with the holds."""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("amount = amount * 5, open_amount = open_amount * 5", "hold_unfounded"),
        ("open_amount = open_amount - 1", "hold_used_wrong"),
        ("open_amount = 0, state = 'posted'", "hold_used_wrong"),
        ("open_amount = 0, state = 'voided'", "hold_used_wrong"),
        ("open_amount = 0, state = 'lapsed', ended_at = '2026-02-03'", "hold_used_wrong"),
        ("debtor_id = creditor_id, creditor_id = debtor_id", "hold_unfounded"),
        ("key = 'leg of nobody'", "hold_unfounded"),
        ("subject = 'another'", "hold_unfounded"),
    ],
)
def test_a_hold_that_follows_from_nothing_is_found_where_accounts_agree(change: str, code: str) -> None:
    found = damaged(f"UPDATE accounts_hold SET {change} WHERE key = 'leg spring-1-1'", HELD_AGAIN)  # noqa: S608
    assert code in found
    assert "account_held_wrong" not in found


OPENED = "UPDATE accounts_hold SET open_amount = 1, state = 'open' WHERE key = 'leg spring-1-2'"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (OPENED, "hold_used_wrong"),
        ("DELETE FROM accounts_hold WHERE key = 'leg spring-1-1'", "hold_missing"),
        ("UPDATE deals_deal SET state = 'lapsed' WHERE code = 'summer-1'", "hold_unfounded"),
    ],
)
def test_a_hold_opened_taken_away_or_of_no_deal_is_found(statement: str, code: str) -> None:
    found = damaged(statement, HELD_AGAIN)
    assert code in found
    assert "account_held_wrong" not in found


@pytest.mark.parametrize(
    "change",
    [
        "fulfilled = fulfilled + 1",
        "value = value + 1",
        "state = 'released'",
        "state = 'breached'",
        "state = 'fulfilled', fulfilled = value",
    ],
)
def test_a_commitment_that_evidence_does_not_bear_out_is_found(change: str) -> None:
    one = commitment(rice()).pk
    assert damaged(f"UPDATE deals_commitment SET {change} WHERE id = {one}") == {"commitment_untrue"}  # noqa: S608


def test_a_fulfilled_commitment_opened_again_is_found() -> None:
    found = damaged("UPDATE deals_commitment SET state = 'running' WHERE state = 'fulfilled'")
    assert found == {"commitment_untrue"}


def test_a_commitment_taken_away_is_found() -> None:
    of_summer = "deal_id = (SELECT id FROM deals_deal WHERE code = 'summer-1')"
    assert damaged(f"DELETE FROM deals_commitment WHERE {of_summer}") == {"commitment_missing"}  # noqa: S608


def test_a_day_moved_without_an_extension_is_found() -> None:
    extend(OPERATOR, commitment(rice("summer-1")), LATE.date(), "flood", NOW)
    assert codes() == set()
    found = damaged("UPDATE deals_commitment SET due_on = '2026-02-02' WHERE due_on > '2030-01-01'")
    assert found == {"commitment_untrue"}


DOUBLED = (
    "UPDATE delivery_receipt SET posted_value = 2 * posted_value, contract_value = 2 * contract_value,"
    " accepted_quantity = 2 * accepted_quantity"
)
ONE_MORE = "UPDATE delivery_receipt SET contract_value = contract_value + 1, posted_value = posted_value + 1"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE delivery_receipt SET posted_value = 2 * posted_value", "receipt_untrue"),
        (DOUBLED, "receipt_untrue"),
        (ONE_MORE, "receipt_untrue"),
        ("UPDATE delivery_receipt SET accepted_quantity = accepted_quantity - 1000", "receipt_untrue"),
        ("UPDATE delivery_receipt SET driver = 'settlement'", "receipt_untrue"),
        ("UPDATE delivery_receipt SET entry_id = NULL", "receipt_missing"),
        ("DELETE FROM delivery_receipt WHERE corrects_id IS NOT NULL", "receipt_missing"),
        ("UPDATE deals_leg SET value = value + 100 WHERE code = 'spring-1-2'", "receipt_untrue"),
        ("UPDATE deals_leg SET quantity = 0 WHERE code = 'spring-1-2'", "receipt_untrue"),
        ("UPDATE deals_evidence SET value = value + 1", "evidence_untrue"),
        ("UPDATE deals_evidence SET subject = 'gift ' || id", "evidence_untrue"),
        ("DELETE FROM deals_evidence", "evidence_untrue"),
    ],
)
def test_a_receipt_that_is_contradicted_is_found(statement: str, code: str) -> None:
    assert code in damaged(statement)


TEN_TIMES = "UPDATE accounts_obligation SET amount = 10 * amount, open_amount = 10 * open_amount"


@pytest.mark.parametrize(
    "statements",
    [
        [TEN_TIMES],
        ["UPDATE accounts_obligation SET debtor_id = creditor_id, creditor_id = debtor_id"],
        ["DELETE FROM accounts_obligationchange", "DELETE FROM accounts_obligation"],
        ["DELETE FROM accounts_obligation WHERE code LIKE 'spring-1-2%'"],
        ["UPDATE accounts_obligation SET open_amount = 0", "DELETE FROM accounts_obligationchange"],
    ],
)
def test_a_debt_that_its_receipt_does_not_bear_out_is_found(statements: Sequence[str]) -> None:
    assert damaged(*statements) & {"entry_owed_wrong", "receipt_owed_wrong"}


def test_a_receipt_enlarged_with_its_posting_and_its_debt_is_found_by_its_leg() -> None:
    receipt = Receipt.objects.get(shipment__leg=chickpeas())
    which = f"entry_id = {receipt.entry_id}"
    up, down = (f"CASE WHEN {name} > 0 THEN {name} + 7 ELSE {name} - 7 END" for name in ("amount", "balance"))
    found = damaged(
        f"UPDATE accounts_posting SET amount = {up}, balance = {down} WHERE {which}",  # noqa: S608
        f"UPDATE accounts_obligation SET amount = amount + 7, open_amount = open_amount + 7 WHERE {which}",  # noqa: S608
        f"UPDATE delivery_receipt SET posted_value = posted_value + 7, contract_value = contract_value + 7"  # noqa: S608
        f" WHERE {which}",
        f"UPDATE deals_evidence SET value = value + 7 WHERE subject = '{receipt.code}'",  # noqa: S608
    )
    assert "receipt_untrue" in found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_account SET credit_limit = 1000000 WHERE credit_limit IS NOT NULL",
        "UPDATE accounts_account SET credit_limit = NULL",
        "UPDATE accounts_account SET credit_limit = 0 WHERE credit_limit IS NULL",
    ],
)
def test_a_credit_limit_that_nobody_set_is_found(statement: str) -> None:
    assert damaged(statement) == {"limit_unfounded"}


@pytest.mark.parametrize("table", ["deals_evidence", "delivery_receipt", "delivery_document"])
def test_a_guard_that_is_gone_is_missed(table: str) -> None:
    on_sqlite = connection.vendor == "sqlite"
    end, on = ("append_only_delete", "") if on_sqlite else ("append_only", f" ON {table}")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_{end}{on}")
    assert codes() == {"guard_missing"}


def test_ways_a_hold_ends_are_true() -> None:
    release(OPERATOR, commitment(rice("summer-1")), "flood", NOW)
    assert states("summer-1") == [HoldState.VOIDED, HoldState.OPEN]
    assert codes() == set()
    lapse_holds(LATE)
    assert states("summer-1") == [HoldState.VOIDED, HoldState.LAPSED]
    assert states("spring-1") == [HoldState.LAPSED, HoldState.POSTED]
    assert codes() == set()
    received(rice(), 31)
    assert codes() == set()


def test_a_last_consignment_worth_nothing_frees_the_hold_and_is_true() -> None:
    bound_deal("tiny", value=1, quantity=3 * TONNES)
    received(rice("tiny"), 1)
    received(rice("tiny"), 1)
    assert codes() == set()
    received(rice("tiny"), 1)
    assert codes() == set()


def test_what_another_value_drives_is_true_through_corrections_up_and_down() -> None:
    leg = rice("summer-1")
    assessed = told(60, assessed=90_00, driver=Driver.ASSESSED)
    first = receiving.confirm(OPERATOR, shipped(leg, 60), assessed, NOW)
    assert codes() == set()
    lower = replace(assessed, assessed=55_00, reason="assessed anew")
    second = correcting.correct(OPERATOR, first, lower, NOW)
    received(leg, 40)
    assert codes() == set()
    correcting.correct(OPERATOR, second, told(0, reason="never there"), NOW)
    assert codes() == set()


def test_rejected_corrected_and_breached_is_true() -> None:
    leg = rice("summer-1")
    came = receiving.confirm(TAKER, shipped(leg, 100), told(70, 30), NOW)
    breach_overdue(LATE)
    assert commitment(leg).state == CommitmentState.BREACHED
    assert codes() == set()
    again = correcting.correct(TAKER, came, told(100, reason="dried"), NOW)
    assert commitment(leg).state == CommitmentState.FULFILLED
    assert codes() == set()
    correcting.correct(OPERATOR, again, told(90, 10), NOW)
    assert commitment(leg).state == CommitmentState.RUNNING
    assert codes() == set()
    breach_overdue(LATE + timedelta(days=1))
    assert codes() == set()


def test_legs_too_large_for_64_bits_to_reckon_are_true_and_proven() -> None:
    for one in Account.objects.all():
        set_limits(OPERATOR, one, credit_limit=None, swing=None, now=NOW)
    bound_deal("great", value=9_007_199_254_740_991, quantity=9_000_000_000_001)
    leg = rice("great")
    for quantity in (1_234_567_890_123, 7):
        shipment = announced(leg, 1)
        type(shipment).objects.filter(pk=shipment.pk).update(quantity=quantity)
        shipment.refresh_from_db()
        said = replace(told(0), accepted=quantity)
        shipping.ship(GIVER, shipment, LEFT, NOW)
        receiving.confirm(TAKER, shipment, said, NOW)
    assert codes() == set()
    of_great = "accepted_quantity = 1234567890123"
    assert "receipt_untrue" in damaged(
        f"UPDATE delivery_receipt SET contract_value = contract_value + 1 WHERE {of_great}"  # noqa: S608
    )


def commitment(leg: Leg) -> Commitment:
    """Return the commitment of the leg's giver."""
    return Commitment.objects.get(deal=leg.deal_id, party=leg.giver_id)


def states(deal: str) -> list[str]:
    """Return the states of the holds of a deal's two legs."""
    holds = Hold.objects.filter(key__startswith=f"leg {deal}").order_by("key")
    return list(holds.values_list("state", flat=True))
