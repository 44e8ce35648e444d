"""Checks within one table: rows that contradict themselves or each other.

Each check yields its faults; the rows it cannot judge, because a cell is blank or at fault, it
leaves alone.
"""

from collections.abc import Callable, Iterator

import polars as pl

from samarkand.book.columns import CheckedTable
from samarkand.book.fault import Fault, shown
from samarkand.core.scale import LARGEST, PRICE_DECIMALS, QUANTITY_DECIMALS, VALUE_DECIMALS

Check = Callable[[CheckedTable], Iterator[Fault]]

_PRODUCT_TO_VALUE = 10.0 ** (QUANTITY_DECIMALS + PRICE_DECIMALS - VALUE_DECIMALS)


def ids_are_unique(table: CheckedTable) -> Iterator[Fault]:
    """Find identifiers that another row of the table has."""
    key = table.raw.table.key
    if not key:
        return
    ids = table.frame[key]
    given = ids.drop_nulls()
    # Hashes are counted five times as fast, and where all of them differ the identifiers do.
    if given.hash().n_unique() == len(given) or given.n_unique() == len(given):
        return
    repeated = ids.is_duplicated() & ids.is_not_null()
    header = table.headers[key]
    first: dict[str, int] = {}
    for at in (repeated & ids.is_first_distinct()).arg_true():
        first.setdefault(shown(table.raw, header, at), table.raw.line(at))
    again = repeated & ~ids.is_first_distinct()

    def said(value: str) -> str:
        # One identifier may be stored in two ways: 0.0 and -0.0 are the same number.
        line = f"line {first[value]}" if value in first else "an earlier line"
        return f"{value} stands on {line} too."

    yield Fault("id_duplicate", again, said, column=key)


def period_runs_forward(table: CheckedTable) -> Iterator[Fault]:
    """Find periods that end before they begin."""
    if table.raw.table.name in ("offers", "wants"):
        backward = table.frame["until"] < table.frame["from"]
        yield Fault(
            "period_reversed", backward, "The period ends on {}, before it begins.".format, column="until"
        )


def minimum_can_be_met(table: CheckedTable) -> Iterator[Fault]:
    """Find minimum quantities above the quantity."""
    if table.raw.table.name in ("offers", "wants"):
        above = table.frame["min_quantity"] > table.frame["quantity"]
        said = "The minimum {} is above the row's quantity.".format
        yield Fault("min_above_quantity", above, said, column="min_quantity")


def lot_fits(table: CheckedTable) -> Iterator[Fault]:
    """Find lots above the quantity."""
    if table.raw.table.name == "offers":
        above = table.frame["lot"] > table.frame["quantity"]
        yield Fault(
            "lot_above_quantity", above, "The lot {} is above the row's quantity.".format, column="lot"
        )


def whole_in_lots(table: CheckedTable) -> Iterator[Fault]:
    """Find rows traded whole or not at all whose quantity is no multiple of their lot."""
    if table.raw.table.name == "offers":
        left = (table.frame["quantity"] % table.frame["lot"]) != 0
        said = "The quantity is no multiple of the lot {}, so it is never given whole.".format
        yield Fault("whole_not_in_lots", left & table.frame["all_or_nothing"], said, column="lot")


def bundle_has_no_lots(table: CheckedTable) -> Iterator[Fault]:
    """Find rows of a bundle with a lot or a minimum of their own."""
    if table.raw.table.name not in ("offers", "wants"):
        return
    in_bundle = table.frame["bundle"].is_not_null()
    for column in ("lot", "min_quantity"):
        if column in table.frame.columns:
            own = in_bundle & table.frame[column].is_not_null()
            said = f"A row of a bundle has a {column.replace('_', ' ')} of its own: {{}}."
            yield Fault("bundle_row_with_lot", own, said.format, column=column)


def bundle_has_rows(table: CheckedTable) -> Iterator[Fault]:
    """Find bundles of a single row."""
    # Most books have no bundles, and counting rows by party is slow.
    if table.raw.table.name in ("offers", "wants") and table.frame["bundle"].count():
        rows = table.frame.select(rows=pl.len().over("party", "bundle"))["rows"]
        alone = (rows == 1) & table.frame["bundle"].is_not_null()
        said = f"No other row of the party's {table.raw.table.name} is of the bundle {{}}.".format
        yield Fault("bundle_of_one", alone, said, column="bundle")


def value_fits(table: CheckedTable) -> Iterator[Fault]:
    """Find rows whose quantity times price exceeds 64 bits of hundredths."""
    if table.raw.table.name in ("offers", "wants"):
        price = table.frame["price"].cast(pl.Float64)
        value = table.frame["quantity"].cast(pl.Float64) * price / _PRODUCT_TO_VALUE
        said = "At the price {} the whole quantity is worth too much to be counted.".format
        yield Fault("value_too_large", value > LARGEST, said, column="price")


def quota_limits_something(table: CheckedTable) -> Iterator[Fault]:
    """Find quotas that limit neither quantity nor value."""
    if table.raw.table.name == "quotas":
        empty = table.frame["quantity"].is_null() & table.frame["value"].is_null()
        yield Fault("quota_empty", empty, lambda _: "The quota has neither quantity nor value.")


def restriction_names_something(table: CheckedTable) -> Iterator[Fault]:
    """Find restrictions that would close everything."""
    if table.raw.table.name == "restrictions":
        filled = [table.frame[name].is_not_null() for name in ("from", "to", "hs", "party")]
        nothing = ~(filled[0] | filled[1] | filled[2] | filled[3])
        yield Fault("restriction_empty", nothing, lambda _: "The restriction would close everything.")


def listed_once(table: CheckedTable) -> Iterator[Fault]:
    """Find goods listed twice for the same place and unit."""
    if table.raw.table.name == "listed":
        goods = table.frame.select(goods=pl.struct("hs", "place", "unit"))["goods"]
        again = ~goods.is_first_distinct() & table.frame["hs"].is_not_null()
        yield Fault(
            "listed_twice", again, "{} is listed twice for the same place and unit.".format, column="hs"
        )


def failure_stated_once(table: CheckedTable) -> Iterator[Fault]:
    """Find probabilities stated twice for the same party and goods."""
    if table.raw.table.name == "failures":
        again = ~table.frame.select(what=pl.struct("party", "hs"))["what"].is_first_distinct()
        said = "An earlier row states a probability for the same party and goods; here it is {}.".format
        yield Fault("failure_twice", again, said, column="probability")


CHECKS: tuple[Check, ...] = (
    ids_are_unique,
    period_runs_forward,
    minimum_can_be_met,
    lot_fits,
    whole_in_lots,
    bundle_has_no_lots,
    bundle_has_rows,
    value_fits,
    quota_limits_something,
    restriction_names_something,
    listed_once,
    failure_stated_once,
)
