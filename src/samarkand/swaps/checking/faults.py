"""The faults an outcome of a want-list trade can have: stable codes, what each means, and what to do."""

from samarkand.publishing.faults import OF_EVERY_KIND, Faults

_TAMPERED = "Run the trade again; send nothing by this outcome."

CATALOGUE: dict[str, tuple[str, str]] = {
    "outcome_incomplete": (
        "The outcome lacks a column or an entry of its summary, or a cell is wrongly blank.",
        "Write the outcome again with samarkand swap.",
    ),
    "lists_differ": (
        "The want lists are not those that were traded: their digest or numbers differ.",
        "Check against the file the outcome was made from, or run the trade anew.",
    ),
    **OF_EVERY_KIND,
    "file_differs": (
        "A file of the outcome was changed after it was written: its hash differs.",
        "Fetch the outcome again from whoever published it.",
    ),
    "unknown_item": ("The outcome names an item that has no want list, or leaves one out.", _TAMPERED),
    "trader_differs": ("An item is given, taken or kept by somebody who does not own it.", _TAMPERED),
    "item_twice": ("An item is listed twice: it can change hands once, or stay.", _TAMPERED),
    "trade_with_himself": ("A trader gets his own item.", _TAMPERED),
    "want_missing": (
        "A trader gets what he did not ask for in return, neither himself nor by dummies used once.",
        _TAMPERED,
    ),
    "ring_broken": ("A ring is not numbered step by step, or does not close.", _TAMPERED),
    "ring_too_long": ("A ring has more items than the settings allow.", _TAMPERED),
    "reason_differs": ("The reason why an item stays is not what the lists give.", _TAMPERED),
    "total_differs": ("A number of the summary is not what the tables give.", _TAMPERED),
    "bound_differs": (
        "A bound is below what was reached, or said to be reached where it is not.",
        _TAMPERED,
    ),
    "not_most": (
        "The outcome is said to trade the most items, and another choice of trades has more.",
        _TAMPERED,
    ),
}
"""Code -> what it means and what to do about it."""

FAULTS = Faults(CATALOGUE, "the want lists and the trades")
fault, faults = FAULTS.fault, FAULTS.faults
