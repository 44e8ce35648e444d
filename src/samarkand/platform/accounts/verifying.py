"""`samarkand ledger verify`: the chain, the sums, every stored figure and what they rest on."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django_q.tasks import async_task

from samarkand.core.finding import Finding
from samarkand.platform.accounts.guards import check_guards
from samarkand.platform.accounts.limits_proof import check_limits
from samarkand.platform.accounts.models import LedgerProof
from samarkand.platform.accounts.proofs import found_above
from samarkand.platform.accounts.reading_books import books_now, one_moment
from samarkand.platform.house import clock
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

if TYPE_CHECKING:
    from samarkand.ledger.books import Books

_EVERY = timedelta(hours=24)


def verify() -> list[Finding]:
    """Return every fault of the house's ledger; none means that it is true.

    What is proven: `samarkand.ledger.verify`; that the triggers are there and are those the house made, that
    no entry an earlier proof counted is gone, that credit limits are those set last; and what the stages
    above prove of holds, receipts and commitments.
    """
    _, faults = proven()
    return faults


def proven() -> tuple["Books", list[Finding]]:
    """Return the ledger as it was read and every fault of it; see `verify`.

    Takes the state of one moment and lets others post meanwhile.
    """
    from samarkand.ledger.verify import verify as verify_books

    with one_moment():
        books = books_now()
        beside = [*check_guards(books.entries.height), *check_limits(), *found_above()]
    return books, [*verify_books(books), *beside]


def ask_proof(actor: Actor) -> None:
    """Let the ledger be proven in the background; what comes of it is kept. Raises NotPermittedError.

    Not at once: whoever asks may stand in a database transaction that sees others post between two tables.
    """
    require(actor, "accounts.verify")
    async_task(f"{__name__}.prove_now")


def prove_now() -> None:
    """Prove the ledger and keep what came of it: the job that `ask_proof` asks for."""
    prove(clock.now())


def prove(now: datetime) -> LedgerProof:
    """Prove the ledger and return what came of it, kept."""
    books, found = proven()
    return LedgerProof.objects.create(
        proven_at=now,
        entries=books.entries.height,
        faults=len(found),
        findings=[asdict(finding) for finding in found],
    )


def prove_due(now: datetime) -> LedgerProof | None:
    """Prove the ledger if nobody did for a day; return the proof, None where none was due."""
    if LedgerProof.objects.filter(proven_at__gt=now - _EVERY).exists():
        return None
    return prove(now)
