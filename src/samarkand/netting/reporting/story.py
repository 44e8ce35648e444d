"""The netting in sentences that need no word of the trade, for the page and the terminal alike."""

from samarkand.netting.reporting.amounts import short, unit_name
from samarkand.netting.reporting.facts import Facts, UnitFacts
from samarkand.publishing import words
from samarkand.publishing.names import readable

_MOST_UNITS_IN_A_SENTENCE = 3
_LONGEST_WORD = 40
_SCOPES = {"bilateral": "two parties at a time", "ring:3": "in rings of at most three"}


def headline(facts: Facts) -> str:
    """Return the netting in one sentence."""
    owing = [unit for unit in facts.units if unit.owed]
    if not any(unit.set_off for unit in owing):
        return _nothing(facts)
    who = words.capital(words.count(facts.parties, "party", "parties"))
    if len(owing) > _MOST_UNITS_IN_A_SENTENCE:
        return _many_units(who, facts, owing)
    owed = words.listing([_amount(unit.owed, unit, facts) for unit in owing])
    cleared = words.listing([_amount(unit.set_off, unit, facts) for unit in owing if unit.set_off])
    without = f"without any payment{_inside(facts)}"
    if len(owing) > 1:
        return f"{who} owe each other {owed}; {cleared} of it are set off {without}."
    unit = owing[0]
    part = f"{cleared} of it, {words.share(unit.set_off, unit.owed)}," if unit.remainder else "all of it"
    return f"{who} owe each other {owed}; {part} is set off {without}{_manner(facts, unit)}."


def group_word(facts: Facts) -> str:
    """Return the word for what keeps obligations apart, blank where nothing does."""
    return readable(facts.within.replace("_", " "), _LONGEST_WORD)


def set_off_of(unit: UnitFacts, decimals: int) -> str:
    """Return what is set off of one unit, for a list of units: "640,000 of 1.2 million PKR, 53.3 %"."""
    owed = short(unit.owed, decimals, unit_name(unit.unit))
    return f"{short(unit.set_off, decimals)} of {owed}, {words.share(unit.set_off, unit.owed)}"


def _is_proven_largest(facts: Facts, unit: UnitFacts) -> bool:
    """Tell whether the outcome proves that no set-off is larger."""
    largest = unit.set_off == unit.full and not unit.credit
    return largest and facts.scope == "full" and bool(unit.certificate.get("proven"))


def _amount(scaled: int, unit: UnitFacts, facts: Facts) -> str:
    return short(scaled, facts.decimals, unit_name(unit.unit) if unit.unit or len(facts.units) > 1 else "")


def _nothing(facts: Facts) -> str:
    what = words.capital(words.count(facts.obligations, "obligation"))
    comes = "come" if facts.obligations != 1 else "comes"
    units = [_amount(unit.owed, unit, facts) for unit in facts.units]
    many = len(units) > _MOST_UNITS_IN_A_SENTENCE
    owed = f"amounts in {words.count(len(units), 'unit')}" if many else words.listing(units)
    parties = words.count(facts.parties, "party", "parties")
    among = "between" if facts.parties == len(("debtor", "creditor")) else "among"
    return f"{what} {among} {parties} {comes} to {owed}; nothing of it can be set off: {_why_not(facts)}."


def _why_not(facts: Facts) -> str:
    why = {
        "bilateral": "no two of them owe each other",
        "ring:3": "no two or three of them owe each other in a ring",
    }.get(facts.scope, "no debt leads back to the party that owes it")
    return f"{why} inside one {group_word(facts)}" if facts.within else why


def _many_units(who: str, facts: Facts, owing: list[UnitFacts]) -> str:
    most = next(unit for unit in owing if unit.set_off)
    cleared = f"{_amount(most.set_off, most, facts)} of {short(most.owed, facts.decimals)}"
    rest = sum(1 for unit in owing if unit.set_off) - 1
    others = f", and something in {words.count(rest, 'other unit')}" if rest else ""
    count = words.count(len(owing), "unit")
    without = f"without any payment{_inside(facts)}{others}"
    return f"{who} owe each other amounts in {count}; {cleared} is set off {without}."


def _inside(facts: Facts) -> str:
    return f" inside each {group_word(facts)}" if facts.within else ""


def _manner(facts: Facts, unit: UnitFacts) -> str:
    """Return what sets this netting apart from the largest one, or that it is the largest."""
    if facts.scope in _SCOPES:
        return f", {_SCOPES[facts.scope]}"
    if unit.credit and unit.credit.used:
        return f", with {_amount(unit.credit.used, unit, facts)} of credit"
    if facts.objective == "count":
        return f", and {words.count(unit.closed, 'obligation')} of {unit.obligations:,} are closed in full"
    if facts.objective == "age":
        return ", old debts first"
    return ", and no set-off could be larger" if _is_proven_largest(facts, unit) and unit.remainder else ""
