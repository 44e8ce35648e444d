"""What cannot be counted is refused by name: in the units of the markets, or at the terms of the round.

Solvers and sums work in 64 bits. What a round could move at its terms must come to less, or some sum
would wrap around; a row that is larger by itself would look as if it had nothing to trade.
"""

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST, VALUE_DECIMALS, to_text

MOST_VALUE = 2**60
"""Minor units of value that offers, or wants in all their markets, may come to: several of it fit 64 bits."""

_NAMED = 5
"""So many rows are named; the others are counted."""


def refuse_uncountable_rows(economy: Economy) -> None:
    """Refuse rows whose quantity or limit does not fit 64 bits in the unit of their market.

    Raises `Refusal`.
    """
    offers = economy.offers.filter(pl.col("quantity").is_null() | pl.col("limit").is_null())
    wants = economy.wants.filter(pl.col("quantity").is_null())
    names = [*offers["offer"], *wants["want"]]
    if names:
        raise Refusal(
            Finding(
                code="quantity_uncountable",
                message=(
                    "In the unit its market counts in, a quantity or a price is more than can be counted: "
                    f"{_listed(names)}."
                ),
                remedy="Check the quantity and the unit, or state such goods in units nearer to each other.",
                file="offers, wants",
                column="quantity",
            )
        )


def counted(caps: pl.Series, admits: pl.Series, names: pl.Series) -> pl.Series:
    """Return what rows may carry in minor units of value, nothing where they are not admitted.

    ``caps`` is null where one does not fit 64 bits; ``names`` are the identifiers of the rows.

    Raises `Refusal` where what is admitted comes to more than can be counted.
    """
    kept = caps.set(~admits, 0)
    total = int(kept.fill_null(LARGEST).cast(pl.Int128).sum())
    if total < MOST_VALUE:
        return kept
    by_size = pl.DataFrame({"name": names, "cap": kept.fill_null(LARGEST)}).sort(
        "cap", descending=True, maintain_order=True
    )
    most, largest = to_text(MOST_VALUE, VALUE_DECIMALS), by_size["name"].unique(maintain_order=True).to_list()
    raise Refusal(
        Finding(
            code="value_uncountable",
            message=(
                f"At the terms of the round the rows that may trade are worth more than {most} of its unit "
                f"of account, which cannot be counted. The largest are {_listed(largest)}."
            ),
            remedy=(
                "Check their quantities; or choose a unit of account of higher worth, "
                "or an anchor of lower value."
            ),
            file="offers, wants",
            column="quantity",
        )
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
