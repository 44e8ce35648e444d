"""Prints docs/reference/house-findings.md: `python -m samarkand.platform.operation.findings_page`.

With a path as argument the page is written there instead.
"""

import sys

from samarkand.book.catalogue_entry import Entry
from samarkand.book.printed_page import print_page
from samarkand.platform.accounts import books_catalogue
from samarkand.platform.accounts import catalogue as accounts
from samarkand.platform.api import catalogue as api
from samarkand.platform.deals import catalogue as deals
from samarkand.platform.delivery import catalogue as delivery
from samarkand.platform.events import catalogue as events
from samarkand.platform.house import catalogue as house
from samarkand.platform.market import catalogue as market
from samarkand.platform.netting import catalogue as netting
from samarkand.platform.operation import catalogue as operation
from samarkand.platform.parties import catalogue as parties
from samarkand.platform.rounds import catalogue as rounds

SECTIONS: dict[str, tuple[Entry, ...]] = {
    "Every stage": house.ENTRIES,
    "Requests": api.ENTRIES,
    "Parties and people": parties.ENTRIES,
    "Offers and wants": market.ENTRIES,
    "Rounds": rounds.ENTRIES,
    "Deals": deals.ENTRIES,
    "Delivery": delivery.ENTRIES,
    "Ledger": (*accounts.ENTRIES, *books_catalogue.ENTRIES),
    "Netting": netting.ENTRIES,
    "Webhooks": events.ENTRIES,
    "Operation": operation.ENTRIES,
}
"""The findings of the house, stage by stage."""

_HEAD = """\
# What a house refuses

The API answers what it refuses with findings, all at once: a stable code, what is wrong, and what to do. Rows
of offers and wants, typed in or in files, have those of [the command](../errors.md) besides. This page is
made from the modules `catalogue` of `src/samarkand/platform`.
"""


def findings_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for title, entries in SECTIONS.items():
        rows = "\n".join(f"| `{entry.code}` | {entry.meaning} | {entry.remedy} |" for entry in entries)
        parts.append(f"## {title}\n\n| code | means | what to do |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    print_page(findings_page, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
