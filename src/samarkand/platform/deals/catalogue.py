"""What can be wrong with a deal or with what is asked of it."""

from samarkand.book.catalogue_entry import Entry
from samarkand.ledger.proof.catalogue import DAMAGED
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "clearing_of_another_round",
        "The clearing to be published belongs to another round.",
        "Name a clearing of this round.",
    ),
    Entry(
        "deadline_passed",
        "The time to answer a deal is over.",
        "Nothing can be answered any more: its quantities go back to the book, for another round.",
    ),
    Entry(
        "already_accepted",
        "A party wants to decline a deal it has accepted.",
        "An acceptance stands: ask the operator.",
    ),
    Entry(
        "party_not_verified",
        "A party that is not verified cannot bind itself.",
        "Ask the operator for verification.",
    ),
    Entry(
        "deal_beyond_credit",
        "A deal cannot be bound: what a party is to take would exceed its credit limit.",
        "Ask the operator to raise the limit before the deal's deadline, then accept again.",
    ),
    Entry(
        "deals_unanswered",
        "Deals of the round still wait for answers.",
        "Wait until each is bound or has lapsed.",
    ),
    Entry(
        "repair_at_work",
        "A repair of the round has not ended yet.",
        "Publish that repair or make it void first.",
    ),
    Entry(
        "evidence_differs",
        "A line of an evidence account is on record already, with another value.",
        "Record what was wrong as a correction, with a subject of its own.",
    ),
    Entry(
        "extension_unfit",
        "The new day of a commitment is not later than the one it has.",
        "Name a later day.",
    ),
    Entry(
        "explanation_wanted",
        "A commitment is extended or released, and nobody says why.",
        "Give the reason: it stays on the evidence account.",
    ),
    Entry(
        "hold_missing",
        "The proof of the ledger: nothing is, or was, set aside for a leg of a bound deal.",
        DAMAGED,
    ),
    Entry(
        "hold_unfounded",
        "The proof of the ledger: a hold does not follow from a leg of a bound deal.",
        DAMAGED,
    ),
    Entry(
        "commitment_missing",
        "The proof of the ledger: a party gives in a bound deal and has no commitment.",
        DAMAGED,
    ),
    Entry(
        "commitment_untrue",
        "The proof of the ledger: a commitment is not what legs and evidence make it: value, day or state.",
        DAMAGED,
    ),
)

finding = finding_maker(ENTRIES)
