"""The swing: how far a balance may lie from nothing before anyone is warned, and what lies beyond.

A swing refuses nothing: exporters are paid irrespective of the state of the accounts (UNTS 221);
what exceeds it is due on the creditor's request only (article 9).
"""


def excess(balance: int, swing: int | None) -> int:
    """Return how much further from nothing than the swing a balance lies; without a swing, nothing."""
    return 0 if swing is None else max(abs(balance) - swing, 0)


def headroom(balance: int, swing: int | None) -> int | None:
    """Return how much the balance may still move away from nothing; None where no swing is agreed."""
    return None if swing is None else max(swing - abs(balance), 0)
