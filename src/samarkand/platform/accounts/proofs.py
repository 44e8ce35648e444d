"""What stages above the ledger add to its proof, and how any of them asks the database for what is wrong.

The ledger cannot know deals and deliveries. Their stages say here, as the house starts, what they prove;
whoever proves the ledger asks them all, within the same moment.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection

from samarkand.core.finding import Finding
from samarkand.publishing.faults import CAP

Proof = Callable[[], Iterable[Finding]]
"""Finds what is wrong with the tables of a stage, in the database transaction that is open."""

_PROOFS: list[Proof] = []


def also_prove(proof: Proof) -> None:
    """Let a stage's proof be asked whenever the ledger is proven; said twice, it is asked once."""
    if proof not in _PROOFS:
        _PROOFS.append(proof)


def found_above() -> list[Finding]:
    """Return what the proofs of all other stages find."""
    return [finding for proof in _PROOFS for finding in proof()]


def wrong_rows(
    statement: str, told: Callable[[str], Finding], say: Callable[[dict[str, Any]], str]
) -> Iterator[Finding]:
    """Yield a finding for each of the first rows of a query of what is wrong, and the count of the others.

    ``told`` makes a finding of a sentence, ``say`` the sentence of a row, by the names of its columns.
    """
    query = f"SELECT wrong.*, count(*) OVER () AS found FROM ({statement}) AS wrong ORDER BY 1 LIMIT {CAP}"  # noqa: S608 (our own words)
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        yield told(say(row))
    if rows and rows[0]["found"] > CAP:
        yield told(f"and {rows[0]['found'] - CAP:,} more of this kind.")
