"""Posting: whole or refused, once for each key, within the limits, on accounts that fit."""

from datetime import date

import pytest
from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.core.scale import LARGEST
from samarkand.platform.accounts.journal import Draft, Line, post, post_all
from samarkand.platform.accounts.models import Account, Entry, Posting, UnitOfAccount
from samarkand.platform.accounts.opening import account_of, unit_of
from tests.cast import ASTARTA, MESKAY, NATIONAL_FRUIT
from tests.platform.accounts.ledger import TODAY, UNIT, account, assert_all_is_true, draft, standing
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db


def codes(*drafts: Draft) -> set[str]:
    """Return the codes with which drafts are refused, together; nothing is written."""
    before = Entry.objects.count(), Posting.objects.count()
    with pytest.raises(Refusal) as refused:
        post_all(drafts, NOW)
    assert (Entry.objects.count(), Posting.objects.count()) == before
    if len(drafts) == 1:
        with pytest.raises(Refusal) as alone:
            post(drafts[0], NOW)
        assert alone.value.findings == refused.value.findings
    return {finding.code for finding in refused.value.findings}


def test_what_one_gives_the_other_takes() -> None:
    post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    assert (standing(MESKAY), standing(ASTARTA)) == ((650, 0, 0), (-650, 0, 0))
    assert_all_is_true()


def test_every_posting_keeps_the_balance_after_it() -> None:
    for key, amount in (("rice", "650"), ("more rice", "50"), ("some back", "-100")):
        post(
            draft(
                key, {MESKAY: amount, ASTARTA: amount.removeprefix("-") if "-" in amount else f"-{amount}"}
            ),
            NOW,
        )
    kept = Posting.objects.filter(account=account(MESKAY)).order_by("place").values_list("place", "balance")
    assert list(kept) == [(1, 65000), (2, 70000), (3, 60000)]


def test_an_entry_keeps_what_it_was_told() -> None:
    wrong = post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    told = draft(
        "rice again", {MESKAY: "-1", ASTARTA: "1"}, effective_on=date(2026, 1, 5), memo="wet", corrects=wrong
    )
    kept = Entry.objects.get(pk=post(told, NOW))
    assert (kept.kind, kept.subject, kept.effective_on) == ("test", "a delivery", date(2026, 1, 5))
    assert (kept.memo, kept.corrects_id, kept.posted_at) == ("wet", wrong, NOW)


def test_one_account_may_stand_in_an_entry_twice() -> None:
    lines = (Line(account(MESKAY), 700), Line(account(ASTARTA), -650), Line(account(MESKAY), -50))
    post(Draft("rice", unit_of(UNIT).pk, "test", "", TODAY, lines), NOW)
    assert Account.objects.get(pk=account(MESKAY)).balance == 650
    assert_all_is_true()


def test_a_set_is_posted_whole() -> None:
    given = post_all(
        [
            draft("rice", {MESKAY: "650", ASTARTA: "-650"}),
            draft("chickpeas", {ASTARTA: "600", MESKAY: "-600"}),
            draft("mandarins", {NATIONAL_FRUIT: "10", ASTARTA: "-7", MESKAY: "-3"}),
        ],
        NOW,
    )
    assert list(given) == ["rice", "chickpeas", "mandarins"]
    assert (standing(MESKAY)[0], standing(ASTARTA)[0], standing(NATIONAL_FRUIT)[0]) == (47, -57, 10)
    assert_all_is_true()


def test_an_empty_set_is_nothing() -> None:
    assert post_all([], NOW) == {}


def test_one_wrong_entry_refuses_the_set() -> None:
    good = draft("rice", {MESKAY: "650", ASTARTA: "-650"})
    assert codes(good, draft("bad", {MESKAY: "1", ASTARTA: "-2"})) == {"entry_unbalanced"}


def test_everything_wrong_is_found_at_once() -> None:
    account(ASTARTA, limit="10")
    torn = Draft("torn", unit_of(UNIT).pk, "test", "", TODAY, (Line(account(MESKAY), 5), Line(0, 5)))
    short = draft("short", {ASTARTA: "-11"})
    assert codes(torn, short) == {"entry_unbalanced", "account_unfit", "entry_too_short", "credit_limit"}


def test_the_same_draft_again_is_the_same_entry() -> None:
    told = draft("rice", {MESKAY: "650", ASTARTA: "-650"})
    turned = draft("rice", {ASTARTA: "-650", MESKAY: "650"})
    assert post(told, NOW) == post(told, NOW) == post(turned, NOW) == post_all([told, told], NOW)["rice"]
    assert standing(MESKAY)[0] == 650


