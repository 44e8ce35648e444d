"""Small random books of every feature, drawn by plain dice so that every process draws the same."""

from random import Random

from samarkand.book.book import Book
from samarkand.clearing.settings import Settings
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.netting.obligations import Obligations
from samarkand.netting.settings import Scope
from samarkand.netting.settings import Settings as Netting
from tests.cast import GOODS, book
from tests.obligations import owes

Round = tuple[Book, Settings]

_WORTH = {"rice": 650, "chickpeas": 620, "lentils": 580, "wheat": 250, "mandarins": 500, "cotton": 1800}
_FIRMS = (
    "Meskay PK",
    "Karachi PK",
    "Astarta RU",
    "Novosib RU",
    "AltynDan KZ",
    "Luoyang CN",
    "Samarkand UZ",
    "Bukhara UZ",
)
_PLACES = {"PK": "PKKHI", "RU": "RUNVS", "KZ": "KZALA", "CN": "CNLYA", "UZ": "UZTAS"}
_ONE_FOR_ALL, _IN_KILOGRAMS = 1, 1000


def large_round() -> Round:
    """Return a book of some 2,000 rows at listed terms: its loops are compiled, threads share its tables."""
    dice = Random(0)
    goods = sorted(_WORTH)
    firms = [f"Firm{number} {_country(dice)}" for number in range(700)]
    lines = [_firm(dice, firm, goods, dict.fromkeys(_FEATURES, False)) for firm in firms]
    listed = [f"{one} {_WORTH[one]} t" for one in goods]
    return book(*lines, listed=listed, name="large round"), Settings(terms="listed")


def large_netting(scope: Scope) -> tuple[Obligations, Netting]:
    """Return 30,000 debts between 300 parties, with more rings of three than a program takes on."""
    dice = Random(0)
    pairs = dice.sample([(one, other) for one in range(300) for other in range(300) if one != other], 30_000)
    return owes(
        "; ".join(f"P{one} owes P{other} {dice.randint(1, 90_000)}" for one, other in pairs)
    ), Netting(scope=scope)


def random_round(seed: int) -> Round:
    """Return a book of two to eight firms, and the settings it is cleared with.

    Each feature is there or not by the dice: shared pools with currencies, swings, grades, kilograms and
    grams beside tonnes, prefixes, seasons, lots, minimums, bundles, whole rows, priorities, lanes, quotas,
    restrictions, listed terms, short deals, failing legs.
    """
    dice = Random(seed)
    has = {feature: dice.random() < 0.35 for feature in _FEATURES}
    has["listed"] = seed % 2 == 0
    firms = dice.sample(_FIRMS, dice.randint(2, len(_FIRMS)))
    goods = dice.sample(sorted(_WORTH), dice.randint(2, len(_WORTH)))
    lines = [_firm(dice, firm, goods, has) for firm in firms]
    made = book(
        *lines,
        lanes=_lanes(dice) if has["lanes"] else None,
        quotas=_quotas(dice, goods) if has["quotas"] else (),
        restrictions=[f"{_country(dice)}>{_country(dice)} {dice.choice(goods)}"] if has["laws"] else (),
        failures=[f"{dice.choice(goods)} 0.{dice.randint(1, 30):02}"] if has["failing"] else (),
        listed=[f"{one} {_near(dice, _WORTH[one], 5)} t" for one in goods],
        name=f"round {seed}",
    )
    return made, _settings(dice, has, goods)


_FEATURES = (
    "pools", "swings", "grades", "units", "prefixes", "seasons", "lots", "minimums", "bundles", "whole",
    "priorities", "lanes", "quotas", "laws", "short", "failing", "anchor",
)  # fmt: skip


def _settings(dice: Random, has: dict[str, bool], goods: list[str]) -> Settings:
    short = has["short"] or has["failing"]
    anchor = has["anchor"] and not has["listed"]
    return Settings(
        terms="listed" if has["listed"] else "discovered",
        max_parties=dice.randint(2, 4) if short else None,
        leg_failure=dice.choice((0, 20_000, 150_000)) if has["failing"] else None,
        anchor_hs="" if not anchor else GOODS[goods[0]][:2],
        anchor_value=(dice.randint(1, 2_000) if anchor else 1_000) * 10**TERMS_DECIMALS,
        seed=dice.randint(0, 9),
    )


def _firm(dice: Random, firm: str, goods: list[str], has: dict[str, bool]) -> str:
    country = firm[-2:]
    money = dice.choice((0.01, 1, 40, 300))
    head = firm
    if has["pools"] and country in {"PK", "UZ"}:
        money = 278.5
        head += f" pool=Home{country} currency={country}R"
    elif has["swings"]:
        head += f" swing={dice.choice((0, 1_000, 200_000))}"
    held = dice.sample(goods, dice.randint(2, min(4, len(goods))))
    gives = dice.randint(1, len(held) - 1)
    trades = [_trade(dice, "gives", one, money, country, has) for one in held[:gives]]
    trades += [_trade(dice, "wants", one, money, country, has) for one in held[gives:]]
    return f"{head}: {'; '.join(trades)}"


def _trade(dice: Random, side: str, goods: str, money: float, country: str, has: dict[str, bool]) -> str:
    quantity = dice.randint(1, 400) * dice.choice((1, 10, 100))
    price = _near(dice, _WORTH[goods] * (0.95 if side == "gives" else 1.05)) * money
    word, parts = ("kg", _IN_KILOGRAMS) if has["units"] and dice.random() < 0.4 else ("t", _ONE_FOR_ALL)
    code = GOODS[goods][:4] if has["prefixes"] and side == "wants" and dice.random() < 0.5 else goods
    text = f"{side} {quantity * parts} {word} {code} @{price / parts:.6f}"
    some = {name for name in has if has[name] and dice.random() < 0.4}
    if "bundles" in some:
        some -= {"lots", "minimums"}
    place = _PLACES[country] if dice.random() < 0.5 else country
    options = {
        "grades": f"grade {dice.choice('AB')}",
        "lanes": f"at {place}",
        "seasons": f"from 2026-{dice.randint(1, 6):02}-01 until 2026-{dice.randint(6, 12):02}-28",
        "lots": f"lot {max(quantity // dice.randint(2, 9), 1) * parts}" if side == "gives" else "",
        "minimums": f"min {max(quantity // 3, 1) * parts}",
        "bundles": "bundle together",
        "priorities": f"priority {dice.randint(1, 3)}" if side == "wants" else "",
    }
    for name, option in options.items():
        text += f" {option}" * (name in some and bool(option))
    return text + " whole yes" * ("whole" in some and not some & {"lots", "minimums"})


def _lanes(dice: Random) -> list[str]:
    ends = sorted(_PLACES)
    pairs = [(one, other) for one in ends for other in ends if dice.random() < 0.8]
    return [f"{one} > {other} {dice.randint(1, 30)} days {dice.randint(0, 40)}" for one, other in pairs]


def _quotas(dice: Random, goods: list[str]) -> list[str]:
    some = f"{dice.choice(goods)} >{_country(dice)} {dice.randint(1, 200) * 10} t"
    worth = f"* {_country(dice)}> value {dice.randint(1, 20) * 10_000}"
    return dice.choice(([some], [worth], [some, worth]))


def _country(dice: Random) -> str:
    return dice.choice(sorted(_PLACES))


def _near(dice: Random, worth: float, spread: int = 15) -> float:
    return round(worth * dice.randint(1000 - spread * 10, 1000 + spread * 10) / 1000, 4)
