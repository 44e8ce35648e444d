"""What becomes of everything owed, and how much narrower nettings would have set off."""

from dataclasses import dataclass

from samarkand.netting.reporting.bars import Bar, Piece, listed, stacked
from samarkand.netting.reporting.part import Part
from samarkand.publishing.markup import Html, tag


@dataclass(frozen=True, slots=True)
class Reach:
    """A kind of netting, what it sets off, and how that is known; ``is_least`` where it may be more."""

    kind: str
    size: int
    note: str
    is_least: bool = False

    def text(self, part: Part) -> str:
        """Return "at least 855,000 USD, 69.5 %"."""
        return f"{'at least ' if self.is_least else ''}{part.short(self.size)}, {part.share(self.size)}"


def whole(part: Part) -> Html:
    """Return one bar of everything owed: set off, left in chains, left net."""
    return tag(
        "section",
        part.heading("What becomes of what is owed"),
        tag("p", _meaning(part), class_="hint"),
        stacked(_pieces(part), part.facts.owed),
    )


def comparison(part: Part) -> Html | None:
    """Return what would be set off two at a time, in rings of three, among all, and with credit."""
    found = reaches(part)
    if not found:
        return None
    bars = [
        Bar(tag("strong", reach.kind), (Piece(reach.size, "set-off"),), reach.text(part), reach.note)
        for reach in found
    ]
    lead = (
        "The more parties take part in a ring, the more can be set off. All bars are parts of what is owed."
    )
    return tag(
        "section",
        part.heading("How far each kind of netting reaches"),
        tag("p", lead, class_="hint"),
        listed(bars, part.facts.owed, is_share=True),
    )


def reaches(part: Part) -> list[Reach]:
    """Return how far each kind of netting reaches, the narrowest first; nothing where none sets off."""
    unit = part.facts
    if not unit.full and not unit.set_off:
        return []
    found = [
        Reach("Two at a time", unit.bilateral, "Each pair: the smaller of its two debts. Exact."),
        Reach("Rings of up to three", unit.ring_3, _rings_of_three(part), is_least=not _is_exact(part)),
        Reach("Among all", unit.full, _among_all(part)),
    ]
    if unit.credit:
        note = f"The clearing house lends {part.short(unit.credit.used)}."
        return [*found, Reach("Among all, with credit", unit.set_off, note)]
    if part.whole.scope == "full" and unit.set_off != unit.full:
        return [*found, Reach("This netting", unit.set_off, _choice(part))]
    return found


def _pieces(part: Part) -> list[Piece]:
    unit = part.facts
    net = min(unit.positions_net, unit.remainder)
    chain = unit.remainder - net
    return [
        _piece(part, unit.set_off, "set-off", "Set off", "No payment is needed."),
        _piece(part, chain, "chain", "Remains, in chains", _chain_note(part)),
        _piece(part, net, "net", "Remains, net", _net_note(part)),
    ]


def _piece(part: Part, size: int, kind: str, label: str, note: str) -> Piece:
    return Piece(size, kind, label, part.short(size), part.share(size), note)


def _chain_note(part: Part) -> str:
    more = part.facts.full - part.facts.set_off
    if more > 0:
        return (
            f"Owed by parties that are themselves owed; {part.short(more)} of it could be set off among all."
        )
    return "Owed by parties that are themselves owed: A owes B, B owes C."


def _net_note(part: Part) -> str:
    if part.facts.credit and part.facts.remainder < part.facts.positions_net:
        return "What some owe more than they are owed, less what the clearing house lends them."
    return "What some owe more than they are owed: no netting can lower it."


def _meaning(part: Part) -> str:
    if not part.facts.set_off:
        return "An obligation is set off where a debt leads back, directly or through others, to who owes it."
    return (
        "Where debts run in a ring, all of them fall by the same amount and nobody gains or loses: "
        "each owes less and is owed less. What is left of an obligation is its remainder."
    )


def _is_exact(part: Part) -> bool:
    """Tell whether rings of three are known exactly: by proof, or because all together reach no more."""
    return part.facts.ring_3_proven or part.facts.ring_3 == part.facts.full


def _rings_of_three(part: Part) -> str:
    if _is_exact(part):
        return "Rings of two and three. Proven: no such set-off is larger."
    return "Rings of two and three, one after the other; more may be possible."


def _among_all(part: Part) -> str:
    limit = "without credit no set-off is larger" if part.facts.credit else "no set-off is larger"
    return f"Rings of any length. Proven: {limit}."


def _choice(part: Part) -> str:
    aim = {"count": "To close the most obligations", "age": "To set off old debts first"}
    lost = part.short(part.facts.full - part.facts.set_off)
    return f"{aim.get(part.whole.objective, 'By the weights given')}, {lost} of set-off is given up."
