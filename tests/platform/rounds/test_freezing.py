"""Freezing keeps the open book as it stands, with its hash; its rows stand still till the round ends."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from samarkand.platform.api.rounds_rows import round_out
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.parties.models import Party, PartyState
from samarkand.platform.rounds.ending import void_round
from samarkand.platform.rounds.freezing import digest_of_all, freeze
from samarkand.platform.rounds.models import Round, RoundState, Snapshot
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


def test_its_hash_is_over_a_salt_and_the_hashes_of_its_tables() -> None:
    round_ = frozen_round()
    snapshot = Snapshot.objects.get(round=round_)
    assert snapshot.digest == digest_of_all(snapshot_book(round_).digests(), snapshot.salt)
    assert len(bytes.fromhex(snapshot.salt)) == 32
    assert (snapshot.offers, snapshot.wants) == (2, 2)


def test_the_same_book_frozen_twice_has_two_hashes() -> None:
    stock(cast.swap())
    first, second = (freeze_anew(code).snapshot for code in _one_after_the_other())
    assert first.digests == second.digests
    assert first.digest != second.digest


def _one_after_the_other() -> Iterator[str]:
    for code in ("spring", "summer"):
        yield code
        void_round(OPERATOR, Round.objects.get(code=code), "once more", NOW)


def guessed_price(round_: Round) -> int | None:
    """Return the price of the first offer, found by one who knows the rest of the book and the hash."""
    book = snapshot_book(round_)
    price = pl.when(pl.int_range(pl.len()) == 0)
    for guess in range(600, 660):
        offers = book.offers.with_columns(price=price.then(guess * 10**6).otherwise("price"))
        if digest_of_all(replace(book, offers=offers).digests()) == round_.snapshot.digest:
            return guess
    return None


def test_a_limit_price_cannot_be_guessed_from_the_hash() -> None:
    assert guessed_price(frozen_round()) is None


def test_without_a_salt_it_could_be_and_so_the_hash_is_not_told() -> None:
    round_ = unsalted_round()
    assert guessed_price(round_) in {600, 650}
    assert snapshot_book(round_).digests() == round_.snapshot.digests
    assert [hash_told(round_, sees_all=sees) for sees in (False, True)] == [None, round_.snapshot.digest]


def hash_told(round_: Round, *, sees_all: bool) -> str | None:
    told = round_out(round_, sees_all=sees_all).snapshot
    assert told is not None
    return told.digest


def unsalted_round() -> Round:
    """Return a round frozen before there were salts."""
    stock(cast.swap())
    opened = open_round(OPERATOR, "spring", UNIT, NOW)
    freeze(OPERATOR, opened, NOW, lambda: "")
    opened.refresh_from_db()
    return opened


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
