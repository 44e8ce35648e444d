"""The outcome of a round as one page for people, which opens from disk without any network."""

from importlib.resources import files

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting import accounts, overview, proof, trade
from samarkand.clearing.reporting.facts import facts_of, headline
from samarkand.clearing.reporting.flows import flows_of
from samarkand.clearing.reporting.library import plotting_library
from samarkand.clearing.reporting.markup import Html, tag
from samarkand.clearing.reporting.names import names_of

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""What the browser lets the page do: run and style itself, and ask nobody for anything."""


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
        trade.terms(outcome, facts),
        accounts.balances(outcome, names, facts),
        accounts.home_settlement(outcome, names),
        accounts.unmatched(outcome, names),
        proof.proof(outcome, facts),
        id="content",
    )
    book_name = str((outcome.summary.get("book") or {}).get("name", ""))
    skip = tag("a", "Skip to the content", href="#content", class_="skip")
    header = overview.header(facts, book_name)
    body = tag("body", skip, header, main, proof.foot(outcome), *_scripts(drawn=chart is not None))
    return f"<!doctype html>\n{tag('html', _head(headline(facts)), body, lang='en')}\n"


def _head(title: str) -> Html:
    return tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", title),
        tag("style", Html(_text("page.css"))),
    )


def _scripts(*, drawn: bool) -> list[Html]:
    return [tag("script", Html(plotting_library())), tag("script", Html(_text("page.js")))] if drawn else []


def _text(name: str) -> str:
    return (files("samarkand.clearing.reporting") / name).read_text(encoding="utf-8")
