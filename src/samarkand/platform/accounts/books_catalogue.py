"""What the books of the ledger refuse or warn of: obligations, periods, interest, revaluation, swing."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "obligation_unfit",
        "An obligation is of nothing, or a party would owe itself.",
        "State an amount above nothing, and two accounts of the same unit.",
    ),
    Entry(
        "obligation_differs",
        "The code of an obligation is in use for another one.",
        "Give it a code of its own, or state it as it was stated first.",
    ),
    Entry(
        "obligation_unknown",
        "No obligation has this code.",
        "Check the code against the list of obligations.",
    ),
    Entry(
        "obligation_exceeded",
        "More would be taken from an obligation than is open.",
        "Read what is open, and take no more.",
    ),
    Entry(
        "obligation_moved",
        "What is open of an obligation changed meanwhile.",
        "Begin again from what is open now.",
    ),
    Entry(
        "unit_unknown",
        "There is no such unit of account.",
        "Check its code; a unit is there once something was posted in it.",
    ),
    Entry(
        "ledger_unreadable",
        "The ledger cannot be read: no database answers, or its tables are not those of this version.",
        "Check SAMARKAND_HOME and DATABASE_URL: `samarkand serve` brings the tables up to date.",
    ),
    Entry(
        "days_reversed",
        "The last day lies before the first.",
        "Exchange them or correct one.",
    ),
    Entry(
        "period_not_over",
        "A period can be closed only when its last day has passed.",
        "Close it tomorrow, or up to an earlier day.",
    ),
    Entry(
        "period_overlaps",
        "The period ends on or before the day the books are closed to.",
        "Name a later day.",
    ),
    Entry(
        "rate_unfit",
        "A rate of interest lies outside nothing to one hundred per cent a year.",
        "State it as a share of one in the year: 0.04 for four per cent.",
    ),
    Entry(
        "interest_charged_already",
        "Interest on this part of the balances was charged for some of these days before.",
        "Charge for the days after those.",
    ),
    Entry(
        "price_unfit",
        "A unit is revalued by two prices above nothing.",
        "State the old and the new price of the same measure.",
    ),
    Entry(
        "revalued_already",
        "The unit was revalued with effect from this day before, otherwise.",
        "Revalue with effect from a later day.",
    ),
    Entry(
        "swing_kept",
        "There is no excess over the swing to claim.",
        "An excess is due only where a balance in one's favour is above the swing.",
    ),
    Entry(
        "claim_open_already",
        "An excess is being claimed on this account.",
        "Wait until it is paid, or withdraw it first.",
    ),
    Entry(
        "settlement_unfit",
        "A settlement is of nothing, or of one account with itself.",
        "State an amount above nothing, and two accounts of the same unit.",
    ),
    Entry(
        "unit_runs_off",
        "The agreement of this unit has ended: contracts made in time are finished, new ones are not made.",
        "Trade in another unit, or settle what remains.",
    ),
    Entry(
        "run_off_set_already",
        "The unit runs off from another day.",
        "A run-off once begun is not moved.",
    ),
)
"""Every finding of this part of the ledger."""

finding = finding_maker(ENTRIES)
