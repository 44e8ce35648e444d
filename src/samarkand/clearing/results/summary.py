"""The content of ``outcome.json``: what was asked, what came out, and what it can be checked by."""

from dataclasses import dataclass
from importlib import metadata
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.proof import RowPrices
from samarkand.clearing.results.resilience import if_legs_fail
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core import scale

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What a round came to: its tables, and what they cannot say themselves.

    ``about_book`` is the book's name and the digests of its tables; ``traded`` how many parties, offers and
    wants trade, ``gains`` how many pools trade and gain; ``papers`` how many papers it takes; ``shortness``
    what was cleared at each limit on the parties of a deal; ``expected`` the expected value where legs may
    fail.
    """

    about_book: dict[str, Any]
    found: RoundTerms
    allocation: Allocation
    tables: dict[str, pl.DataFrame]
    fairness: dict[str, Any]
    traded: dict[str, int]
    gains: dict[str, int]
    papers: dict[str, Any]
    shortness: list[dict[str, Any]]
    expected: int | None


def summarise(book: Book, settings: Settings, made: Made) -> dict[str, Any]:
    """Return the summary; values in it are decimal texts in the unit of account."""
    return {
        "format": FORMAT,
        "status": "cleared" if made.allocation.value else "nothing_cleared",
        "version": metadata.version("samarkand"),
        "settings": _settings(settings),
        "book": made.about_book,
        "unit_of_account": made.found.unit.label,
        "scales": {
            "quantity": scale.QUANTITY_DECIMALS,
            "value": scale.VALUE_DECIMALS,
            "terms": scale.TERMS_DECIMALS,
            "price": scale.PRICE_DECIMALS,
        },
        "totals": _totals(book, made),
        "terms": {**made.found.about, "fairness": made.fairness},
        "papers": made.papers,
        "certificate": _certificate(settings, made),
        "price_of_shortness": made.shortness,
        "if_legs_fail": if_legs_fail(made.tables["deals"], settings.seed),
        "rounding": _rounding(made.tables["legs"], made.tables["terms"]),
    }


def _certificate(settings: Settings, made: Made) -> dict[str, Any]:
    proof, bound = made.allocation.proof, made.allocation.bound
    value = made.allocation.value if made.expected is None else made.expected
    if isinstance(proof, RowPrices):
        method = f"prices of rows: no deal of at most {settings.max_parties} parties earns more than it costs"
    elif proof.scale == 1:
        method = "potentials of a circulation, over all rates"
    elif len(proof.cases) == 1:
        method = "prices of a linear program, over all rates"
    else:
        method = f"prices of linear programs, over all rates in {len(proof.cases)} cases"
    return {
        "objective": "value" if made.expected is None else "expected value",
        "scale": proof.scale,
        "value": value_text(value),
        "bound": value_text(bound),
        "gap": value_text(bound - value),
        "method": method,
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "terms": settings.terms,
        "unit": settings.unit,
        "anchor_hs": settings.anchor_hs,
        "anchor_value": scale.to_text(settings.anchor_value, scale.TERMS_DECIMALS).replace(",", ""),
        "as_of": settings.as_of.isoformat() if settings.as_of else None,
        "max_parties": settings.max_parties,
        "leg_failure": None if settings.leg_failure is None else _share(settings.leg_failure),
        **{name: value_text(least) for name, least in _least(settings).items() if least is not None},
        "seed": settings.seed,
    }


def _least(settings: Settings) -> dict[str, int | None]:
    """Return the least values of legs and deals; a summary names those that were asked for."""
    return {"smallest_leg": settings.smallest_leg, "smallest_deal": settings.smallest_deal}


def _share(millionths: int) -> str:
    whole, part = divmod(millionths, scale.CERTAIN)
    return f"{whole}.{part:0{scale.SHARE_DECIMALS}d}"


def _totals(book: Book, made: Made) -> dict[str, Any]:
    deals, legs = made.tables["deals"], made.tables["legs"]
    sizes = deals.group_by("parties").agg(pl.len(), pl.col("value").sum()).sort("parties")
    return {
        "deals": deals.height,
        "legs": legs.height,
        "value": value_text(int(legs["value"].sum())),
        "parties": book.parties.height,
        "parties_trading": made.traded["parties_trading"],
        **made.gains,
        "offers": book.offers.height,
        "offers_traded": made.traded["offers_traded"],
        "wants": book.wants.height,
        "wants_traded": made.traded["wants_traded"],
        "largest_deal": int(deals["parties"].max() or 0),  # type: ignore[arg-type]
        "deals_by_parties": {str(size): count for size, count, _ in sizes.iter_rows()},
        "value_by_parties": {str(size): value_text(value) for size, _, value in sizes.iter_rows()},
    }


def _rounding(legs: pl.DataFrame, terms: pl.DataFrame) -> dict[str, Any]:
    """Return how much value the rounding of quantities hides: value less quantity times terms."""
    priced = legs.join(terms.select("market", "value_per_unit"), on="market", how="left")
    exact = pl.col("quantity").cast(pl.Int128) * pl.col("value_per_unit")
    lost = priced.select(
        total=(pl.col("value").cast(pl.Int128) * scale.VALUE_DIVISOR - exact).sum() // scale.VALUE_DIVISOR
    ).item()
    return {"value_less_quantity_times_terms": value_text(int(lost or 0))}


def value_text(minor: int) -> str:
    """Return a value for the summary: always with its decimals."""
    return f"{minor // 100}.{minor % 100:02d}" if minor >= 0 else f"-{value_text(-minor)}"
