"""What every printed result is made of: headings, lines that wrap, and where the rest is."""

import textwrap
from typing import TYPE_CHECKING

from samarkand.publishing import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def heading(console: "Console", text: str) -> None:
    """Print a heading, after an empty line."""
    console.print()
    say(console, text, style="bold cyan")


def more(console: "Console", left: int, noun: str, file: str, indent: int = 2) -> None:
    """Print how many were left out and in which file they are; nothing where none were."""
    if left > 0:
        say(console, words.more(left, noun, file), style="dim", indent=indent)


def say(console: "Console", text: str, *, style: str = "", indent: int = 0) -> None:
    """Print text as it is: brackets in a name are no markup, and no line ends in blanks."""
    margin = " " * indent
    lines = textwrap.wrap(
        text, console.width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
    )
    console.print(plain("\n".join(lines), style))


def plain(text: str, style: str = "") -> "Text":
    """Return text for the console in which nothing is markup."""
    from rich.text import Text

    return Text(text, style=style, overflow="fold")
