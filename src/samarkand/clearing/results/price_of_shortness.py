"""What is cleared at each limit on the parties of a deal, so that an operator can choose one."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.clearing.results.summary import value_text


@dataclass(frozen=True, slots=True)
class AtLimit:
    """A round at one limit on the parties of a deal (None: any number), its value and a bound on it.

    ``legs`` are those of `make_legs`, ``too_small`` what rows lost for their size (`cut.Dealt`).
    Values are minor units: expected ones where legs may fail.
    """

    max_parties: int | None
    legs: pl.DataFrame
    value: int
    bound: int
    too_small: pl.DataFrame | None = None


def price_of_shortness(rounds: list[AtLimit]) -> list[dict[str, Any]]:
    """Return a row for each round, in their sequence: with values, bounds, deals and the largest deal."""
    return [
        {
            "max_parties": each.max_parties,
            "value": value_text(each.value),
            "bound": value_text(each.bound),
            "deals": each.legs["deal"].n_unique(),
            "largest_deal": int(each.legs["parties"].max() or 0),  # type: ignore[arg-type]
        }
        for each in rounds
    ]
