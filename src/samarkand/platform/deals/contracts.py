"""The contracts that a bound deal is written in, after UNCITRAL's legal guide to countertrade (1992).

One barter contract: goods for goods, each leg with its value (the guide's chapter on a single contract).
Or a supply contract for each giver and taker, and a countertrade commitment of all the parties that ties
them: each supplies because the others do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from samarkand.platform.deals.models import Contract, ContractKind, Deal, Leg
from samarkand.platform.rounds.models import ContractForm


def contracts_of(deal: Deal, legs: Sequence[Leg], concluded_on: date) -> Iterator[Contract]:
    """Yield the contracts of a deal in the form its round has chosen, not yet stored."""
    if deal.round.contract_form == ContractForm.BARTER:
        yield _joint(deal, ContractKind.BARTER, "B", concluded_on)
        return
    yield _joint(deal, ContractKind.COMMITMENT, "C", concluded_on)
    supplied: dict[tuple[int, int], int] = defaultdict(int)
    for leg in legs:
        supplied[leg.giver_id, leg.taker_id] += leg.value
    for number, ((giver, taker), value) in enumerate(supplied.items(), start=1):
        yield Contract(
            deal=deal,
            code=f"{deal.code}-S{number}",
            kind=ContractKind.SUPPLY,
            giver_id=giver,
            taker_id=taker,
            value=value,
            concluded_on=concluded_on,
        )


def _joint(deal: Deal, kind: ContractKind, letter: str, concluded_on: date) -> Contract:
    """Return a contract of all the parties, over all the deal is worth."""
    return Contract(
        deal=deal, code=f"{deal.code}-{letter}", kind=kind, value=deal.value, concluded_on=concluded_on
    )
