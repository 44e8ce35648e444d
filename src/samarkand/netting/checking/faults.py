"""The faults an outcome of a netting can have: stable codes, what each means, and what to do."""

from samarkand.publishing.faults import OF_EVERY_KIND, Faults

_TAMPERED = "Net the obligations again; sign nothing by this outcome."

CATALOGUE: dict[str, tuple[str, str]] = {
    "outcome_incomplete": (
        "The outcome lacks a table, a column or an entry of its summary, or a cell is wrongly blank.",
        "Write the outcome again with samarkand net.",
    ),
    "obligations_differ": (
        "The obligations are not those that were netted: their digest, number or decimals differ.",
        "Check against the file the outcome was made from, or net this one anew.",
    ),
    "limits_differ": (
        "The credit limits are not those the outcome was made with: their digest or number differs.",
        "Check with the limits the outcome was made with, or net anew.",
    ),
    "limits_missing": (
        "The outcome was made with credit limits, and none were given to check it by.",
        "Give them: samarkand check OBLIGATIONS OUTCOME --credit LIMITS.",
    ),
    **OF_EVERY_KIND,
    "file_differs": (
        "A file of the outcome was changed after it was written: its hash differs.",
        "Fetch the outcome again from whoever published it.",
    ),
    "settings_differ": ("The settings contradict the obligations, the tables or each other.", _TAMPERED),
    "unknown_name": (
        "The outcome names an obligation, party, unit, group or debt that is not there, or leaves one out.",
        _TAMPERED,
    ),
    "name_twice": ("Something that may be listed only once is listed again.", _TAMPERED),
    "notice_differs": (
        "A set-off notice does not repeat its obligation: its parties, amount, unit, group or due day.",
        _TAMPERED,
    ),
    "set_off_impossible": ("Less than nothing or more than the amount owed is set off.", _TAMPERED),
    "remainder_differs": ("Set-off and remainder do not make up the amount.", _TAMPERED),
    "older_left_open": (
        "An obligation is set off while an older one of the same debt stays open.",
        _TAMPERED,
    ),
    "set_off_unbalanced": (
        "A party's debts and claims do not fall alike, and no clearing house takes the difference.",
        _TAMPERED,
    ),
    "credit_exceeded": (
        "A party owes the clearing house more than its limit, or the house owes it more than it holds.",
        _TAMPERED,
    ),
    "position_differs": ("A position is not what the obligations and the set-offs give.", _TAMPERED),
    "residual_differs": ("The payments of the residual do not settle what is left of each party.", _TAMPERED),
    "fewest_differs": (
        "The number of payments, or of the fewest that can do, is not what the residual gives.",
        _TAMPERED,
    ),
    "scope_broken": ("More parties set off together than the scope allows, or fewer than could.", _TAMPERED),
    "ring_broken": (
        "A ring of the rings table is not one, or the rings do not add up to the set-offs.",
        _TAMPERED,
    ),
    "price_broken": (
        "The prices of a ring of two or three are below its length: they are no proof.",
        _TAMPERED,
    ),
    "certificate_differs": (
        "The stated gain, bound or gap, or what follows from them, is not what the potentials give.",
        _TAMPERED,
    ),
    "not_largest": (
        "The outcome is said to be the largest, and its potentials do not prove it.",
        _TAMPERED,
    ),
    "credit_differs": ("What is said of credit, or a point of its curve, cannot be.", _TAMPERED),
    "total_differs": ("A total of the summary is not the sum of its table.", _TAMPERED),
}
"""Code -> what it means and what to do about it."""

FAULTS = Faults(CATALOGUE, "the obligations and the set-offs")
fault, faults, wrong_cells = FAULTS.fault, FAULTS.faults, FAULTS.wrong_cells
