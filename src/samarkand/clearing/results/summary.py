"""The content of ``outcome.json``: what was asked, what came out, and what it can be checked by."""

from importlib import metadata
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.settings import Settings
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core import scale

FORMAT = 1


def summarise(
    book: Book,
    about_book: dict[str, Any],
    settings: Settings,
    found: RoundTerms,
    allocation: Allocation,
    tables: dict[str, pl.DataFrame],
) -> dict[str, Any]:
    """Return the summary; values in it are decimal texts in the unit of account.

    ``about_book`` is the book's name and the digests of its tables.
    """
    return {
        "format": FORMAT,
        "status": "cleared" if allocation.value else "nothing_cleared",
        "version": metadata.version("samarkand"),
        "settings": _settings(settings),
        "book": about_book,
        "unit_of_account": found.unit.label,
        "scales": {
            "quantity": scale.QUANTITY_DECIMALS,
            "value": scale.VALUE_DECIMALS,
            "terms": scale.TERMS_DECIMALS,
            "price": scale.PRICE_DECIMALS,
        },
        "totals": _totals(book, tables),
        "terms": dict(found.about),
        "certificate": {
            "scale": allocation.proof.scale,
            "value": _value(allocation.value),
            "bound": _value(allocation.bound),
            "gap": _value(allocation.bound - allocation.value),
            "method": "potentials of a maximum circulation"
            if allocation.proof.scale == 1
            else "prices of the linear relaxation",
        },
        "rounding": _rounding(tables["legs"], tables["terms"]),
    }


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "terms": settings.terms,
        "unit": settings.unit,
        "anchor_hs": settings.anchor_hs,
        "anchor_value": scale.to_text(settings.anchor_value, scale.TERMS_DECIMALS).replace(",", ""),
        "as_of": settings.as_of.isoformat() if settings.as_of else None,
        "seed": settings.seed,
    }


def _totals(book: Book, tables: dict[str, pl.DataFrame]) -> dict[str, Any]:
    deals, legs = tables["deals"], tables["legs"]
    sizes = deals.group_by("parties").agg(pl.len(), pl.col("value").sum()).sort("parties")
    trading = pl.concat([legs["from_party"], legs["to_party"]]).n_unique()
    return {
        "deals": deals.height,
        "legs": legs.height,
        "value": _value(int(legs["value"].sum())),
        "parties": book.parties.height,
        "parties_trading": trading,
        "offers": book.offers.height,
        "offers_traded": legs["offer"].n_unique(),
        "wants": book.wants.height,
        "wants_traded": legs["want"].n_unique(),
        "largest_deal": int(deals["parties"].max() or 0),  # type: ignore[arg-type]
        "deals_by_parties": {str(size): count for size, count, _ in sizes.iter_rows()},
        "value_by_parties": {str(size): _value(value) for size, _, value in sizes.iter_rows()},
    }


def _rounding(legs: pl.DataFrame, terms: pl.DataFrame) -> dict[str, Any]:
    """Return how much value the rounding of quantities hides: value less quantity times terms."""
    priced = legs.join(terms.select("market", "value_per_unit"), on="market", how="left")
    exact = pl.col("quantity").cast(pl.Int128) * pl.col("value_per_unit")
    lost = priced.select(
        total=(pl.col("value").cast(pl.Int128) * scale.VALUE_DIVISOR - exact).sum() // scale.VALUE_DIVISOR
    ).item()
    return {"value_less_quantity_times_terms": _value(int(lost or 0))}


def _value(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}" if minor >= 0 else f"-{_value(-minor)}"
