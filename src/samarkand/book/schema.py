"""The tables of a book and their columns: the one place that names them.

Every reader, check, template and document of a book is driven by ``TABLES``.
"""

from dataclasses import dataclass
from enum import Enum

import polars as pl

from samarkand.core import scale


class Kind(Enum):
    """What a column holds; each kind has one type in a validated book."""

    TEXT = "text"
    CODE = "code"  # an identifier: text, no blanks at the ends
    COUNTRY = "country"  # ISO 3166 alpha-2
    PLACE = "place"  # UN/LOCODE or country
    HS = "hs"  # 2 to 10 digits; dots and blanks are dropped
    UNIT = "unit"  # UNECE Rec 20 common code
    QUANTITY = "quantity"
    PRICE = "price"
    VALUE = "value"
    TERMS = "terms"
    AMOUNT = "amount"  # of money or goods; a file of them declares its own decimals
    SHARE = "share"  # from 0 to below 1, such as a probability
    FLAG = "flag"  # yes or no
    COUNT = "count"
    DATE = "date"


POLARS_TYPE: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.COUNTRY: pl.String(),
    Kind.PLACE: pl.String(),
    Kind.HS: pl.String(),
    Kind.UNIT: pl.String(),
    Kind.QUANTITY: pl.Int64(),
    Kind.PRICE: pl.Int64(),
    Kind.VALUE: pl.Int64(),
    Kind.TERMS: pl.Int64(),
    Kind.AMOUNT: pl.Int64(),
    Kind.SHARE: pl.Int64(),
    Kind.FLAG: pl.Boolean(),
    Kind.COUNT: pl.Int64(),
    Kind.DATE: pl.Date(),
}

