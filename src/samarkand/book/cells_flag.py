"""Columns of yes and no, and how both are written."""

import polars as pl

from samarkand.book.fault import Fault

YES, NO = "yes", "no"

_MEANS = {YES: True, "true": True, "1": True, NO: False, "false": False, "0": False}


def to_flags(text: pl.Series) -> tuple[pl.Series, list[Fault]]:
    """Return true and false, null where a cell is blank or at fault, and the faults."""
    flags = text.str.to_lowercase().replace_strict(_MEANS, default=None, return_dtype=pl.Boolean)
    malformed = flags.is_null() & text.is_not_null()
    return flags, [Fault("flag_malformed", malformed, "{!r} is neither yes nor no.".format)]
