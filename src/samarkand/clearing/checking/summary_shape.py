"""What outcome.json of a clearing round holds, entry by entry, and what of it nobody checks.

A new entry of the summary has to be declared here, or every honest outcome is refused.
"""

from samarkand.core.scale import CERTAIN, SHARE_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS, to_scaled
from samarkand.publishing.entries import scaled
from samarkand.publishing.shape import (
    DIGESTS,
    NAME,
    VERSION,
    Each,
    Fields,
    Leaf,
    choice,
    count,
    is_day_or_none,
    is_whole,
    text,
)

_FEWEST_PARTIES = 2
_LARGEST_SCALE = 10**12

_SEARCH = "what is told of the search for the terms"
_OTHER_LENGTHS = "what deals of other lengths than the chosen one would come to: held within bounds only"


def is_money(stated: object) -> bool:
    """Tell whether an entry is an amount of value as the summary writes it: its hundredths always."""
    if not isinstance(stated, str) or not stated.isascii():
        return False
    try:
        minor = to_scaled(stated, VALUE_DECIMALS)
    except ValueError:
        return False
    sign = "-" if minor < 0 else ""
    return stated == f"{sign}{abs(minor) // 10**VALUE_DECIMALS}.{abs(minor) % 10**VALUE_DECIMALS:02d}"


def _is_share(stated: object) -> bool:
    """Tell whether an entry is a probability below certainty with all its six decimals, or null."""
    if stated is None:
        return True
    if not isinstance(stated, str) or not stated.isascii():
        return False
    try:
        share = to_scaled(stated, SHARE_DECIMALS)
    except ValueError:
        return False
    return 0 <= share < CERTAIN and stated == f"{share // CERTAIN}.{share % CERTAIN:0{SHARE_DECIMALS}d}"


def _is_length(stated: object) -> bool:
    return stated is None or (type(stated) is int and stated >= _FEWEST_PARTIES)


def _is_scale(stated: object) -> bool:
    return type(stated) is int and 1 <= stated <= _LARGEST_SCALE


def _is_code(stated: object) -> bool:
    return isinstance(stated, str) and (not stated or (stated.isascii() and stated.isdigit()))


def _is_terms(stated: object) -> bool:
    value = scaled(stated, TERMS_DECIMALS)
    return value is not None and value > 0


def _money(unchecked: str = "") -> Leaf:
    return Leaf("an amount with its hundredths", is_money, unchecked)


def _number(unchecked: str = "") -> Leaf:
    return Leaf("a number", lambda stated: type(stated) in {int, float}, unchecked)


def _is_least(stated: object) -> bool:
    return is_money(stated) and to_scaled(str(stated), VALUE_DECIMALS) > 0


def _least(of: str) -> Leaf:
    what = "an amount above nothing with its hundredths"
    return Leaf(what, _is_least, f"whether a smaller one leaves the same {of}")


_LENGTH = Leaf("a number of parties from 2, or null", _is_length)

_SETTINGS = Fields(
    {
        "terms": choice("discovered", "listed"),
        "unit": text("which counts for nothing with listed terms"),
        "anchor_hs": Leaf(
            "the digits of an HS code",
            _is_code,
            "whether other goods of the code were traded more, or another code comes to the same",
        ),
        "anchor_value": Leaf("terms", _is_terms, "its value, which fixed nothing here"),
        "as_of": Leaf("a day or null", is_day_or_none, "whether another day leaves out the same rows"),
        "max_parties": _LENGTH,
        "leg_failure": Leaf("a probability with six decimals, or null", _is_share),
        "smallest_leg": _least("legs"),
        "smallest_deal": _least("deals"),
        "seed": Leaf("a whole number", is_whole, "whether another seed plays the same figures"),
    },
    optional=frozenset({"smallest_leg", "smallest_deal"}),
)
"""The least values of legs and deals are there only where they were asked for."""

_TOTALS = Fields(
    {
        "deals": count(),
        "legs": count(),
        "value": _money(),
        "parties": count(),
        "parties_trading": count(),
        "pools_trading": count(),
        "pools_gaining": count(),
        "offers": count(),
        "offers_traded": count(),
        "wants": count(),
        "wants_traded": count(),
        "largest_deal": count(),
        "deals_by_parties": Each(count(), named=True),
        "value_by_parties": Each(_money(), named=True),
    }
)

_FAIRNESS = Fields(
    {
        "rule": text(_SEARCH),
        "pools_able": count(_SEARCH),
        "share_of_bound": Leaf(
            "a number or null", lambda stated: stated is None or type(stated) is float, _SEARCH
        ),
    }
)

_TERMS = Fields(
    {
        "method": choice("discovered", "listed"),
        "rates": text(_SEARCH),
        "rounds": count(_SEARCH),
        "grading": _number(_SEARCH),
        "excess_share": _number(_SEARCH),
        "markets_over_one_per_cent": count(_SEARCH),
        "fairness": _FAIRNESS,
    },
    optional=frozenset(
        {"rates", "rounds", "grading", "excess_share", "markets_over_one_per_cent", "fairness"}
    ),
)

_PAPERS_OF_A_ROUND = {
    **dict.fromkeys(("legs_per_row", "share_in_swaps", "small_legs"), text()),
    **dict.fromkeys(("partners_median", "partners_95_in_100", "partners_most", "own_price_legs"), count()),
}

_PAPERS = Fields(_PAPERS_OF_A_ROUND, optional=frozenset(_PAPERS_OF_A_ROUND))
"""Where nothing was cleared there are none."""

_CERTIFICATE = Fields(
    {
        "objective": choice("value", "expected value"),
        "scale": Leaf("a whole number from 1", _is_scale),
        "value": _money(),
        "bound": _money(),
        "gap": _money(),
        "method": text(),
    }
)

SUMMARY = Fields(
    {
        "format": count(),
        "status": choice("cleared", "nothing_cleared"),
        "version": text(VERSION),
        "settings": _SETTINGS,
        "book": Fields({"name": text(NAME), "tables": DIGESTS}),
        "unit_of_account": text(),
        "scales": Fields(dict.fromkeys(("quantity", "value", "price", "terms"), count())),
        "totals": _TOTALS,
        "terms": _TERMS,
        "papers": _PAPERS,
        "certificate": _CERTIFICATE,
        "price_of_shortness": Each(
            Fields(
                {
                    "max_parties": Leaf(_LENGTH.what, _LENGTH.holds, _OTHER_LENGTHS),
                    "value": _money(_OTHER_LENGTHS),
                    "bound": _money(_OTHER_LENGTHS),
                    "deals": count(_OTHER_LENGTHS),
                    "largest_deal": count(_OTHER_LENGTHS),
                }
            )
        ),
        "if_legs_fail": Each(
            Fields(
                {
                    **dict.fromkeys(("share", "deals_undone"), text()),
                    **dict.fromkeys(("expected", "low", "high"), _money()),
                }
            )
        ),
        "rounding": Fields({"value_less_quantity_times_terms": _money()}),
        "files": DIGESTS,
    },
    optional=frozenset({"files"}),
)
"""The summary; the hashes of files are there where it was written to a folder."""
