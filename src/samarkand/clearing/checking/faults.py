"""The faults an outcome can have: stable codes, what each means, what to do, and how they are told."""

from samarkand.publishing.faults import OF_EVERY_KIND, Faults

_TAMPERED = "Clear the book again; do not ship against this outcome."

CATALOGUE: dict[str, tuple[str, str]] = {
    "outcome_incomplete": (
        "The outcome lacks a column or an entry of its summary, or a cell is blank that must not be.",
        "Write the outcome again with samarkand clear.",
    ),
    "uncountable": (
        "A number is so large that a sum with it would not fit: nothing can be proven with it.",
        "Clear the book again; a unit of account of higher worth makes its numbers smaller.",
    ),
    "book_differs": (
        "A table of the book is not the one that was cleared: its digest differs.",
        "Check against the book the outcome was made from, or clear this book anew.",
    ),
    **OF_EVERY_KIND,
    "file_differs": (
        "A file of the outcome was changed after it was written: its hash differs.",
        "Fetch the outcome again from whoever published it.",
    ),
    "unknown_name": (
        "The outcome names an offer, want, party, pool, market, deal or quota that is not there.",
        _TAMPERED,
    ),
    "name_twice": ("Something that may be listed only once is listed again.", _TAMPERED),
    "leg_differs": (
        "A leg's party, goods, place, unit or market is not that of its offer and want.",
        _TAMPERED,
    ),
    "leg_quantity": (
        "A leg's quantity is not its value divided by the terms, rounded down; or it is a part of a thing.",
        _TAMPERED,
    ),
    "leg_unreachable": (
        (
            "The goods of a leg may not or cannot go to its want: other goods, a closed lane, too late, "
            "or a restriction."
        ),
        _TAMPERED,
    ),
    "leg_within_party": ("A leg goes from a party to itself, and nobody trades with itself.", _TAMPERED),
    "cap_exceeded": ("More is given or taken than the offer or the want allows.", _TAMPERED),
    "lot_broken": ("An offer is traded in something else than whole lots.", _TAMPERED),
    "minimum_broken": ("An offer or a want is traded below its least quantity.", _TAMPERED),
    "bundle_broken": (
        "The rows of a bundle are not traded in equal shares, or not whole where they must be.",
        _TAMPERED,
    ),
    "limit_broken": (
        "No rate honours every limit of a pool: a want pays more than an offer earns.",
        _TAMPERED,
    ),
    "quota_exceeded": ("More moves under a quota than it allows.", _TAMPERED),
    "pool_unbalanced": ("A pool gives more than it takes, or less, beyond its swing.", _TAMPERED),
    "balance_differs": ("The balances table does not say what the legs say.", _TAMPERED),
    "rate_differs": ("A pool's rate, or its lowest or highest, is not what its legs say.", _TAMPERED),
    "deal_unbalanced": ("A deal does not balance by itself.", _TAMPERED),
    "deal_too_large": ("A deal is among more parties than the round was to have in one.", _TAMPERED),
    "leg_too_small": ("A leg is worth less than the round was to have in one.", _TAMPERED),
    "deal_too_small": ("A deal is worth less than the round was to have in one.", _TAMPERED),
    "deal_apart": ("A deal is several smaller ones, each balanced by itself.", _TAMPERED),
    "deal_differs": ("The deals table does not say what the legs say.", _TAMPERED),
    "terms_differ": ("The terms table does not say what the book and the legs say.", _TAMPERED),
    "settlement_differs": (
        "The payments at home do not give each party what its goods earned or cost.",
        _TAMPERED,
    ),
    "settlement_abroad": ("A payment at home names a payer or a payee of another pool.", _TAMPERED),
    "unmatched_missing": ("An offer or a want with an open quantity is not listed as unmatched.", _TAMPERED),
    "unmatched_differs": ("An unmatched row does not say what the book and the legs say.", _TAMPERED),
    "reason_wrong": ("The reason given for an open quantity cannot be the reason.", _TAMPERED),
    "unit_differs": ("The unit of account, the anchor and the rates contradict each other.", _TAMPERED),
    "total_differs": ("A total of the summary is not the sum of its table.", _TAMPERED),
    "certificate_differs": (
        "The stated bound, gap or value is not what the potentials and the book give.",
        _TAMPERED,
    ),
    "prices_too_low": (
        (
            "The prices of rows leave some ring of as many parties as a deal may have with a gain: "
            "the certificate is no proof."
        ),
        _TAMPERED,
    ),
    "shortness_differs": (
        "The price of shortness is not that of this round, or longer deals bring less in it.",
        _TAMPERED,
    ),
    "failure_differs": ("What is said to stay if legs fail is not what the deals give.", _TAMPERED),
    "value_over_bound": (
        "The value traded exceeds the bound its certificate proves: the certificate is no proof.",
        _TAMPERED,
    ),
}
"""Code -> what it means and what to do about it."""

FAULTS = Faults(CATALOGUE, "the book and the legs")
fault, faults, wrong_cells = FAULTS.fault, FAULTS.faults, FAULTS.wrong_cells
