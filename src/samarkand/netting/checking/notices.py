"""Whether there is a true notice for every obligation, and the older obligation is set off first."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import faults
from samarkand.netting.checking.listing import check_listed
from samarkand.netting.checking.numbers import amount_text

_FILE = "set_off_notices"
_REPEATED = ("debtor", "creditor", "amount", "unit", "group", "due")


def check_notices(evidence: Evidence) -> list[Finding]:
    """Return the notices that are missing, strange, or do not say what their obligation says."""
    frame = evidence.obligations.frame
    listing = check_listed(
        evidence.outcome.set_off_notices, frame.select("obligation"), ["obligation"], file=_FILE
    )
    return [*listing, *(finding for column in _REPEATED for finding in _repeated(evidence, column))]


def _repeated(evidence: Evidence, column: str) -> list[Finding]:
    stated, true = evidence.notices[column], evidence.obligations.frame[column]
    is_there = evidence.notices["set_off"].is_not_null()
    wrong = pl.DataFrame(
        {"obligation": evidence.notices["obligation"], "stated": stated, "true": true}
    ).filter(stated.ne_missing(true) & is_there)
    return faults("notice_differs", wrong, partial(_say_cell, column), file=_FILE, column=column)


def _say_cell(column: str, row: dict[str, Any]) -> str:
    stated, true = (str(row[which]) for which in ("stated", "true"))
    return f"obligation {row['obligation']!r}: {column} is stated as {stated!a}, it is {true!a}."


def check_amounts(evidence: Evidence) -> list[Finding]:
    """Return the notices whose set-off is impossible or whose remainder is not what is left."""
    rows = evidence.notices.select("obligation", "set_off", "remainder", evidence.rows["amount"])
    below, above = pl.col("set_off") < 0, pl.col("set_off") > pl.col("amount")
    impossible = rows.filter(below | above)
    left = pl.col("amount") - pl.col("set_off")
    unfit = rows.filter(~below, ~above, pl.col("remainder") != left)
    say = partial(_say_amounts, evidence)
    return [
        *faults("set_off_impossible", impossible, say, file=_FILE, column="set_off"),
        *faults("remainder_differs", unfit, say, file=_FILE, column="remainder"),
    ]


def _say_amounts(evidence: Evidence, row: dict[str, Any]) -> str:
    decimals = evidence.obligations.decimals
    texts = {name: amount_text(row[name], decimals) for name in ("amount", "set_off", "remainder")}
    return (
        f"obligation {row['obligation']!r} of {texts['amount']}: "
        f"set-off {texts['set_off']}, remainder {texts['remainder']}."
    )


def check_oldest_first(evidence: Evidence) -> list[Finding]:
    """Return the obligations set off while an older one of their debt has a remainder.

    A debt is what one party owes another in a unit and group at one gain. It is enough to compare
    neighbours: set-off after a remainder is set-off right after one, or after an untouched one that
    itself comes after.
    """
    at = evidence.parallel
    frame = evidence.obligations.frame
    rows = evidence.rows.select(pl.col("tail", "head", "gain", "amount", "set_off").gather(at))
    rows = rows.with_columns(due=frame["due"].gather(at), row=at)
    debt = ["tail", "head", "gain"]
    rows = rows.sort([*debt, "due", "row"], nulls_last=True)
    is_same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in debt)
    is_open = pl.col("amount").shift(1) > pl.col("set_off").shift(1)
    older = pl.col("row").shift(1).alias("older")
    wrong = rows.with_columns(older).filter(is_same & is_open & (pl.col("set_off") > 0))
    names = frame["obligation"]
    return faults(
        "older_left_open",
        wrong,
        lambda row: f"obligation {names[row['row']]!r} is set off before {names[row['older']]!r} is whole.",
        file=_FILE,
        column="set_off",
    )
