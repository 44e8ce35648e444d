"""Who sets off with whom, ring by ring: the largest rings of an outcome, one sentence each."""

from dataclasses import dataclass

import polars as pl

from samarkand.netting.reporting.part import Part
from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, tag
from samarkand.publishing.names import readable

_MOST_RINGS = 12
_MOST_STEPS = 6
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring: its first debts as debtor and creditor, how many more it has, and what each falls by."""

    debts: tuple[tuple[str, str], ...]
    left: int
    amount: int


def rings(part: Part) -> Html | None:
    """Return the rings in which most is set off, as sentences; None where none are listed."""
    number, largest = largest_rings(part, _MOST_RINGS)
    if not largest:
        return None
    cut = words.count(number, "ring")
    lead = f"All that is set off, cut into {cut}: in a ring every debt falls by the same amount."
    rest = words.more(number - len(largest), "rings", "rings")
    return tag(
        "section",
        part.heading("Who sets off with whom"),
        tag("p", f"{lead} The largest:" if rest else lead, class_="hint"),
        tag("ol", *[tag("li", _sentence(part, ring)) for ring in largest], class_="rings"),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def largest_rings(part: Part, most: int) -> tuple[int, list[Ring]]:
    """Return how many rings there are, and those in which most is set off; none where none are listed."""
    if part.rings is None:
        return 0, []
    heads = part.rings.filter(pl.col("step") == 1).with_columns(size=pl.col("amount") * pl.col("parties"))
    keys = ["size", "ring"]
    chosen = heads.top_k(most, by=keys, reverse=[False, True]).sort(keys, descending=[True, False])["ring"]
    steps = part.rings.filter(pl.col("ring").is_in(chosen.to_list())).sort("ring", "step")
    found = steps.partition_by("ring", as_dict=True)
    return heads.height, [_ring(found[(number,)]) for number in chosen]


def ring_text(part: Part, ring: Ring) -> str:
    """Return "A owes B, B owes C, C owes A: 5,000 PKR each"."""
    debts = ", ".join(f"{debtor} owes {creditor}" for debtor, creditor in ring.debts)
    return f"{debts}{_left(ring)}: {_amount(part, ring)} each"


def _ring(steps: pl.DataFrame) -> Ring:
    shown = steps.select("debtor", "creditor").head(_MOST_STEPS)
    debts = tuple(
        (readable(debtor, _LONGEST_NAME), readable(creditor, _LONGEST_NAME))
        for debtor, creditor in shown.iter_rows()
    )
    return Ring(debts, steps.height - len(debts), int(steps["amount"][0]))


def _sentence(part: Part, ring: Ring) -> Html:
    pieces: list[Html | str] = []
    for debtor, creditor in ring.debts:
        pieces += [", ", name(debtor), " owes ", name(creditor)]
    return join([*pieces[1:], f"{_left(ring)}: ", tag("strong", _amount(part, ring)), " each"])


def _left(ring: Ring) -> str:
    return f", and so on through {ring.left:,} more, back to the first" if ring.left else ""


def _amount(part: Part, ring: Ring) -> str:
    return f"{part.exact(ring.amount)} {part.unit}".strip()
