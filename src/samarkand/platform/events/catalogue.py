"""What can be wrong with a webhook: codes, meanings, remedies."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "webhook_address_unfit",
        "A webhook's address is none that the house calls.",
        "Give an address of the public internet that begins with https:// and has no name or password in it.",
    ),
    Entry(
        "event_kind_unknown",
        "A webhook asks for events of a kind there is none of.",
        "Take kinds from the list in the OpenAPI document, or none for all.",
    ),
    Entry(
        "webhooks_too_many",
        "A membership has as many webhooks as it may have.",
        "Remove one that is not needed.",
    ),
)

finding = finding_maker(ENTRIES)
