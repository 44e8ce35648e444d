"""Netting runs: proposed with proven notices, posted whole, and nobody's net position moved."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samarkand.core.finding import Refusal
from samarkand.netting.settings import Settings
from samarkand.platform.accounts.models import Account, Entry, Obligation
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.events.models import Event
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.netting import posting
from samarkand.platform.netting.models import NettingRun, SetOffNotice
from samarkand.platform.netting.permissions import visible_notices, visible_runs
from samarkand.platform.netting.posting import post_run, void_run
from samarkand.platform.netting.proposing import propose
from tests import cast
from tests.depth import drawn
from tests.platform.accounts.books import TODAY, balances, delivered
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, trader

pytestmark = pytest.mark.django_db

FIRMS = (cast.MESKAY, cast.ASTARTA, cast.ALTYN_DAN, cast.LUOYANG)


def ring() -> None:
    """Let three firms each owe the next: 500, 300 and 200."""
    delivered(cast.MESKAY, cast.ASTARTA, 500_00, code="rice")
    delivered(cast.ASTARTA, cast.ALTYN_DAN, 300_00, code="chickpeas")
    delivered(cast.ALTYN_DAN, cast.MESKAY, 200_00, code="wheat")


def proposed(code: str = "N1", chosen: Settings | None = None) -> NettingRun:
    return propose(OPERATOR, code, "USD", chosen, NOW)


def codes(refused: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {found.code for found in refused.value.findings}


def open_amounts() -> dict[str, int]:
    return dict(Obligation.objects.values_list("code", "open_amount"))


def test_notices_are_kept_in_the_order_of_the_outcome_however_the_database_looks_them_up() -> None:
    ring()
    Obligation.objects.filter(code="rice").update(group="")  # written anew, it lies behind the others
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    told = proposed().notices.order_by("id").values_list("obligation__code", flat=True)
    assert list(told) == ["rice", "chickpeas", "wheat"]


def test_a_ring_is_set_off_by_its_smallest_debt() -> None:
    ring()
    run = proposed()
    assert (run.owed, run.set_off) == (1_000_00, 600_00)
    assert {notice.remainder for notice in run.notices.all()} == {300_00, 100_00, 0}


def test_a_proposal_posts_nothing() -> None:
    ring()
    proposed()
    assert Entry.objects.count() == 3
    assert open_amounts() == {"rice": 500_00, "chickpeas": 300_00, "wheat": 200_00}


def test_a_posted_run_leaves_the_remainders_open_and_every_balance_where_it_was() -> None:
    ring()
    before = balances(Account.objects.order_by("pk"))
    run = proposed()
    post_run(OPERATOR, run, TODAY, NOW)
    assert open_amounts() == {"rice": 300_00, "chickpeas": 100_00, "wheat": 0}
    assert balances(Account.objects.order_by("pk")) == before
    assert run.state == "posted"
    assert verify() == []


def test_every_notice_that_sets_off_names_its_entry() -> None:
    ring()
    post_run(OPERATOR, proposed(), TODAY, NOW)
    for notice in SetOffNotice.objects.all():
        entry = notice.entry
        assert entry is not None
        lines = dict(entry.postings.values_list("account", "amount"))
        owed = notice.obligation
        assert lines == {owed.creditor_id: -notice.set_off, owed.debtor_id: notice.set_off}


def test_posting_twice_posts_once() -> None:
    ring()
    run = proposed()
    post_run(OPERATOR, run, TODAY, NOW)
    entries = Entry.objects.count()
    post_run(OPERATOR, run, TODAY, NOW + timedelta(days=1))
    assert Entry.objects.count() == entries


def test_the_same_proposal_again_is_the_run_there_is() -> None:
    ring()
    assert proposed().pk == proposed().pk


def test_the_code_of_a_run_is_not_taken_for_other_settings() -> None:
    ring()
    proposed()
    with pytest.raises(Refusal) as refused:
        proposed(chosen=Settings(scope="bilateral"))
    assert codes(refused) == {"run_code_in_use"}


def test_only_two_at_a_time_finds_no_ring() -> None:
    ring()
    assert proposed(chosen=Settings(scope="bilateral")).set_off == 0


def test_what_belongs_to_different_authorisations_is_not_set_off() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 500_00, group="A-1")
    delivered(cast.ASTARTA, cast.MESKAY, 500_00, group="A-2")
    assert proposed().set_off == 0


def test_where_nothing_is_owed_nothing_is_netted() -> None:
    ring()
    change_all(
        Change(code, Entry.objects.order_by("pk")[0].pk, -amount, "settlement")
        for code, amount in open_amounts().items()
    )
    with pytest.raises(Refusal) as refused:
        proposed()
    assert codes(refused) == {"nothing_owed"}


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        propose(OPERATOR, "N1", "XAU", None, NOW)
    assert codes(refused) == {"unit_unknown"}


def test_more_than_64_bits_are_not_netted() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 2**62)
    delivered(cast.ASTARTA, cast.MESKAY, 2**62)
    with pytest.raises(Refusal) as refused:
        proposed()
    assert codes(refused) == {"owed_too_large"}


def test_a_run_over_an_obligation_that_moved_is_stale_and_posts_nothing() -> None:
    ring()
    run = proposed()
    change_all([Change("wheat", Entry.objects.order_by("pk")[0].pk, -1, "correction")])
    with pytest.raises(Refusal) as refused:
        post_run(OPERATOR, run, TODAY, NOW)
    assert codes(refused) == {"netting_stale"}
    assert Entry.objects.count() == 3
    assert NettingRun.objects.get().state == "proposed"


def test_a_new_obligation_does_not_make_a_run_stale() -> None:
    ring()
    run = proposed()
    delivered(cast.LUOYANG, cast.MESKAY, 1_00)
    post_run(OPERATOR, run, TODAY, NOW)
    assert run.state == "posted"


def test_a_void_run_is_not_posted() -> None:
    ring()
    run = proposed()
    void_run(OPERATOR, run, "asked for by the ministry")
    with pytest.raises(Refusal) as refused:
        post_run(OPERATOR, run, TODAY, NOW)
    assert codes(refused) == {"state_wrong"}


def test_a_posted_run_is_not_voided() -> None:
    ring()
    run = proposed()
    post_run(OPERATOR, run, TODAY, NOW)
    with pytest.raises(Refusal) as refused:
        void_run(OPERATOR, run, "late")
    assert codes(refused) == {"state_wrong"}


def test_a_run_that_would_move_a_net_position_is_not_posted() -> None:
    ring()
    run = proposed()
    wrong = run.notices.order_by("pk")[0]
    SetOffNotice.objects.filter(pk=wrong.pk).update(set_off=wrong.set_off - 1, remainder=wrong.remainder + 1)
    with pytest.raises(Refusal) as refused:
        post_run(OPERATOR, run, TODAY, NOW)
    assert codes(refused) == {"netting_uneven"}
    assert Entry.objects.count() == 3


def test_what_fails_its_own_check_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    ring()
    monkeypatch.setattr("samarkand.netting.check.check", lambda *_: [refusal_of_the_check()])
    with pytest.raises(Refusal) as refused:
        proposed()
    assert codes(refused) == {"netting_false", "not_largest"}
    assert not NettingRun.objects.exists()


def refusal_of_the_check() -> object:
    from samarkand.netting.checking.faults import fault

    return fault("not_largest", "It is not.")


def test_a_run_into_a_closed_period_is_refused_whole() -> None:
    from samarkand.platform.accounts.periods import close_period

    ring()
    run = proposed()
    close_period(OPERATOR, "USD", TODAY, NOW + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        post_run(OPERATOR, run, TODAY, NOW)
    assert codes(refused) == {"period_closed"}
    assert NettingRun.objects.get().state == "proposed"


def test_those_concerned_are_told() -> None:
    ring()
    delivered(cast.LUOYANG, cast.MESKAY, 1_00)
    post_run(OPERATOR, proposed(), TODAY, NOW)
    told = Event.objects.get(kind="netting.posted")
    assert set(told.parties.values_list("code", flat=True)) == {"Meskay", "Astarta", "AltynDan"}


def test_only_the_operator_nets() -> None:
    ring()
    run = proposed()
    for stranger in (trader(cast.MESKAY), AUDITOR):
        with pytest.raises(NotPermittedError):
            propose(stranger, "N2", "USD", None, NOW)
        with pytest.raises(NotPermittedError):
            post_run(stranger, run, TODAY, NOW)
        with pytest.raises(NotPermittedError):
            void_run(stranger, run, "")


def test_a_trader_sees_its_own_notices_once_they_are_posted() -> None:
    ring()
    run = proposed()
    assert not visible_notices(trader(cast.MESKAY)).exists()
    assert not visible_runs(trader(cast.MESKAY)).exists()
    post_run(OPERATOR, run, TODAY, NOW)
    seen = {notice.obligation.code for notice in visible_notices(trader(cast.MESKAY))}
    assert seen == {"rice", "wheat"}
    assert visible_runs(trader(cast.MESKAY)).get() == run


def test_the_stranger_sees_none() -> None:
    ring()
    post_run(OPERATOR, proposed(), TODAY, NOW)
    assert not visible_notices(trader(cast.LUOYANG)).exists()
    assert not visible_runs(trader(cast.LUOYANG)).exists()
    assert visible_runs(AUDITOR).count() == 1


@settings(max_examples=drawn(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(FIRMS), st.sampled_from(FIRMS), st.integers(1, 10**9)).filter(
            lambda owed: owed[0] != owed[1]
        ),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_is_owed_balances_stay_and_the_ledger_is_true(owed: list[tuple[str, str, int]]) -> None:
    undo = transaction.atomic()
    with undo:
        for giver, taker, value in owed:
            delivered(giver, taker, value)
        before = balances(Account.objects.order_by("pk"))
        run = proposed()
        post_run(OPERATOR, run, TODAY, NOW)
        assert balances(Account.objects.order_by("pk")) == before
        assert sum(open_amounts().values()) == sum(value for *_, value in owed) - run.set_off
        assert verify() == []
        transaction.set_rollback(True)


def test_a_run_that_breaks_off_in_the_middle_is_not_posted_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ring()
    run = proposed()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(posting, "_refuse_uneven", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        post_run(OPERATOR, run, TODAY, NOW)
    assert open_amounts() == {"rice": 500_00, "chickpeas": 300_00, "wheat": 200_00}
    assert NettingRun.objects.get().state == "proposed"
