"""What the operator of a netting chooses."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Objective = Literal["value", "count", "age"]
Scope = Literal["bilateral", "ring:3", "full"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set off first and between how many, the same for every unit and group.

    ``objective``: the most value; the most obligations closed; or the most value times age in days.
    ``scope``: two parties at a time, rings of at most three, or any number.
    ``as_of``: the day ages are counted to; the latest due day where None.
    ``rings``: whether the outcome lists who sets off with whom, ring by ring.
    """

    objective: Objective = "value"
    scope: Scope = "full"
    as_of: date | None = None
    rings: bool = False
