"""What the ledger refuses when it is asked to post, to hold, or to change an account."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "day_far_off",
        "An entry is to count from a day more than a year ahead, or fifty years ago.",
        "Correct the year.",
    ),
    Entry(
        "credit_limit",
        "An account would fall further below nothing than its credit limit, held amounts included.",
        "Let the holder deliver first, post less, or let the operator raise the limit.",
    ),
    Entry(
        "entry_unbalanced",
        "The postings of an entry do not sum to nothing.",
        "What one account gives another receives: correct the amounts.",
    ),
    Entry(
        "entry_too_short",
        "An entry has fewer than two postings.",
        "Name the account that gives and the account that receives.",
    ),
    Entry(
        "account_unfit",
        "An account is closed, counts in another unit, or there is none.",
        "Name an open account of the entry's unit.",
    ),
    Entry(
        "account_in_use",
        "An account is closed only when nothing is on it and nothing is held.",
        "Settle its balance and end its holds first.",
    ),
    Entry(
        "period_closed",
        "The day from which an entry would count lies in a closed period.",
        "Post it with effect from a day after the close.",
    ),
    Entry(
        "key_reused",
        "The key was used for other content.",
        "A key names one thing: take a new key, or state it as it was stated first.",
    ),
    Entry(
        "amount_too_large",
        "A balance would not fit 64 bits.",
        "Check the amount; split what is truly as large over several units of account.",
    ),
    Entry(
        "hold_unfit",
        "A hold is of nothing, or from an account to itself.",
        "State an amount above nothing, and two accounts.",
    ),
    Entry(
        "hold_unknown",
        "No hold has this key.",
        "Check the key against the list of holds.",
    ),
    Entry(
        "entry_unknown",
        "No entry has this number.",
        "Check the number against the statement.",
    ),
    Entry(
        "limit_unfit",
        "A credit limit or a swing is below nothing.",
        "State nothing or more; leave it out for no limit.",
    ),
)
"""Every finding of this part of the ledger."""

finding = finding_maker(ENTRIES)
