"""`samarkand ledger verify`: the chain, the zero sums and every stored figure, from the entries alone."""

from dataclasses import asdict
from datetime import datetime, timedelta

from samarkand.core.finding import Finding
from samarkand.platform.accounts.models import LedgerProof
from samarkand.platform.accounts.reading_books import read_books
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

_EVERY = timedelta(hours=24)


def verify() -> list[Finding]:
    """Return every fault of the house's ledger; none means that it is true.

    Takes the state of one moment and lets others post meanwhile. What is proven: `samarkand.ledger.verify`.
    """
    from samarkand.ledger.verify import verify as prove

    return prove(read_books())


def verify_and_keep(actor: Actor, now: datetime) -> LedgerProof:
    """Prove the ledger and return what came of it, kept. Raises NotPermittedError."""
    require(actor, "accounts.verify")
    return _kept(now)


def prove_due(now: datetime) -> LedgerProof | None:
    """Prove the ledger if nobody did for a day; return the proof, None where none was due."""
    if LedgerProof.objects.filter(proven_at__gt=now - _EVERY).exists():
        return None
    return _kept(now)


def _kept(now: datetime) -> LedgerProof:
    from samarkand.ledger.verify import verify as prove

    books = read_books()
    found = prove(books)
    return LedgerProof.objects.create(
        proven_at=now,
        entries=books.entries.height,
        faults=len(found),
        findings=[asdict(finding) for finding in found],
    )
