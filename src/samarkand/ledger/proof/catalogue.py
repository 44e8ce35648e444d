"""What the proof of a ledger can find: stable codes, what each means, and what to do."""

from samarkand.publishing.faults import Faults

DAMAGED = "Stop posting, keep the database as it is, and compare it with the last backup that was proven."
"""What to do where something of a ledger, or of what it rests on, is not what it should be."""

_CHANGED = "Somebody changed what was closed: compare with the last backup that was proven."

CATALOGUE: dict[str, tuple[str, str]] = {
    "entry_sum_wrong": ("The postings of an entry do not sum to nothing.", DAMAGED),
    "entry_lines_missing": ("An entry has fewer than two postings.", DAMAGED),
    "entry_key_twice": ("Two entries have the same key.", DAMAGED),
    "posting_astray": ("A posting names an entry or an account that is not there.", DAMAGED),
    "posting_unit_wrong": ("A posting is on an account of another unit than its entry.", DAMAGED),
    "posting_place_wrong": ("The postings of an account are not numbered one by one from 1.", DAMAGED),
    "posting_balance_wrong": ("The balance stored with a posting is not the sum up to it.", DAMAGED),
    "account_balance_wrong": ("The balance of an account is not the sum of its postings.", DAMAGED),
    "account_height_wrong": ("An account counts more or fewer postings than it has.", DAMAGED),
    "account_held_wrong": ("What is held on an account is not the sum of its open holds.", DAMAGED),
    "unit_sum_wrong": ("The balances of a unit do not sum to nothing.", DAMAGED),
    "hold_wrong": (
        "A hold is open for more than its amount, or ended and still open.",
        DAMAGED,
    ),
    "obligation_astray": ("An obligation or its change names what is not there, or another unit.", DAMAGED),
    "obligation_unfounded": (
        "An obligation does not follow from its entry: other parties, the other way round, or more.",
        DAMAGED,
    ),
    "entry_owed_wrong": (
        "What is owed did not change by what an entry moved: an obligation of it is gone, or is another.",
        DAMAGED,
    ),
    "obligation_open_wrong": ("What is open of an obligation is not its amount and its changes.", DAMAGED),
    "anchor_entries_changed": ("The entries an anchor was made of are not what they were.", _CHANGED),
    "anchor_entries_missing": ("There are fewer entries than when an anchor was made.", _CHANGED),
    "anchor_period_changed": ("A period closed when an anchor was made is gone, or is another.", _CHANGED),
    "entries_lost": ("There are fewer entries than an earlier proof of the ledger counted.", _CHANGED),
    "limit_unfounded": (
        "The credit limit of an account is not the one that was set last.",
        "Find out who changed it, and let the operator set it anew.",
    ),
    "guard_changed": (
        "A trigger or function that guards tables of the house is not the one the house made.",
        "Find out who rewrote it and what was changed meanwhile; restore a backup that was proven.",
    ),
    "guard_missing": (
        "A trigger that keeps a table of the ledger from being changed is not there, or is switched off.",
        "Find out who took it away and what was changed meanwhile; restore a backup that was proven.",
    ),
    "period_missing": (
        "The closed periods of a unit do not follow each other from number 1.",
        _CHANGED,
    ),
    "period_link_wrong": ("A period does not rest on the digest of the one before it.", _CHANGED),
    "period_entries_wrong": ("A period has other entries than it was closed with.", _CHANGED),
    "period_digest_wrong": ("The digest of a period is not that of its entries.", _CHANGED),
    "unit_closing_wrong": ("A unit is closed to another day than its last period.", _CHANGED),
}
"""Code -> what it means and what to do about it."""

FAULTS = Faults(CATALOGUE, "the entries and postings")
fault, faults = FAULTS.fault, FAULTS.faults
