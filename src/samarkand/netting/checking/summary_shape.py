"""What outcome.json of a netting holds, entry by entry, and what of it nobody checks."""

from typing import get_args

from samarkand.netting.settings import Objective, Scope
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
    plain,
    text,
    truth,
)

_CREDIT = Fields(
    {
        **dict.fromkeys(("granted", "used", "added"), text()),
        "curve": Each(
            Fields(
                dict.fromkeys(
                    ("credit", "set_off", "per_unit"), text("the points between the ends of the curve")
                )
            )
        ),
    }
)

_CERTIFICATE = Fields(
    {
        **dict.fromkeys(("gain", "bound", "gap"), text()),
        "proven": truth(),
        "method": text(),
        "ring_bound": text(),
        "closed_at_most": plain(
            "a whole number or null", lambda stated: stated is None or type(stated) is int
        ),
    },
    optional=frozenset({"ring_bound", "closed_at_most"}),
)

_UNIT = Fields(
    {
        "unit": text(),
        **dict.fromkeys(("groups", "obligations", "parties", "touched", "closed"), count()),
        **dict.fromkeys(
            ("owed", "set_off", "remainder", "share", "positions_net", "bilateral", "full"), text()
        ),
        "ring_3": text("what rings of three would set off: held between pairs and all rings only"),
        "ring_3_proven": truth(),
        "credit": _CREDIT,
        "residual": Fields(
            {
                "payments": count(),
                "at_least": count(
                    "how few payments can do: held between what is plain and what all sets prove"
                ),
                "proven": truth(),
                "amount": text(),
            }
        ),
        "certificate": _CERTIFICATE,
    }
)

SUMMARY = Fields(
    {
        "format": count(),
        "kind": text(),
        "status": choice("set_off", "nothing_set_off"),
        "version": text(VERSION),
        "settings": Fields(
            {
                "objective": choice(*get_args(Objective)),
                "scope": choice(*get_args(Scope)),
                "within": text(),
                "as_of": Leaf("a day or null", is_day_or_none, "the day, which counts for nothing here"),
                "rings": truth("whether rings were asked for beside, which are listed anyway"),
            }
        ),
        "obligations": Fields({"name": text(NAME), "rows": count(), "decimals": count(), "digest": text()}),
        "limits": Fields({"name": text(NAME), "members": count(), "digest": text()}),
        "units": Each(_UNIT),
        "files": DIGESTS,
    },
    optional=frozenset({"files"}),
)
"""The summary; the hashes of files are there where it was written to a folder."""
