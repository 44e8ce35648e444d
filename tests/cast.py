"""The cast of firms every test plays with, and a small notation that writes their books.

``book("Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760", ...)`` is one line a firm:
its name, its country, then what it gives and wants. The offers of Meskay are named ``Meskay gives 1``,
``Meskay gives 2``, its wants ``Meskay wants 1``, unless a clause ends in ``as NAME``.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from samarkand.book.book import Book
from samarkand.book.schema import DECIMALS, TABLES, Column, Table
from samarkand.core.scale import to_scaled

MESKAY = "Meskay PK"
"""Rice mill in Karachi; wants chickpeas."""
ASTARTA = "Astarta RU"
"""Grows chickpeas and lentils in southern Russia; wants rice."""
NATIONAL_FRUIT = "NationalFruit PK"
"""Mandarins from Sargodha; wants potatoes or lentils."""
ALTYN_DAN = "AltynDan KZ"
"""Wheat from northern Kazakhstan."""
LUOYANG = "Luoyang CN"
"""Tractors from Henan."""
PISTACHIO_HOUSE = "PistachioHouse IR"
"""Pistachios and dates from Kerman."""
SAMARKAND_SILK = "SamarkandSilk UZ"
"""Cotton and dried apricots."""
STRANGER = "Stranger XX"
"""From no country there is: a book with him in it is refused."""

GOODS = {
    "rice": "100630",
    "chickpeas": "071320",
    "lentils": "071340",
    "mandarins": "080521",
    "potatoes": "070190",
    "wheat": "100199",
    "tractors": "870193",
    "pistachios": "080252",
    "dates": "080410",
    "cotton": "520100",
    "apricots": "081310",
    "oil": "270900",
    "urea": "310210",
}

UNITS = {"t": "TNE", "kg": "KGM", "l": "LTR", "pieces": "C62"}

_TRADE = re.compile(
    r"(?P<side>gives|wants) (?P<quantity>\S+) (?P<unit>\S+) (?P<goods>\S+) @(?P<price>\S+)(?P<rest>.*)"
)
_WORDS = {
    "grade": "grade",
    "at": "place",
    "from": "from",
    "until": "until",
    "lot": "lot",
    "min": "min_quantity",
    "bundle": "bundle",
    "whole": "all_or_nothing",
    "priority": "priority",
    "as": "id",
}

Row = dict[str, str]


def book(
    *firms: str,
    lanes: Iterable[str] | None = None,
    quotas: Iterable[str] = (),
    restrictions: Iterable[str] = (),
    failures: Iterable[str] = (),
    listed: Iterable[str] | None = None,
    name: str = "book",
) -> Book:
    """Return the book written down in lines.

    A firm: ``Meskay PK pool=Karachi swing=5000 currency=PKR: gives 20000 t rice @650 at PKKHI
    from 2026-11-01 until 2026-11-30 lot 1000 min 5000 grade basmati as rice; wants 10 t 0713 @760``;
    ``bundle CODE`` and ``whole yes`` may stand there too.
    A lane: ``PKKHI > RU 21 days 35 sea``. A quota: ``rice PK>RU 5000 t`` or ``* >RU value 1000``.
    A restriction: ``PK>RU rice``, ``>IR``, ``Stranger`` and, after a colon, its reason.
    A listed value: ``rice 650 t`` or ``rice 650 t at PK``.
    A failure: ``0.05``, ``rice 0.1``, ``Meskay 0.02`` or ``Meskay rice 0.2``.
    """
    rows: dict[str, list[Row]] = {"parties": [], "offers": [], "wants": []}
    for firm in firms:
        _write_firm(firm, rows)
    return Book(
        parties=_frame("parties", rows["parties"]),
        offers=_frame("offers", rows["offers"]),
        wants=_frame("wants", rows["wants"]),
        lanes=None if lanes is None else _frame("lanes", map(_lane, lanes)),
        listed=None if listed is None else _frame("listed", map(_listed, listed)),
        quotas=_frame("quotas", map(_quota, quotas)),
        restrictions=_frame("restrictions", map(_restriction, restrictions)),
        failures=_frame("failures", map(_failure, failures)),
        name=name,
    )


def write_csv(folder: Path, **tables: str) -> Path:
    """Write one CSV file a table, indented as the test likes, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, text in tables.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def swap() -> Book:
    """Return the smallest book that trades: Meskay's rice against Astarta's chickpeas."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )


def ring() -> Book:
    """Return three firms of whom no two can swap: each wants what the next one gives."""
    return book(
        f"{MESKAY}: gives 20000 t rice @650; wants 40000 t wheat @300",
        f"{ALTYN_DAN}: gives 60000 t wheat @220; wants 20000 t chickpeas @780",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )


def _write_firm(firm: str, rows: dict[str, list[Row]]) -> None:
    head, _, trades = firm.partition(":")
    party, country, *extras = head.split()
    row = {"party": party, "name": party, "country": country, "pool": party}
    rows["parties"].append(row | dict(extra.split("=", 1) for extra in extras))
    for trade in filter(None, (part.strip() for part in trades.split(";"))):
        side, cells = _trade(trade)
        table, key = ("offers", "offer") if side == "gives" else ("wants", "want")
        number = 1 + sum(row["party"] == party for row in rows[table])
        identifier = cells.pop("id", f"{party} {side} {number}")
        rows[table].append({key: identifier, "party": party, "place": country} | cells)


def _trade(text: str) -> tuple[str, Row]:
    match = _TRADE.fullmatch(text)
    if match is None:
        raise ValueError(f"write it as 'gives 20000 t rice @650', not {text!r}")
    cells = {
        "hs": _hs(match["goods"]),
        "quantity": match["quantity"],
        "unit": _unit(match["unit"]),
        "price": match["price"],
    }
    words = match["rest"].split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return match["side"], cells | {_WORDS[word]: value for word, value in pairs}


def _lane(text: str) -> Row:
    ends, _, rest = text.partition(" days ")
    start, _, finish_and_days = ends.partition(">")
    finish, days = finish_and_days.split()
    freight, *mode = rest.split() or ["0"]
    return {"from": start.strip(), "to": finish, "days": days, "freight": freight, "mode": " ".join(mode)}


def _quota(text: str) -> Row:
    goods, ends, *amounts = text.split()
    start, finish = ends.split(">")
    row = {"hs": _hs(goods), "from": start, "to": finish}
    if "value" in amounts:
        at = amounts.index("value")
        row["value"] = amounts[at + 1]
        amounts = amounts[:at]
    return row | ({"quantity": amounts[0], "unit": _unit(amounts[1])} if amounts else {})


def _restriction(text: str) -> Row:
    what, _, reason = text.partition(":")
    row = {"reason": reason.strip()}
    for word in what.split():
        if ">" in word:
            row["from"], row["to"] = word.split(">")
        elif word in GOODS or word.isdigit():
            row["hs"] = _hs(word)
        else:
            row["party"] = word
    return row


def _listed(text: str) -> Row:
    goods, value, unit, *place = text.split()
    row = {"hs": _hs(goods), "value": value, "unit": _unit(unit)}
    return row | ({"place": place[1]} if place else {})


def _failure(text: str) -> Row:
    *what, probability = text.split()
    row = {"probability": probability}
    for word in what:
        if word in GOODS or word.isdigit():
            row["hs"] = _hs(word)
        else:
            row["party"] = word
    return row


def _hs(goods: str) -> str:
    return "" if goods == "*" else GOODS.get(goods, goods)


def _unit(unit: str) -> str:
    return UNITS.get(unit, unit)


def _frame(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    table: Table = TABLES[name]
    typed = [[_cell(column, row.get(column.name, "")) for column in table.columns] for row in rows]
    return pl.DataFrame(typed, schema=table.frame_schema(), orient="row")


def _cell(column: Column, text: str) -> str | int | date | None:
    if not text:
        return column.default
    if column.kind in DECIMALS:
        return to_scaled(text, DECIMALS[column.kind])
    if column.kind.value == "count":
        return int(text)
    if column.kind.value == "flag":
        return text == "yes"
    return date.fromisoformat(text) if column.kind.value == "date" else text
