"""What can be wrong with a round or with what is asked of it."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "round_code_unfit",
        "A round's code is blank, too long, or holds more than letters, digits, and . - _ between.",
        "Choose a short code, for instance 2026-03.",
    ),
    Entry(
        "round_code_taken",
        "Another round has this code.",
        "Choose a code that no round has.",
    ),
    Entry(
        "round_time_unfit",
        "The time to accept a deal or to deliver is outside what a round may have.",
        "Give from 1 hour to 10,000 hours to accept, and from 1 day to 3,650 days to deliver.",
    ),
    Entry(
        "contract_form_unknown",
        "There are no contracts of this form.",
        "Write barter or countertrade.",
    ),
    Entry(
        "book_one_sided",
        "Nothing can be cleared: the open book lacks offers or wants.",
        "Freeze the round when verified parties have posted both.",
    ),
    Entry(
        "setting_unfit",
        "A setting of the clearing is outside what it may be.",
        "Correct the setting as the message says.",
    ),
    Entry(
        "unit_rescaled",
        "The clearing counts in its unit of account otherwise than earlier rounds of that unit did.",
        "Clear it with the anchor or the price list of the rounds before, open a round in a unit of its own, "
        "or revalue the unit first.",
    ),
    Entry(
        "label_unfit",
        "A clearing's label is blank, too long, or holds more than letters, digits, and . - _ between.",
        "Choose a short label, for instance discovered.",
    ),
    Entry(
        "label_taken",
        "Another clearing of the round has this label.",
        "Choose a label that no clearing of the round has.",
    ),
    Entry(
        "reason_wanted",
        "A round is made void, and nobody says why.",
        "Give the reason: those who wait for the round will read it.",
    ),
    Entry(
        "snapshot_damaged",
        "The frozen book is not what its hash says.",
        "Make the round void and look for the fault in the storage; freeze a new round.",
    ),
    Entry(
        "outcome_damaged",
        "The stored outcome is not what its hash says: it was changed, or the storage damaged it.",
        "Ask for a clearing with another label and publish that; look for the fault in the storage.",
    ),
    Entry(
        "engine_failed",
        "The engine broke off: a mistake of ours.",
        "Look for the trace in the log of the worker, and report it with the frozen book.",
    ),
    Entry(
        "clearing_given_up",
        "Worker after worker was lost in this clearing.",
        "Look at the worker's memory; then ask for a clearing with another label.",
    ),
    Entry(
        "clearing_dropped",
        "The round was made void while this clearing was waiting or at work.",
        "Nothing is left to do.",
    ),
    Entry(
        "not_stored",
        "The clearing has no outcome.",
        "Wait until it is stored, or read its findings.",
    ),
)

finding = finding_maker(ENTRIES)
