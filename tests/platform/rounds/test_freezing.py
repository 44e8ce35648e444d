"""Freezing keeps the open book as it stands, with its hash; its rows stand still till the round ends."""

import pytest

from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.parties.models import Party, PartyState
from samarkand.platform.rounds.freezing import digest_of_all, freeze
from samarkand.platform.rounds.models import RoundState, Snapshot
from samarkand.platform.rounds.opening import open_round
from samarkand.platform.rounds.outcomes import snapshot_book
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import UNIT, freeze_anew, frozen_round
from tests.platform.stock import stock

pytestmark = pytest.mark.django_db


def test_the_snapshot_is_the_book_that_was_posted() -> None:
    book = cast.book(
        f"{cast.MESKAY} pool=Karachi swing=5000 currency=PKR: gives 20000 t rice @650 lot 1000 grade fine;"
        " wants 20000 t chickpeas @760 priority 2",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @600 from 2026-04-01 until 2026-05-01; wants 9 t rice @720",
        lanes=["PK > RU 21 days 35 sea", "RU > PK 21 days 35 sea"],
        quotas=["rice PK>RU 5000 t"],
        restrictions=["PK>RU wheat: no wheat"],
    )
    kept = snapshot_book(frozen_round(book))
    expected = {name: digest for name, digest in book.digests().items() if name != "parties"}
    assert {name: digest for name, digest in kept.digests().items() if name != "parties"} == expected
    assert sorted(kept.parties["party"]) == ["Astarta", "Meskay"]


def test_its_hash_is_over_the_hashes_of_its_tables() -> None:
    round_ = frozen_round()
    snapshot = Snapshot.objects.get(round=round_)
    assert snapshot.digest == digest_of_all(snapshot_book(round_).digests())
    assert (snapshot.offers, snapshot.wants) == (2, 2)


def test_a_table_that_was_tampered_with_is_found() -> None:
    round_ = frozen_round()
    snapshot = round_.snapshot
    offers = snapshot.tables.get(name="offers")
    wants = snapshot.tables.get(name="wants")
    frame = snapshot_book(round_).offers
    offers.content = _changed(frame)
    offers.save()
    assert wants.content
    assert codes_of(lambda: snapshot_book(round_)) == {"snapshot_damaged"}


def _changed(frame: object) -> bytes:
    import polars as pl

    from samarkand.platform.rounds.kept_frames import to_parquet

    assert isinstance(frame, pl.DataFrame)
    return to_parquet(frame.with_columns(pl.col("price") + 1))


def test_what_is_posted_later_is_not_in_it() -> None:
    round_ = frozen_round()
    stock(cast.book("LateFirm KZ: gives 5 t wheat @200; wants 1 t rice @900"))
    assert snapshot_book(round_).offers.height == 2
    assert Offer.objects.filter(frozen_in=round_.code).count() == 2


def test_a_row_is_in_one_round_at_a_time() -> None:
    frozen_round()
    later = open_round(OPERATOR, "summer", UNIT, NOW)
    assert codes_of(lambda: freeze(OPERATOR, later, NOW)) == {"book_one_sided"}


def test_a_refused_freeze_leaves_everything_as_it_was() -> None:
    stock(cast.book(f"{cast.MESKAY}: gives 20000 t rice @650"))
    round_ = open_round(OPERATOR, "spring", UNIT, NOW)
    assert codes_of(lambda: freeze(OPERATOR, round_, NOW)) == {"book_one_sided"}
    round_.refresh_from_db()
    assert round_.state == RoundState.OPEN
    assert not Offer.objects.exclude(frozen_in="").exists()


def test_a_party_that_is_not_verified_is_left_out() -> None:
    stock(cast.ring())
    Party.objects.filter(code="AltynDan").update(state=PartyState.SUSPENDED)
    assert set(snapshot_book(freeze_anew("spring")).offers["party"]) == {"Meskay", "Astarta"}
    assert Want.objects.get(party__code="AltynDan").frozen_in == ""


def test_a_round_is_frozen_once() -> None:
    round_ = frozen_round()
    assert codes_of(lambda: freeze(OPERATOR, round_, NOW)) == {"state_wrong"}


def test_a_trader_freezes_nothing() -> None:
    stock(cast.swap())
    round_ = open_round(OPERATOR, "spring", UNIT, NOW)
    with pytest.raises(NotPermittedError):
        freeze(trader(cast.MESKAY), round_, NOW)
