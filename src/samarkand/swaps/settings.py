"""What the organiser of a want-list trade chooses."""

from dataclasses import dataclass
from typing import Literal

Objective = Literal["items", "traders-first"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is traded first, and in how long rings.

    ``objective``: the most items, then the most traders; or the most traders, then the most items.
    ``max_ring``: the most items in a ring; any number where 0.
    """

    objective: Objective = "items"
    max_ring: int = 0
