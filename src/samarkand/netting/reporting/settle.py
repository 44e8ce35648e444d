"""What is still to be done: the few payments or deliveries that settle what remains."""

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
    largest = part.residual.sort("amount", "payer", "payee", descending=[True, False, False])
    rows: list[list[str]] = [
        [
            name(readable(row["payer"])),
            name(readable(row["payee"])),
            part.exact(row["amount"]),
            name(readable(row["group"])) if part.whole.within else "",
        ]
        for row in largest.head(_MOST_PAYMENTS).iter_rows(named=True)
    ]
    head = ["Pays or delivers", "To", "Amount", words.capital(part.group)]
    rest = words.more(largest.height - len(rows), "payments", "residual")
    shown = table(f"Payments {part.unit}".strip(), head, rows, frozenset({2})) if rows else None
    return tag(
        "section",
        part.heading("What remains to settle"),
        tag("p", residual_story(part), class_="hint"),
        shown,
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def residual_story(part: Part) -> str:
    """Return how few payments settle what remains, and whether fewer could."""
    unit = part.facts
    if not unit.remainder:
        return "Nothing: every obligation is closed in full."
    if not unit.payments:
        return f"Nobody owes anything net: a wider netting would close {_open(part)}."
    return " ".join(filter(None, (_payments(part), _fewest(part), _AGREED, _house(part))))


def _payments(part: Part) -> str:
    unit = part.facts
    payments = words.capital(words.count(unit.payments, "payment"))
    verb = "settles" if unit.payments == 1 else "settle"
    said = f"{payments}, {part.short(unit.payments_amount)} in all, {verb} everybody's net position"
    if unit.payments < unit.still_open:
        return f"{said}, instead of paying {_open(part)} one by one."
    return f"{said}; {_open(part)} can as well be paid one by one."


def _open(part: Part) -> str:
    unit = part.facts
    stay = "that stays open" if unit.still_open == 1 else "that stay open"
    return f"the {words.count(unit.still_open, 'obligation')} {stay} ({part.short(unit.remainder)})"


def _fewest(part: Part) -> str:
    unit = part.facts
    if unit.payments_proven:
        return "Fewer cannot do it." if unit.payments > 1 else ""
    few, least = words.count_word(unit.payments), words.count_word(unit.payments_at_least)
    return f"At least {least} are needed; whether fewer than {few} are enough is not proven."


def _house(part: Part) -> str:
    lent = part.facts.credit
    return "What the clearing house owes or is owed is settled with the house." if lent and lent.used else ""
