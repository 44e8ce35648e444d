"""`samarkand ledger verify`: the chain, the zero sums and every stored figure, from the entries alone."""

from samarkand.core.finding import Finding
from samarkand.platform.accounts.reading_books import read_books


def verify() -> list[Finding]:
    """Return every fault of the house's ledger; none means that it is true.

    Takes the state of one moment and lets others post meanwhile. What is proven: `samarkand.ledger.verify`.
    """
    from samarkand.ledger.verify import verify as prove

    return prove(read_books())
