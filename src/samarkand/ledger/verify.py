"""The front door: prove a ledger from its entries alone, or name every fault in it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from samarkand.core.finding import Finding
from samarkand.ledger.books import Books
from samarkand.ledger.proof.balances import check_balances
from samarkand.ledger.proof.catalogue import CATALOGUE
from samarkand.ledger.proof.chain import check_chain
from samarkand.ledger.proof.entries import check_entries, check_postings
from samarkand.ledger.proof.holds import check_holds
from samarkand.ledger.proof.owed import check_owed

__all__ = ["CATALOGUE", "verify"]

_QUESTIONS: tuple[Callable[[Books], list[Finding]], ...] = (
    check_entries,
    check_postings,
    check_balances,
    check_holds,
    check_owed,
    check_chain,
)


def verify(books: Books) -> list[Finding]:
    """Return every fault of a ledger; none means that it is true.

    Proven are: every entry sums to nothing and stands on accounts of its unit; the balance stored with
    every posting and on every account, and what is held there; the open amount of every obligation, and
    that every entry of trade changed what is owed by as much as it moved; the zero sum of every unit; and
    that nothing in a closed period was changed since. Codes are those of
    ``CATALOGUE``. What no digest covers yet, entries of the open period, can be proven consistent only.
    """
    with ThreadPoolExecutor() as threads:
        answers = threads.map(lambda question: question(books), _QUESTIONS)
        return [finding for answer in answers for finding in answer]
