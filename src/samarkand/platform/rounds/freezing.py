"""A round is frozen: its rows are marked, read once, and kept with their hash."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.open_book import freeze_rows, frozen_book
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.kept_frames import to_parquet
from samarkand.platform.rounds.models import Round, RoundState, Snapshot, SnapshotTable
from samarkand.platform.rounds.way import locked, move


def new_salt() -> str:
    """Return 32 random bytes, in hexadecimal digits."""
    return secrets.token_hex(32)


@transaction.atomic
def freeze(actor: Actor, round_: Round, now: datetime, draw_salt: Callable[[], str] = new_salt) -> Snapshot:
    """Return the snapshot of the open book that the round will clear; from now on its rows stand still.

    The rows are marked in one statement a side and read by their mark, so that the snapshot is one
    moment's book whoever posts meanwhile. Its digest has a salt in it, which traders are never told: with
    it, whoever knows most of the book could guess the limits of the rest. Raises Refusal: ``state_wrong``
    where the round is not open, ``book_one_sided`` where there is nothing to clear.
    """
    require(actor, "rounds.operate", round_)
    row = locked(round_)
    move(row, RoundState.FROZEN, actor, now, frozen_at=now)
    offers, wants = freeze_rows(row.code, now)
    if not offers or not wants:
        message = f"The open book has {offers:,} offers and {wants:,} wants."
        raise Refusal(finding("book_one_sided", message, value=row.code))
    book = frozen_book(row.code)
    digests, salt = book.digests(), draw_salt()
    snapshot = Snapshot.objects.create(
        round=row,
        digest=digest_of_all(digests, salt),
        salt=salt,
        digests=digests,
        offers=offers,
        wants=wants,
        taken_at=now,
    )
    tables = {name: frame for name, frame in book.tables().items() if frame is not None}
    SnapshotTable.objects.bulk_create(
        SnapshotTable(snapshot=snapshot, name=name, content=to_parquet(frame))
        for name, frame in tables.items()
    )
    return snapshot


def digest_of_all(digests: Mapping[str, str], salt: str = "") -> str:
    """Return the SHA-256 over a salt, in hexadecimal digits, and the digests of named tables."""
    told = json.dumps(dict(digests), sort_keys=True).encode()
    return hashlib.sha256(bytes.fromhex(salt) + told).hexdigest()
