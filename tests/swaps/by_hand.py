"""Want lists and their outcomes written by hand: what the check and the page are tried on."""

from collections import Counter
from typing import Any

import polars as pl

from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.reading import want_lists_from_text
from samarkand.swaps.want_lists import WantLists

_OPTIONS = "#! REQUIRE-COLONS ALLOW-DUMMIES\n"


def lists_of(text: str, *, options: str = _OPTIONS, name: str = "wants") -> WantLists:
    """Return the want lists of a text, one a line: ``(Anna) catan : azul root``."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    reading = want_lists_from_text(options + lines, name=name)
    assert reading.lists is not None, [str(finding) for finding in reading.findings]
    return reading.lists


def outcome_by_hand(
    lists: WantLists,
    *rings: str,
    stays: str = "",
    bound: tuple[int, int] | None = None,
    objective: str = "items",
    max_ring: int = 0,
) -> Outcome:
    """Return the outcome in which the items of each ring, ``CATAN AZUL``, go round.

    The trader of the second item gets the first for it. ``stays`` are items and reasons: ``ROOT
    wants_nothing``, semicolons between.
    """
    owner = dict(lists.items.select("item", "trader").iter_rows())
    trades = [
        (number, step, item, owner[item], owner[following], following)
        for number, ring in enumerate(rings, start=1)
        for step, (item, following) in enumerate(_pairs(ring.split()), start=1)
    ]
    staying = [pair.split() for pair in stays.split(";") if pair.strip()]
    traders = len({row[3] for row in trades} - {""})
    bounds = bound or (len(trades), traders)
    lengths = Counter(len(ring.split()) for ring in rings)
    summary: dict[str, Any] = {
        "format": 1,
        "kind": "swap",
        "status": "traded" if trades else "nothing_traded",
        "version": "0.1.0",
        "settings": {"objective": objective, "max_ring": max_ring},
        "lists": _lists(lists),
        "items": len(trades),
        "traders": traders,
        "bound": {"items": bounds[0], "traders": bounds[1]},
        "proven": bounds == (len(trades), traders),
        "largest_ring": max(lengths, default=0),
        "rings_by_length": {str(length): lengths[length] for length in sorted(lengths)},
        "method": "by hand",
    }
    return Outcome(
        trades=pl.DataFrame(trades, schema=SCHEMAS["trades"], orient="row"),
        unmatched=pl.DataFrame(
            [(item, owner[item], reason) for item, reason in staying],
            schema=SCHEMAS["unmatched"],
            orient="row",
        ),
        summary=summary,
    )


def _pairs(items: list[str]) -> list[tuple[str, str]]:
    return list(zip(items, [*items[1:], items[0]], strict=True))


def _lists(lists: WantLists) -> dict[str, Any]:
    items = lists.items
    return {
        "name": lists.name,
        "items": int((~items["is_dummy"]).sum()),
        "dummies": int(items["is_dummy"].sum()),
        "wants": lists.wants.height,
        "traders": len(set(items["trader"]) - {""}),
        "digest": lists.digest(),
    }


PAIR = lists_of("(Anna) catan : azul\n(Boris) azul : catan\n(Clara) root : azul\n(Dina) brass :")
"""Anna and Boris want each other's; nobody wants Clara's, and Dina wants nothing."""

DUMMY = lists_of(
    """(Anna) catan : %one
    (Anna) agricola : %one
    (Anna) %one : azul splendor
    (Boris) azul : catan
    (Clara) splendor : agricola"""
)
"""Anna would take one of two games for either of hers, and only one."""

CHAIN = lists_of(
    """(Anna) catan : %a
    (Anna) %a : %b
    (Anna) %b : azul
    (Boris) azul : catan"""
)
"""Anna's two dummies stand one behind the other."""

NOBODY = lists_of("catan : azul\nazul : root catan\nroot : azul")
"""No list names its trader."""


def paired() -> Outcome:
    """Return the true outcome of the pair."""
    return outcome_by_hand(PAIR, "CATAN AZUL", stays="ROOT nobody_wants_it; BRASS nobody_wants_it")
