"""What is still to be done: the few payments or deliveries that settle what remains."""

import polars as pl

from samarkand.netting.reporting.part import Part
from samarkand.publishing import words
from samarkand.publishing.markup import Html, name, table, tag
from samarkand.publishing.names import readable

_MOST_PAYMENTS = 20
_AGREED = (
    "Who pays may never have owed the other, so both must agree; "
    "a delivery of goods of the same value does as well."
)


def residual(part: Part) -> Html:
    """Return few payments or deliveries that would settle all that remains."""
    rows: list[list[str]] = [
        [
            name(readable(payer)),
            name(readable(payee)),
            part.exact(amount),
            name(readable(group)) if group else "",
        ]
        for payer, payee, amount, group in _largest(part, _MOST_PAYMENTS).iter_rows()
    ]
    head = ["Pays or delivers", "To", "Amount", words.capital(part.group)]
    rest = words.more(part.residual.height - len(rows), "payments", "residual")
    shown = table(f"Payments {part.unit}".strip(), head, rows, frozenset({2})) if rows else None
    return tag(
        "section",
        part.heading("What remains to settle"),
        tag("p", residual_story(part), class_="hint"),
        shown,
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def largest_payments(part: Part, most: int) -> list[tuple[str, str, int]]:
    """Return payer, payee and amount of the largest payments."""
    return list(_largest(part, most).select("payer", "payee", "amount").iter_rows())


def residual_story(part: Part) -> str:
    """Return how few payments settle what remains, and whether fewer could."""
    unit = part.facts
    if not unit.remainder:
        return "Nothing: every obligation is closed in full."
    if not unit.payments:
        left = part.short(unit.remainder)
        return f"Nobody owes anything net: a wider netting would close {_open(part)}, of {left}."
    if unit.payments > unit.still_open:
        return " ".join(filter(None, (_one_by_one(part), _house(part))))
    return " ".join(filter(None, (_payments(part), _fewest(part), _agreed(part), _house(part))))


def _largest(part: Part, most: int) -> pl.DataFrame:
    keys = ["amount", "payer", "payee"]
    top = part.residual.top_k(most, by=keys, reverse=[False, True, True])
    return top.sort(keys, descending=[True, False, False]).select("payer", "payee", "amount", "group")


def _payments(part: Part) -> str:
    unit = part.facts
    if _as_they_stand(part):
        return f"{_together(part, unit.remainder)} {_open(part)}."
    net = f"{_together(part, unit.payments_amount)} everybody's net position"
    return f"{net}; paying {_open(part)} one by one would take {part.short(unit.remainder)}."


def _one_by_one(part: Part) -> str:
    left = f"{words.capital(_open(part))}, {part.short(part.facts.remainder)} together"
    return f"{left}, can be paid one by one. The payments listed settle the same net positions."


def _together(part: Part, amount: int) -> str:
    if part.facts.payments == 1:
        return f"One payment of {part.short(amount)} settles"
    payments = words.capital(words.count(part.facts.payments, "payment"))
    return f"{payments}, {part.short(amount)} together, settle"


def _as_they_stand(part: Part) -> bool:
    """Tell whether settling net takes as much as paying what stays open."""
    unit = part.facts
    return unit.payments >= unit.still_open and unit.payments_amount >= unit.remainder


def _agreed(part: Part) -> str:
    return "" if _as_they_stand(part) else _AGREED


def _open(part: Part) -> str:
    unit = part.facts
    stay = "that stays open" if unit.still_open == 1 else "that stay open"
    return f"the {words.count(unit.still_open, 'obligation')} {stay}"


def _fewest(part: Part) -> str:
    unit = part.facts
    if unit.payments_proven:
        return "Fewer cannot do it." if unit.payments > 1 else ""
    few, least = words.count_word(unit.payments), words.count_word(unit.payments_at_least)
    are = "is" if unit.payments_at_least == 1 else "are"
    return f"At least {least} {are} needed; whether fewer than {few} are enough is not proven."


def _house(part: Part) -> str:
    lent = part.facts.credit
    return "What the clearing house owes or is owed is settled with the house." if lent and lent.used else ""
