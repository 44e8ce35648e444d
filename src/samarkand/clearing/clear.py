"""Clear a book: terms, allocation, deals, the proof and the reasons, in one call."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocated_round import allocated
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.countable import refuse_uncountable_rows
from samarkand.clearing.deals.cut import as_dealt
from samarkand.clearing.deals.large_enough import smallest_of
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.long_round import long_round
from samarkand.clearing.no_terms import no_terms
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.results.fairness import fairness
from samarkand.clearing.results.gains import pools_gaining
from samarkand.clearing.results.papers import papers, who_trades
from samarkand.clearing.results.price_of_shortness import price_of_shortness
from samarkand.clearing.results.reasons import Reasons, reasons
from samarkand.clearing.results.settlement import balances, home_settlement
from samarkand.clearing.results.summary import Made, summarise
from samarkand.clearing.results.tables import deals_table, legs_table, potentials_table, terms_table
from samarkand.clearing.results.unmatched import unmatched
from samarkand.clearing.settings import Settings
from samarkand.clearing.short_round import short_round
from samarkand.clearing.terms.listed import listed_values, only_listed
from samarkand.clearing.terms_of_round import RoundTerms, discovered_terms, listed_terms


def clear(book: Book, settings: Settings | None = None) -> Outcome:
    """Return the outcome of a round over the book.

    Terms are discovered or listed as the settings say; the allocation is of maximum value at those
    terms and exactly balanced; the certificate in the outcome proves it. The same book and settings
    give the same outcome.

    Raises `Refusal` when the settings ask for a unit of account or an anchor the book cannot give,
    and when something comes to more than can be counted.
    """
    chosen = settings or Settings()
    economy = build_economy(book, chosen.as_of)
    refuse_uncountable_rows(economy)
    listed = listed_values(economy.markets, book.listed)
    if economy.markets.is_empty():
        found = no_terms(economy, chosen)
    elif chosen.terms == "listed":
        economy, listed = only_listed(economy, listed)
        found = listed_terms(economy, listed)
    else:
        found = discovered_terms(economy, listed, chosen)
    with ThreadPoolExecutor(max_workers=1) as aside:
        # Most of this keeps one core busy; what does not wait for it is made on the other.
        digests = aside.submit(book.digests)
        found, allocation = allocated(economy, found)
        short = None
        judged = partial(reasons, economy, found)
        if chosen.max_parties is None:
            large = long_round(economy, found, allocation, smallest_of(chosen))
            legs, allocation = large.legs, as_dealt(economy, allocation, large.legs)
            why = aside.submit(judged, allocation, too_small=large.too_small)
        else:
            short = short_round(book, economy, found, allocation, chosen)
            legs = short.legs
            why = aside.submit(judged, short.allocation, allocation, short.too_small)
            allocation = short.allocation
        tables = _tables(book, economy, found, allocation, legs, why)
    made = Made(
        about_book={"name": book.name, "tables": digests.result()},
        found=found,
        allocation=allocation,
        tables=tables,
        fairness=fairness(economy, found, legs),
        traded=who_trades(economy, legs),
        gains=pools_gaining(economy, legs, tables["balances"]),
        papers=papers(economy, found.terms, tables["deals"], legs),
        shortness=price_of_shortness(short.rounds) if short else [],
        expected=short.expected if short else None,
    )
    return Outcome(**tables, summary=summarise(book, chosen, made))


def _tables(
    book: Book,
    economy: Economy,
    found: RoundTerms,
    allocation: Allocation,
    legs: pl.DataFrame,
    why: Future[Reasons],
) -> dict[str, pl.DataFrame]:
    named = legs_table(book, economy, legs)
    pools = balances(economy, found, allocation)
    return {
        "terms": terms_table(economy, found.terms, legs),
        "deals": deals_table(legs),
        "legs": named,
        "balances": pools,
        "home_settlement": home_settlement(book, named, pools),
        "unmatched": unmatched(book, economy, why.result(), legs),
        "potentials": potentials_table(economy, found.rates, allocation.proof),
    }
