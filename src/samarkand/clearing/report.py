"""The outcome of a round as one page for people, which opens from disk without any network."""

from importlib.resources import files

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting import accounts, overview, proof, trade
from samarkand.clearing.reporting.facts import facts_of, headline
from samarkand.clearing.reporting.failing import failing
from samarkand.clearing.reporting.flows import flows_of
from samarkand.clearing.reporting.names import names_of
from samarkand.clearing.reporting.shortness import shortness
from samarkand.publishing.library import plotting_library
from samarkand.publishing.markup import tag
from samarkand.publishing.page import page


def report_html(outcome: Outcome, book: Book | None) -> str:
    """Return the page as one self-contained HTML text.

    ``book`` gives the names and countries of the parties; without it the page shows identifiers.
    Long tables are cut to their largest rows and say how many more are in which file.
    Raises ModuleNotFoundError when the plotting library's package is not installed.
    """
    names = names_of(outcome, book)
    facts = facts_of(outcome, names)
    chart = overview.picture(flows_of(outcome, names), facts)
    main = tag(
        "main",
        chart,
        trade.deals(outcome, names, facts),
        shortness(outcome, facts),
        failing(outcome, facts),
        trade.terms(outcome, facts),
        accounts.balances(outcome, names, facts),
        accounts.home_settlement(outcome, names),
        accounts.unmatched(outcome, names),
        proof.proof(outcome, facts),
        id="content",
    )
    book_name = str((outcome.summary.get("book") or {}).get("name", ""))
    header = overview.header(facts, book_name)
    scripts = (plotting_library(), _drawing()) if chart is not None else ()
    return page(headline(facts), header, main, proof.foot(outcome), scripts=scripts)


def _drawing() -> str:
    return (files("samarkand.clearing.reporting") / "page.js").read_text(encoding="utf-8")
