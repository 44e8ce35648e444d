"""A page as a browser sees it, and names that try to break out of one."""

import re
from html.parser import HTMLParser

HOSTILE = "<script>alert('rice')</script>\"&<b onload=x>"
LONG = "International Grain and Pulse Trading " * 12
KARACHI = "کراچی چاول \u202eمل"
HOSTILE_NAMES = (HOSTILE, LONG, KARACHI, "\x1b[31mred\x07", "   ")

_VOID = {"meta", "br"}


class Page(HTMLParser):
    """The page as a browser sees it: its elements, its visible text, its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        elif "style" in self.open:
            self.styles.append(data)
        else:
            self.pieces.append(data)

    def asks_nobody(self) -> bool:
        """Tell whether the page names nothing outside itself, and forbids asking for it."""
        policy = next(attrs["content"] or "" for _, attrs in self.elements if attrs.get("http-equiv"))
        links = {attrs.get("href", "#") for _, attrs in self.elements}
        return (
            policy.startswith("default-src 'none';")
            and not re.search(r"https?:|connect-src|\*", policy)
            and links <= {"#", "#content"}
            and not any({"src", "srcset"} & attrs.keys() for _, attrs in self.elements)
            and not re.search(r"url\(|@import", "".join(self.styles))
        )
