"""What a netting run refuses."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "nothing_owed",
        "Nothing is open in the unit that could be set off.",
        "Run it when deliveries have been received.",
    ),
    Entry(
        "owed_too_large",
        "What is owed in all does not fit 64 bits.",
        "Net the groups of obligations one by one.",
    ),
    Entry(
        "netting_false",
        "The set-off found does not pass its own check.",
        "Nothing was kept. Report it with the run's code: this is a fault of the program.",
    ),
    Entry(
        "netting_stale",
        "What a run set off is no longer open as it was.",
        "Void the run and propose a new one.",
    ),
    Entry(
        "netting_uneven",
        "A run would move the net position of a party.",
        "Nothing was posted. Void the run; report it with its code: this is a fault of the program.",
    ),
    Entry(
        "run_code_in_use",
        "The code of a netting run is in use for another.",
        "Give the run a code of its own.",
    ),
)
"""Every finding of this stage."""

finding = finding_maker(ENTRIES)
