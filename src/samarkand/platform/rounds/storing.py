"""The outcome of a clearing goes into the database: all its tables and its summary, or nothing."""

from datetime import datetime

from django.db import transaction

from samarkand.clearing.outcome import Outcome
from samarkand.platform.house.actor import HOUSE
from samarkand.platform.rounds import leases
from samarkand.platform.rounds.kept_frames import to_parquet
from samarkand.platform.rounds.leases import Lease
from samarkand.platform.rounds.models import ClearingState, OutcomeTable, Round
from samarkand.platform.rounds.outcomes import digest_of_outcome
from samarkand.platform.rounds.way import locked, rest


def store(lease: Lease, outcome: Outcome, now: datetime) -> None:
    """Store the outcome and take the round to review.

    Raises LeaseLostError, and stores nothing, where another worker has the clearing now.
    """
    contents = {name: to_parquet(frame) for name, frame in outcome.tables().items()}
    digest = digest_of_outcome(outcome)
    with transaction.atomic():
        round_ = locked(Round.objects.get(clearings=lease.clearing))
        leases.write(
            lease,
            state=ClearingState.STORED,
            summary=dict(outcome.summary),
            digest=digest,
            ended_at=now,
            lease="",
            lease_until=None,
            stage="",
        )
        OutcomeTable.objects.bulk_create(
            OutcomeTable(clearing_id=lease.clearing, name=name, content=content)
            for name, content in contents.items()
        )
        rest(round_, HOUSE, now)
