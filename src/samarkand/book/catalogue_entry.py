"""What the catalogue says of one finding: its code, what it means, what to do about it."""

from dataclasses import dataclass

from samarkand.core.finding import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding's code, whether it stops the work, its meaning and its general remedy."""

    code: str
    meaning: str
    remedy: str
    severity: Severity = "error"
