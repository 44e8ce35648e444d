"""What is stored of a round, read back: its snapshot, an outcome, and two outcomes side by side."""

from dataclasses import dataclass

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.finding import Refusal
from samarkand.platform.rounds.catalogue import finding
from samarkand.platform.rounds.freezing import digest_of_all
from samarkand.platform.rounds.kept_frames import from_parquet
from samarkand.platform.rounds.models import Clearing, ClearingState, OutcomeTable, Round, SnapshotTable


def snapshot_book(round_: Round) -> Book:
    """Return the book as it stood when the round was frozen; one query."""
    rows = SnapshotTable.objects.filter(snapshot__round=round_).values_list("name", "content")
    frames = {name: from_parquet(content) for name, content in rows}
    return Book(
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


def snapshot_is_whole(round_: Round, book: Book) -> bool:
    """Tell whether the book is the one whose hash was kept."""
    return digest_of_all(book.digests(), round_.snapshot.salt) == round_.snapshot.digest


def outcome_of(clearing: Clearing) -> Outcome:
    """Return the stored outcome; raises Refusal (``not_stored``) where there is none."""
    _require_stored(clearing)
    rows = OutcomeTable.objects.filter(clearing=clearing).values_list("name", "content")
    frames = {name: from_parquet(content) for name, content in rows}
    return Outcome(**{name: frames[name] for name in SCHEMAS}, summary=clearing.summary)


def table_of(clearing: Clearing, name: str) -> pl.DataFrame:
    """Return one table of the stored outcome; raises Refusal (``not_stored``) where there is none."""
    _require_stored(clearing)
    return from_parquet(
        OutcomeTable.objects.values_list("content", flat=True).get(clearing=clearing, name=name)
    )


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
