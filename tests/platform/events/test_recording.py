"""What happened is recorded once, with the thing itself, and read by those it concerns."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from samarkand.platform.events.models import Event, Notice
from samarkand.platform.events.recording import Happening, record, record_all
from tests import cast
from tests.platform.calling import auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.conftest import NOW, party
from tests.platform.events.hearing import webhook_of

pytestmark = pytest.mark.django_db


def propose(*firms: str, subject: str = "spring/1") -> None:
    record("deal.proposed", subject, {"deal": subject}, [party(firm) for firm in firms], NOW)


def test_the_same_thing_is_recorded_once() -> None:
    webhook_of(trader_calls(cast.MESKAY))
    propose(cast.MESKAY, cast.ASTARTA)
    propose(cast.MESKAY, cast.ASTARTA)
    assert (Event.objects.count(), Notice.objects.count()) == (1, 1)


def test_a_thing_that_did_not_happen_after_all_is_not_recorded() -> None:
    with transaction.atomic():
        propose(cast.MESKAY)
        transaction.set_rollback(True)
    assert Event.objects.count() == 0


def test_a_kind_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"deal\.imagined"):
        record("deal.imagined", "1", {}, [], NOW)


def test_a_thousand_deals_are_recorded_in_a_handful_of_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    firms = [party(firm) for firm in (cast.MESKAY, cast.ASTARTA)]
    deals = [Happening("deal.proposed", f"spring/{number}", {}, firms) for number in range(1000)]
    with django_assert_max_num_queries(40):
        assert record_all(deals, NOW) == 1000
    assert record_all(deals, NOW) == 0
    assert Event.objects.count() == 1000


def test_those_it_concerns_read_it_and_the_stranger_does_not() -> None:
    propose(cast.MESKAY, cast.ASTARTA)
    callers = {
        "party": trader_calls(cast.MESKAY),
        "stranger": trader_calls(cast.LUOYANG),
        "operator": operator_calls(),
        "auditor": auditor_calls(),
        "regulator": regulator_calls(),
        "regulator of a country it touches": regulator_calls("RU"),
        "regulator of another": regulator_calls("CN"),
    }
    seen = {who for who, caller in callers.items() if caller.get("/events").json["items"]}
    assert seen == set(callers) - {"stranger", "regulator of another"}


def test_what_concerns_everybody_is_read_by_everybody() -> None:
    record("round.published", "spring", {"round": "spring"}, [], NOW)
    for caller in (trader_calls(cast.LUOYANG), regulator_calls("CN"), auditor_calls()):
        assert [event["subject"] for event in caller.get("/events").json["items"]] == ["spring"]


def test_events_are_read_by_kind_and_from_the_last_one_seen() -> None:
    for number in range(3):
        propose(cast.MESKAY, subject=str(number))
    record("round.void", "spring", {}, [], NOW)
    caller = trader_calls(cast.MESKAY)
    page = caller.get("/events", {"kind": "deal.proposed", "limit": 2}).json
    rest = caller.get("/events", {"kind": "deal.proposed", "after": page["next"]}).json
    assert [event["subject"] for event in (*page["items"], *rest["items"])] == ["0", "1", "2"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_record_the_same_at_once_one_does() -> None:
    webhook_of(trader_calls(cast.MESKAY))
    firm = party(cast.MESKAY)
    barrier = Barrier(10)

    def tell(_: int) -> None:
        barrier.wait()
        try:
            record("deal.bound", "spring/1", {}, [firm], NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(tell, range(10)))
    assert (Event.objects.count(), Notice.objects.count()) == (1, 1)
