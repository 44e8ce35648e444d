"""The four values of a line, and which of them drives what is posted.

A line of goods has a value by contract, one declared to customs, one customs assessed, and one the parties
settled on; agreements net off by one or another of them (Pakistan's mechanism of 2023 by the assessed one).
All count minor units of the unit of account, for the quantity that was accepted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DECIMALS, to_text
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.models import Driver, Receipt

_FAR = 10
"""So many times more or less than by contract is most likely a slip."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a consignment on its receipt; quantities in thousandths of the leg's unit.

    Values not known yet are None: a later correction states them. ``driver`` names the value that is posted.
    """

    received_on: date
    accepted: int
    rejected: int = 0
    place: str = ""
    reason: str = ""
    declared: int | None = None
    assessed: int | None = None
    settlement: int | None = None
    driver: str = Driver.CONTRACT


def said_by(receipt: Receipt) -> Told:
    """Return what was told for a receipt."""
    return Told(
        received_on=receipt.received_on,
        accepted=receipt.accepted_quantity,
        rejected=receipt.rejected_quantity,
        place=receipt.place,
        reason=receipt.reason,
        declared=receipt.declared_value,
        assessed=receipt.assessed_value,
        settlement=receipt.settlement_value,
        driver=receipt.driver,
    )


def tells_the_same(receipt: Receipt, told: Told) -> bool:
    """Tell whether what is told was told by this receipt; what is left unsaid now contradicts nothing."""
    said = said_by(receipt)
    declared = said.declared if told.declared is None else told.declared
    return replace(told, place=told.place or said.place, declared=declared) == said


def contract_value(leg_value: int, leg_quantity: int, accepted: int, others: Iterable[Receipt]) -> int:
    """Return what the accepted part of a leg is worth by contract.

    ``others`` are the receipts that stand for the leg's other consignments. What is due for
    all of them together is the leg's value in the proportion of the quantity, rounded down; this one is
    worth the difference. So rounding never adds up: whoever accepts a whole leg has accepted its whole value.
    """
    if accepted == 0:
        return 0
    quantity, value = 0, 0
    for other in others:
        quantity += other.accepted_quantity
        value += other.contract_value
    return max(0, leg_value * (quantity + accepted) // leg_quantity - value)


def far_values(told: Told, contract: int) -> Iterator[Finding]:
    """Yield a finding for each value ten times the contract's, or a tenth, that nobody explains."""
    if told.reason.strip() or contract <= 0:
        return
    stated = {
        "declared_value": told.declared,
        "assessed_value": told.assessed,
        "settlement_value": told.settlement,
    }
    for column, value in stated.items():
        if value is not None and value >= 0 and not contract <= _FAR * value <= _FAR * _FAR * contract:
            message = f"{column} is {_text(value)}, by contract the goods are worth {_text(contract)}."
            yield finding("value_far_off", message, column=column, value=_text(value))


def driving_value(told: Told, contract: int) -> int | None:
    """Return the value that drives the posting; None where it is not known."""
    values = {
        Driver.CONTRACT: contract,
        Driver.DECLARED: told.declared,
        Driver.ASSESSED: told.assessed,
        Driver.SETTLEMENT: told.settlement,
    }
    return values[Driver(told.driver)]


def value_findings(told: Told) -> Iterator[Finding]:
    """Yield what is wrong with the values told."""
    stated = {
        "declared_value": told.declared,
        "assessed_value": told.assessed,
        "settlement_value": told.settlement,
    }
    for column, value in stated.items():
        if value is not None and value < 0:
            yield finding("value_negative", f"{column} is below nothing.", column=column, value=_text(value))
    if driving_value(told, 0) is None:
        message = f"the {told.driver} value is to be posted, and nobody states it."
        yield finding("value_missing", message, column=f"{told.driver}_value")


def differing_values(told: Told, contract: int) -> str:
    """Return how the known values differ from the contract's, in words; blank where none does."""
    stated = {"declared": told.declared, "assessed": told.assessed, "settled": told.settlement}
    differing = [f"{name} {_text(value)}" for name, value in stated.items() if value not in {None, contract}]
    return f"contract {_text(contract)}, {', '.join(differing)}" if differing else ""


def _text(value: int | None) -> str:
    return "" if value is None else to_text(value, VALUE_DECIMALS)