def test_a_set_told_again_posts_what_is_new_in_it() -> None:
    rice = draft("rice", {MESKAY: "650", ASTARTA: "-650"})
    chickpeas = draft("chickpeas", {ASTARTA: "600", MESKAY: "-600"})
    first = post(rice, NOW)
    assert post_all([rice, chickpeas], NOW)["rice"] == first
    assert standing(MESKAY)[0] == 50
    assert_all_is_true()


@pytest.mark.parametrize(
    "other",
    [
        {"lines": {MESKAY: "651", ASTARTA: "-651"}},
        {"lines": {MESKAY: "650", NATIONAL_FRUIT: "-650"}},
        {"lines": {MESKAY: "650", ASTARTA: "-650"}, "effective_on": date(2026, 3, 1)},
        {"lines": {MESKAY: "650", ASTARTA: "-650"}, "memo": "another"},
    ],
    ids=["amount", "account", "day", "memo"],
)
def test_a_key_with_other_content_is_refused(other: dict[str, object]) -> None:
    first = draft("rice", {MESKAY: "650", ASTARTA: "-650"})
    second = draft("rice", **other)  # type: ignore[arg-type]  # the cases differ in their types
    assert codes(first, second) == {"key_reused"}
    post(first, NOW)
    assert codes(second) == {"key_reused"}


def test_the_limit_refuses_the_first_hundredth_beyond_it() -> None:
    account(ASTARTA, limit="650")
    post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    assert codes(draft("more", {MESKAY: "0.01", ASTARTA: "-0.01"})) == {"credit_limit"}


def test_no_limit_refuses_nothing() -> None:
    post(draft("rice", {MESKAY: "9000000000", ASTARTA: "-9000000000"}), NOW)
    assert standing(ASTARTA)[0] == -9_000_000_000


def test_an_account_below_its_limit_may_be_given_to() -> None:
    post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
    account(ASTARTA, limit="100")
    post(draft("chickpeas", {MESKAY: "-1", ASTARTA: "1"}), NOW)
    assert codes(draft("more", {MESKAY: "1", ASTARTA: "-1"})) == {"credit_limit"}


def test_limits_are_asked_of_a_set_as_a_whole() -> None:
    account(ASTARTA, limit="0")
    out, back = draft("out", {MESKAY: "5", ASTARTA: "-5"}), draft("back", {MESKAY: "-5", ASTARTA: "5"})
    post_all([out, back], NOW)
    assert standing(ASTARTA)[0] == 0


def test_a_refusal_tells_no_balance_of_the_other_side() -> None:
    post(draft("rice", {MESKAY: "77.13", ASTARTA: "-77.13"}), NOW)
    account(ASTARTA, limit="99.31")
    with pytest.raises(Refusal) as refused:
        post(draft("more", {MESKAY: "500", ASTARTA: "-500"}), NOW)
    assert "77.13" not in str(refused.value)
    assert "99.31" not in str(refused.value)
    assert "500 is asked of account" in str(refused.value)


def test_a_closed_account_is_refused() -> None:
    Account.objects.filter(pk=account(MESKAY)).update(closed_at=NOW)
    assert codes(draft("rice", {MESKAY: "1", ASTARTA: "-1"})) == {"account_unfit"}


def test_an_account_of_another_unit_is_refused() -> None:
    other = account_of(party(MESKAY), unit_of("USD")).pk
    lines = (Line(other, 1), Line(account(ASTARTA), -1))
    assert codes(Draft("rice", unit_of(UNIT).pk, "test", "", TODAY, lines)) == {"account_unfit"}


def test_a_closed_day_is_refused_and_the_next_is_not() -> None:
    account(MESKAY)
    UnitOfAccount.objects.filter(code=UNIT).update(closed_until=date(2026, 2, 28))
    lines = {MESKAY: "1", ASTARTA: "-1"}
    assert codes(draft("rice", lines, effective_on=date(2026, 2, 28))) == {"period_closed"}
    post(draft("rice", lines, effective_on=date(2026, 3, 1)), NOW)


def test_a_balance_beyond_64_bits_is_refused() -> None:
    lines = (Line(account(MESKAY), LARGEST), Line(account(ASTARTA), -LARGEST))
    post(Draft("all", unit_of(UNIT).pk, "test", "", TODAY, lines), NOW)
    assert codes(draft("more", {MESKAY: "1", ASTARTA: "-1"})) == {"amount_too_large"}


def test_what_is_wrong_leaves_the_transaction_of_its_caller_whole() -> None:
    with transaction.atomic():
        post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
        with pytest.raises(Refusal):
            post(draft("rice", {MESKAY: "1", ASTARTA: "-1"}), NOW)
    assert standing(MESKAY)[0] == 650


def test_an_entry_goes_with_its_callers_transaction() -> None:
    with transaction.atomic():
        post(draft("rice", {MESKAY: "650", ASTARTA: "-650"}), NOW)
        transaction.set_rollback(True)
    assert standing(MESKAY)[0] == 0
    assert_all_is_true()