DECIMALS: dict[Kind, int] = {
    Kind.QUANTITY: scale.QUANTITY_DECIMALS,
    Kind.PRICE: scale.PRICE_DECIMALS,
    Kind.VALUE: scale.VALUE_DECIMALS,
    Kind.TERMS: scale.TERMS_DECIMALS,
    Kind.AMOUNT: scale.VALUE_DECIMALS,
    Kind.SHARE: scale.SHARE_DECIMALS,
}
"""Decimals of the kinds that are scaled; those of AMOUNT hold where a file does not declare its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, whether it must be given, and what it is for.

    A validated book has every column. Where an optional one was left out or blank it holds
    ``default``; None stands for a null (dates, lots, minimums, quota amounts).
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    default: str | int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the book; ``key`` is the column whose values must be unique, if any."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: str = ""
    required: bool = False

    def frame_schema(self) -> dict[str, pl.DataType]:
        """Return the Polars schema of this table in a validated book."""
        return {column.name: POLARS_TYPE[column.kind] for column in self.columns}


PARTIES = Table(
    "parties",
    "Who takes part, and with whom each can settle at home.",
    (
        Column("party", Kind.CODE, "short identifier used in the other tables", required=True),
        Column("name", Kind.TEXT, "name for people", required=True),
        Column("country", Kind.COUNTRY, "ISO 3166 alpha-2", required=True),
        Column("pool", Kind.CODE, "who settles together at home; a party alone if blank", default=""),
        Column("swing", Kind.VALUE, "imbalance the pool may run, in the unit of account", default=0),
        Column("currency", Kind.TEXT, "the pool's own money, any name", default=""),
    ),
    key="party",
    required=True,
)

OFFERS = Table(
    "offers",
    "What parties will give, up to a quantity, for no less than a limit price.",
    (
        Column("offer", Kind.CODE, "identifier of this offer", required=True),
        Column("party", Kind.CODE, "who gives", required=True),
        Column("hs", Kind.HS, "HS 2022 code of the goods, 2 to 10 digits", required=True),
        Column("quantity", Kind.QUANTITY, "most that is given", required=True),
        Column("unit", Kind.UNIT, "UNECE Rec 20 code: TNE, KGM, LTR, C62...", required=True),
        Column("price", Kind.PRICE, "least taken per unit, in the pool's money", required=True),
        Column("grade", Kind.TEXT, "quality, compared letter for letter", default=""),
        Column("place", Kind.PLACE, "where the goods are; the party's country if blank", default=""),
        Column("from", Kind.DATE, "first day they can leave"),
        Column("until", Kind.DATE, "last day they can leave"),
        Column(
            "lot",
            Kind.QUANTITY,
            "given only in whole multiples of this; without it, units of count go in whole pieces",
        ),
        Column("min_quantity", Kind.QUANTITY, "given at least this much or not at all"),
        Column("bundle", Kind.CODE, "the party's offers of one code are given in equal shares", default=""),
        Column("all_or_nothing", Kind.FLAG, "given whole, with all its bundle, or not at all", default=False),
        Column("note", Kind.TEXT, "for people", default=""),
    ),
    key="offer",
    required=True,
)

WANTS = Table(
    "wants",
    "What parties will take, up to a quantity, for no more than a limit price.",
    (
        Column("want", Kind.CODE, "identifier of this want", required=True),
        Column("party", Kind.CODE, "who takes", required=True),
        Column("hs", Kind.HS, "HS code or a prefix of it: 1006 takes any rice", required=True),
        Column("quantity", Kind.QUANTITY, "most that is taken", required=True),
        Column("unit", Kind.UNIT, "UNECE Rec 20 code", required=True),
        Column("price", Kind.PRICE, "most given per unit delivered, in the pool's money", required=True),
        Column("grade", Kind.TEXT, "quality asked for; any if blank", default=""),
        Column("place", Kind.PLACE, "where the goods must arrive; the party's country if blank", default=""),
        Column("from", Kind.DATE, "first day they may arrive"),
        Column("until", Kind.DATE, "last day they may arrive"),
        Column("min_quantity", Kind.QUANTITY, "taken at least this much or not at all"),
        Column("bundle", Kind.CODE, "the party's wants of one code are filled in equal shares", default=""),
        Column("all_or_nothing", Kind.FLAG, "taken whole, with all its bundle, or not at all", default=False),
        Column("priority", Kind.COUNT, "higher is served first where value is equal", default=0),
        Column("note", Kind.TEXT, "for people", default=""),
    ),
    key="want",
    required=True,
)

LANES = Table(
    "lanes",
    "How goods can move. Without this table every place reaches every other, free and at once.",
    (
        Column("from", Kind.PLACE, "UN/LOCODE or country", required=True),
        Column("to", Kind.PLACE, "UN/LOCODE or country", required=True),
        Column("days", Kind.COUNT, "days under way", default=0),
        Column("freight", Kind.PRICE, "per tonne, in the buyer's money", default=0),
        Column("mode", Kind.TEXT, "sea, rail, road...", default=""),
    ),
)

LISTED = Table(
    "listed",
    "A price list for `--terms listed`: the value of goods in the unit of account.",
    (
        Column("hs", Kind.HS, "HS code or prefix; the longest that fits is used", required=True),
        Column("place", Kind.PLACE, "only for goods of this place or country; any if blank", default=""),
        Column("unit", Kind.UNIT, "UNECE Rec 20 code", required=True),
        Column("value", Kind.TERMS, "per unit, in the unit of account", required=True),
    ),
)

QUOTAS = Table(
    "quotas",
    "How much may move in this round.",
    (
        Column("hs", Kind.HS, "HS code or prefix; all goods if blank", default=""),
        Column("from", Kind.COUNTRY, "country of the goods; any if blank", default=""),
        Column("to", Kind.COUNTRY, "country of arrival; any if blank", default=""),
        Column("quantity", Kind.QUANTITY, "at most this many of `unit`"),
        Column("unit", Kind.UNIT, "UNECE Rec 20 code of the quantity", default="TNE"),
        Column("value", Kind.VALUE, "at most this value, in the unit of account"),
    ),
)

RESTRICTIONS = Table(
    "restrictions",
    "What may not move: every row closes what matches all its filled columns.",
    (
        Column("from", Kind.COUNTRY, "country of the giving party or of the goods", default=""),
        Column("to", Kind.COUNTRY, "country of the taking party or of arrival", default=""),
        Column("hs", Kind.HS, "HS code or prefix", default=""),
        Column("party", Kind.CODE, "a party, whether it gives or takes", default=""),
        Column("reason", Kind.TEXT, "the law or decision behind it", default=""),
    ),
)

FAILURES = Table(
    "failures",
    "How likely a delivery is to fail. A row that names the party holds before one that does not, then"
    " the longest code.",
    (
        Column("party", Kind.CODE, "who gives; any party if blank", default=""),
        Column("hs", Kind.HS, "HS code or prefix; all goods if blank", default=""),
        Column("probability", Kind.SHARE, "from 0 to below 1: 0.05 is one in twenty", required=True),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (PARTIES, OFFERS, WANTS, LANES, LISTED, QUOTAS, RESTRICTIONS, FAILURES)
}
