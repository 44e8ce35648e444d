"""Several at the same row at the same moment: one wins, the others are told, nothing is lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Role
from samarkand.platform.market.cells import Cell
from samarkand.platform.market.models import Offer, RowState, Want
from samarkand.platform.market.open_book import freeze_rows, give_back, release_rows, take
from samarkand.platform.market.rows import amend, post
from samarkand.platform.market.sides import OFFER
from samarkand.platform.parties.models import Party
from samarkand.platform.parties.people import Invited, invite, join
from tests import cast
from tests.depth import drawn
from tests.platform.conftest import NOW, OPERATOR, party, trader
from tests.platform.stock import stock

TONNE = 1_000
RICE, GRAIN = "Meskay gives 1", "Astarta wants 1"


def at_once(work: Callable[[int], object], times: int) -> list[object]:
    """Return what each of so many threads got: what the work returned, or the code it was refused with."""

    def one(at: int) -> object:
        try:
            return work(at)
        except Refusal as refusal:
            return refusal.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_the_same_offer_posted_ten_times_at_once_is_one() -> None:
    party(cast.MESKAY)
    rice: dict[str, Cell] = {
        "offer": "R",
        "party": "Meskay",
        "hs": "1006",
        "quantity": 1,
        "unit": "TNE",
        "price": 1,
    }
    got = at_once(lambda _: post(trader(cast.MESKAY), OFFER, [rice], NOW).codes, 10)
    assert sorted(map(str, got)) == ["('R',)"] + ["code_taken"] * 9
    assert Offer.objects.count() == Offer.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_who_take_at_once_take_no_more_than_there_is() -> None:
    stock(cast.swap())
    got = at_once(lambda _: take({RICE: 3_000 * TONNE}, {GRAIN: TONNE}), 10)
    assert got.count("quantity_gone") == 4
    assert Offer.objects.get(code=RICE).open_quantity == 2_000 * TONNE
    assert Want.objects.get(code=GRAIN).open_quantity == 19_994 * TONNE


@pytest.mark.django_db(transaction=True)
def test_of_ten_changes_made_for_one_version_one_is_kept() -> None:
    stock(cast.swap())
    row = Offer.objects.select_related("party").get(code=RICE)
    got = at_once(lambda at: amend(OPERATOR, row, {"price": at + 1}, 1, NOW).version, 10)
    assert sorted(map(str, got)) == ["2"] + ["version_stale"] * 9
    assert Offer.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_is_frozen_as_it_was_or_as_it_became_never_half() -> None:
    stock(cast.swap())
    row = Offer.objects.select_related("party").get(code=RICE)

    def work(at: int) -> object:
        if at % 2:
            return freeze_rows(f"R{at}", NOW)
        return amend(OPERATOR, row, {"price": 7, "grade": "seven"}, None, NOW).version

    at_once(work, 8)
    kept = Offer.objects.get(code=RICE)
    assert (kept.price == 7) == (kept.grade == "seven")
    rounds = {
        *Offer.objects.values_list("frozen_in", flat=True),
        *Want.objects.values_list("frozen_in", flat=True),
    }
    assert "" not in rounds


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_answer_one_invitation_one_joins() -> None:
    mill = party(cast.MESKAY)
    _, secret = invite(OPERATOR, Invited("aisha@meskay.pk", Role.TRADER, mill), NOW)
    password = "eleven camels carry rice"  # noqa: S105 (of nobody)
    got = at_once(lambda _: join(secret, "Aisha", password, NOW).pk, 10)
    assert got.count("invitation_over") == 9
    assert mill.members.count() == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "give back", "freeze", "release"]),
        st.dictionaries(st.sampled_from([RICE, GRAIN]), st.integers(1, 12_000 * TONNE), max_size=2),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=drawn(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_quantities_are_those_of_a_plain_sum(steps: list[tuple[str, dict[str, int]]]) -> None:
    for model in (Offer, Want, Party):
        model.objects.all().delete()
    stock(cast.swap())
    whole = 20_000 * TONNE
    left = {RICE: whole, GRAIN: whole}
    for act, quantities in steps:
        offers = {code: quantity for code, quantity in quantities.items() if code == RICE}
        wants = {code: quantity for code, quantity in quantities.items() if code == GRAIN}
        sign = -1 if act == "take" else 1
        after = {code: left[code] + sign * quantities.get(code, 0) for code in left}
        fits = all(0 <= quantity <= whole for quantity in after.values())
        if act == "freeze":
            freeze_rows("R1", NOW)
        elif act == "release":
            release_rows("R1", NOW)
        elif fits:
            (take if act == "take" else give_back)(offers, wants)
            left = after
        else:
            with pytest.raises(Refusal):
                (take if act == "take" else give_back)(offers, wants)
    for model, code in ((Offer, RICE), (Want, GRAIN)):
        row = model.objects.get(code=code)
        assert row.open_quantity == left[code]
        assert row.state == (RowState.OPEN if left[code] else RowState.FILLED)
