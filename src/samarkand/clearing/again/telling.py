"""What clearing again found, in sentences."""

from samarkand.clearing.again.swing import Swing
from samarkand.clearing.again.threshold import Threshold
from samarkand.clearing.reporting.facts import counted
from samarkand.core.scale import PRICE_DECIMALS, VALUE_DECIMALS, to_text
from samarkand.publishing import words


def told_again(found: Threshold, currency: str = "") -> str:
    """Return the sentence about one row; ``currency`` is the money of the party's pool."""
    if not found.clearings:
        return "No other limit would have helped, so the book was not cleared again."
    offered = found.row["side"] == "offer"
    what = "all of it" if found.in_part else "it"
    clearings = words.count(found.clearings, "clearing")
    if found.needed is None:
        far = "a sixteenth of" if offered else "16 times"
        return (
            f"Cleared again, {what} does not trade at any limit tried, to {far} its own: "
            f"more than its limit stands in the way ({clearings})."
        )
    limit = f"{to_text(found.needed, PRICE_DECIMALS)} {currency}".strip()
    unit = words.unit_name(str(found.row["unit"]))
    quantity = words.quantity(found.quantity, found.unit)
    return (
        f"Cleared again with a limit of {limit} per {unit}{_distance(found)}, all else as it was, "
        f"{quantity} would have traded ({clearings})."
    )


def told_swing(found: Swing) -> str:
    """Return the sentence about the swing that lets a row trade."""
    clearings = words.count(found.clearings, "clearing")
    if found.needed is None:
        return f"No swing of the pools lets more of it trade, not even one of its whole worth ({clearings})."
    swing = to_text(found.needed, VALUE_DECIMALS)
    counted_in = counted(found.unit_of_account)
    quantity = words.quantity(found.quantity, found.unit)
    return (
        f"Cleared again with a swing of {swing} for every pool ({counted_in}), "
        f"{quantity} would have traded ({clearings})."
    )


def _distance(found: Threshold) -> str:
    own, needed = found.row["limit"], found.needed
    if not isinstance(own, int) or needed is None or not own:
        return ""
    side = "lower" if needed < own else "higher"
    return f", {words.figures(100 * abs(needed - own) / own, 2)} % {side} than its own"
