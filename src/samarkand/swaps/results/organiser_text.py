"""The result as organisers post it: the text form of TradeMaximizer, which other programs read too."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from samarkand.swaps.outcome import Outcome
from samarkand.swaps.want_lists import Options

_DEFAULT = Options()


def organiser_text(outcome: Outcome, options: Options = _DEFAULT) -> str:
    """Return the rings, line by line who receives what, then every item in sequence, then the figures.

    The file's options HIDE-LOOPS, HIDE-SUMMARY, HIDE-NONTRADES, HIDE-STATS and SORT-BY-ITEM are heeded.
    """
    hidden = set(options.others)
    by_item = "SORT-BY-ITEM" in hidden
    parts = [_head(outcome)]
    if "HIDE-LOOPS" not in hidden:
        parts.append(_loops(outcome, by_item=by_item))
    if "HIDE-SUMMARY" not in hidden:
        parts.append(_items(outcome, by_item=by_item, nontrades="HIDE-NONTRADES" not in hidden))
    parts.append(_figures(outcome, stats="HIDE-STATS" not in hidden))
    return "\n\n".join(parts) + "\n"


def _head(outcome: Outcome) -> str:
    """Return the program, the aim and how good it is."""
    summary = outcome.summary
    settings, bound = summary["settings"], summary["bound"]
    aim = "most traders, then most items" if settings["objective"] == "traders-first" else _ITEMS_FIRST
    rings = f", in rings of at most {settings['max_ring']} items" if settings["max_ring"] else ""
    proof = f"At most {bound['items']:,} items and {bound['traders']:,} traders are possible"
    proven = "No trade of these lists is better: proven" if summary["proven"] else proof
    return "\n".join(
        (
            f"Samarkand Version {summary['version']}",
            f"Aim: {aim}{rings}. {proven}.",
            "",
            f"[ users trading = {summary['traders']} ]",
        )
    )


_ITEMS_FIRST = "most items, then most traders"


def _loops(outcome: Outcome, *, by_item: bool) -> str:
    width = _width(outcome, by_item=by_item)
    lines = [f"TRADE LOOPS ({outcome.trades.height} total trades):"]
    for _, ring in groupby(outcome.trades.iter_rows(named=True), key=lambda row: row["ring"]):
        lines.append("")
        # Who receives stands first, so that the next line begins with what this one ends with.
        for row in reversed(list(ring)):
            taker = _shown(row["for_item"], row["to_trader"], by_item=by_item)
            given = _shown(row["item"], row["from_trader"], by_item=by_item)
            lines.append(f"{taker:<{width}} receives {given}")
    return "\n".join(lines)


def _items(outcome: Outcome, *, by_item: bool, nontrades: bool) -> str:
    lines = sorted(_item_lines(outcome, by_item=by_item, nontrades=nontrades))
    return "\n".join([f"ITEM SUMMARY ({outcome.trades.height} total trades):", "", *lines])


def _item_lines(outcome: Outcome, *, by_item: bool, nontrades: bool) -> Iterator[str]:
    """Yield for each item what is received for it and what it is sent for."""
    width = _width(outcome, by_item=by_item)
    sent = {row["item"]: row for row in outcome.trades.iter_rows(named=True)}
    for row in sent.values():
        own = sent[row["for_item"]]
        taker = _shown(own["item"], own["from_trader"], by_item=by_item)
        received = _shown(row["item"], row["from_trader"], by_item=by_item)
        sends_to = _shown(own["for_item"], own["to_trader"], by_item=by_item)
        yield f"{taker:<{width}} receives {received:<{width}} and sends to {sends_to}"
    if nontrades:
        for row in outcome.unmatched.iter_rows(named=True):
            stays = _shown(row["item"], row["trader"], by_item=by_item)
            yield f"{stays:<{width}}             does not trade"


def _figures(outcome: Outcome, *, stats: bool) -> str:
    number = outcome.trades.height
    whole = number + outcome.unmatched.height
    lines = [f"Num trades  = {number} of {whole} items ({100 * number / max(whole, 1):.1f}%)"]
    if stats:
        sizes = sorted(Counter(outcome.trades["ring"].to_list()).values(), reverse=True)
        lines += [
            f"Num groups  = {len(sizes)}",
            f"Group sizes = {' '.join(map(str, sizes))}".rstrip(),
            f"Sum squares = {sum(size * size for size in sizes)}",
        ]
    return "\n".join(lines)


def _shown(item: str, trader: str, *, by_item: bool) -> str:
    if not trader:
        return item
    return f"{item} ({trader})" if by_item else f"({trader}) {item}"


def _width(outcome: Outcome, *, by_item: bool) -> int:
    trading = outcome.trades.select("item", "from_trader").iter_rows()
    staying = outcome.unmatched.select("item", "trader").iter_rows()
    return max((len(_shown(*row, by_item=by_item)) for row in (*trading, *staying)), default=1)
