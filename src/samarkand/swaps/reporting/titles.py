"""What items and traders are called in front of people: by their official names where the lists have them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samarkand.publishing.markup import Html, join, name, tag
from samarkand.publishing.names import readable
from samarkand.swaps.want_lists import WantLists

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Titles:
    """The title of each item that has one, by its code."""

    titles: Mapping[str, str] = field(default_factory=dict)

    def text(self, item: str) -> str:
        """Return "Catan (0012)", or the code alone."""
        code, title = readable(item, _LONGEST), self.titles.get(item)
        return f"{title} ({code})" if title else code

    def html(self, item: str) -> Html:
        """Return the title with its code below, or the code alone."""
        code, title = name(readable(item, _LONGEST)), self.titles.get(item)
        return join([name(title), Html(" "), tag("small", code)]) if title else code

    def inline(self, item: str) -> Html:
        """Return the title, or the code where there is none, for a sentence."""
        return tag("strong", name(self.titles.get(item) or readable(item, _LONGEST)))


def titles_of(lists: WantLists | None) -> Titles:
    """Return the titles the lists give; none without lists."""
    if lists is None:
        return Titles()
    named = lists.items.filter(lists.items["name"] != "").select("item", "name")
    return Titles({item: readable(title, _LONGEST) for item, title in named.iter_rows()})


def trader_name(trader: str) -> str:
    """Return a trader's name for people."""
    return readable(trader, _LONGEST)
