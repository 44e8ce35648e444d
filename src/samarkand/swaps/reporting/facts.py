"""What a want-list trade came to, read from its summary: the same facts for the page and the terminal."""

from dataclasses import dataclass

from samarkand.swaps.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Facts:
    """The whole trade; ``by_length`` gives how many rings have so many items, short ones first."""

    name: str
    all_items: int
    all_traders: int
    dummies: int
    wants: int
    items: int
    traders: int
    item_bound: int
    trader_bound: int
    proven: bool
    largest_ring: int
    by_length: tuple[tuple[int, int], ...]
    objective: str
    max_ring: int

    @property
    def rings(self) -> int:
        """Return how many rings there are."""
        return sum(rings for _, rings in self.by_length)

    @property
    def are_most_items(self) -> bool:
        """Tell whether no more items are possible, in rings this short and with as many traders as asked."""
        return self.items == self.item_bound

    @property
    def are_most_traders(self) -> bool:
        """Likewise for traders."""
        return self.traders == self.trader_bound


def facts_of(outcome: Outcome) -> Facts:
    """Return the facts of an outcome.

    Raises ValueError when its summary lacks one.
    """
    summary = outcome.summary
    try:
        lists, bound, settings = summary["lists"], summary["bound"], summary["settings"]
        lengths = {int(length): int(rings) for length, rings in summary["rings_by_length"].items()}
        return Facts(
            name=str(lists["name"]),
            all_items=int(lists["items"]),
            all_traders=int(lists["traders"]),
            dummies=int(lists["dummies"]),
            wants=int(lists["wants"]),
            items=int(summary["items"]),
            traders=int(summary["traders"]),
            item_bound=int(bound["items"]),
            trader_bound=int(bound["traders"]),
            proven=bool(summary["proven"]),
            largest_ring=int(summary["largest_ring"]),
            by_length=tuple(sorted(lengths.items())),
            objective=str(settings["objective"]),
            max_ring=int(settings["max_ring"]),
        )
    except (AttributeError, KeyError, TypeError) as missing:
        raise ValueError(f"outcome.json does not say {missing}") from None
