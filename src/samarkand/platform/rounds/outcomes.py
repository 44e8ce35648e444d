"""What is stored of a round, read back: its snapshot, an outcome, and two outcomes side by side."""

from dataclasses import dataclass
from typing import NoReturn

import polars as pl

from samarkand.book.book import Book
from samarkand.book.digest import digest_of
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Refusal
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.freezing import digest_of_all
from samarkand.platform.rounds.kept_frames import DamagedFrameError, from_parquet
from samarkand.platform.rounds.models import Clearing, ClearingState, OutcomeTable, Round, SnapshotTable


def snapshot_book(round_: Round) -> Book:
    """Return the book as it stood when the round was frozen; one query.

    Raises Refusal (``snapshot_damaged``) where it is not the book whose hash was kept.
    """
    rows = SnapshotTable.objects.filter(snapshot__round=round_).values_list("name", "content")
    try:
        frames = {name: from_parquet(content) for name, content in rows}
        book = Book(
            parties=frames["parties"],
            offers=frames["offers"],
            wants=frames["wants"],
            lanes=frames.get("lanes"),
            listed=frames.get("listed"),
            quotas=frames["quotas"],
            restrictions=frames["restrictions"],
            failures=frames["failures"],
            name=round_.code,
        )
    except (DamagedFrameError, KeyError):
        _refuse_snapshot(round_)
    if digest_of_all(book.digests(), round_.snapshot.salt) != round_.snapshot.digest:
        _refuse_snapshot(round_)
    return book


def snapshot_table(round_: Round, name: str) -> pl.DataFrame | None:
    """Return one table of the book as it was frozen, None where it had none of that name.

    Raises Refusal (``snapshot_damaged``) where its bytes are no table. That it is the one whose hash was
    kept `snapshot_book` alone proves.
    """
    content = SnapshotTable.objects.filter(snapshot__round=round_, name=name).values_list(
        "content", flat=True
    )
    try:
        return from_parquet(content.get())
    except SnapshotTable.DoesNotExist:
        return None
    except DamagedFrameError:
        _refuse_snapshot(round_)


def _refuse_snapshot(round_: Round) -> NoReturn:
    raise Refusal(finding("snapshot_damaged", f"The snapshot of {round_} does not match its hash."))


def outcome_of(clearing: Clearing) -> Outcome:
    """Return the stored outcome.

    Raises Refusal: ``not_stored`` where there is none, ``outcome_damaged`` where it is not the one that was
    checked and stored.
    """
    _require_stored(clearing)
    rows = OutcomeTable.objects.filter(clearing=clearing).values_list("name", "content")
    try:
        frames = {name: from_parquet(content) for name, content in rows}
        outcome = Outcome(**{name: frames[name] for name in SCHEMAS}, summary=clearing.summary)
    except (DamagedFrameError, KeyError):
        _refuse_outcome(clearing)
    if digest_of_outcome(outcome) != clearing.digest:
        _refuse_outcome(clearing)
    return outcome


def digest_of_outcome(outcome: Outcome) -> str:
    """Return the digest of an outcome's tables, which is kept with the clearing."""
    return digest_of_all({name: digest_of(frame) for name, frame in outcome.tables().items()})


def table_of(clearing: Clearing, name: str) -> pl.DataFrame:
    """Return one table of the stored outcome.

    Raises Refusal: ``not_stored`` where there is none, ``outcome_damaged`` where its bytes are no table. That
    it is the table which was stored `outcome_of` alone proves.
    """
    _require_stored(clearing)
    content = OutcomeTable.objects.filter(clearing=clearing, name=name).values_list("content", flat=True)
    try:
        return from_parquet(content.get())
    except (DamagedFrameError, OutcomeTable.DoesNotExist):
        _refuse_outcome(clearing)


def _refuse_outcome(clearing: Clearing) -> NoReturn:
    raise Refusal(finding("outcome_damaged", f"The outcome of {clearing} does not match its hash."))


def _require_stored(clearing: Clearing) -> None:
    if clearing.state != ClearingState.STORED:
        message = f"Clearing {clearing} is {clearing.state}: it has no outcome."
        raise Refusal(finding("not_stored", message, column="state", value=clearing.state))


@dataclass(frozen=True, slots=True)
class Extent:
    """How much one outcome clears; ``value`` counts the minor unit of account, in that outcome's terms."""

    clearing: str
    value: int
    deals: int
    legs: int
    parties: int
    largest_deal: int
    offers_traded: int
    wants_traded: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two outcomes over one snapshot: the extent of each, and who trades in one alone."""

    first: Extent
    second: Extent
    only_in_first: tuple[str, ...]
    only_in_second: tuple[str, ...]


def compare(first: Clearing, second: Clearing) -> Comparison:
    """Return what two clearings come to, side by side; raises Refusal (``not_stored``).

    Values can be set against each other where both outcomes count in the same unit of account.
    """
    in_first, in_second = trading(first), trading(second)
    return Comparison(
        first=extent_of(first),
        second=extent_of(second),
        only_in_first=tuple(sorted(in_first - in_second)),
        only_in_second=tuple(sorted(in_second - in_first)),
    )


def trading(clearing: Clearing) -> set[str]:
    """Return the codes of the parties that give or take in an outcome."""
    legs = table_of(clearing, "legs")
    return set(legs["from_party"]) | set(legs["to_party"])


def extent_of(clearing: Clearing) -> Extent:
    """Return how much an outcome clears; raises Refusal (``not_stored``)."""
    legs, deals = table_of(clearing, "legs"), table_of(clearing, "deals")
    largest = deals["parties"].max()
    return Extent(
        clearing=str(clearing.label),
        value=int(legs["value"].sum()),
        deals=deals.height,
        legs=legs.height,
        parties=pl.concat([legs["from_party"], legs["to_party"]]).n_unique(),
        largest_deal=largest if isinstance(largest, int) else 0,
        offers_traded=legs["offer"].n_unique(),
        wants_traded=legs["want"].n_unique(),
    )
