"""One line of a file of want lists: whose list, of which item, wanting what, or why it is no list."""

from dataclasses import dataclass

from samarkand.swaps.want_lists import Options


@dataclass(frozen=True, slots=True)
class WrittenList:
    """A want list as it is written: the trader blank where none is named, wants with their semicolons."""

    line: int
    trader: str
    item: str
    wants: list[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line is no want list: the code of a finding, and its message."""

    code: str
    message: str


def read_line(text: str, line: int, options: Options) -> WrittenList | Fault:
    """Return the want list that ``text``, neither blank nor a comment, holds."""
    if "#" in text:
        return _malformed("A # stands inside the line, where no comment may begin.")
    trader = ""
    if text.startswith("("):
        named = _trader_first(text)
        if isinstance(named, Fault):
            return named
        trader, text = named
    elif "(" in text or ")" in text:
        return _malformed("Parentheses hold the trader's name, at the front and nowhere else.")
    elif options.require_usernames:
        return Fault("trader_missing", "The list names no trader, and the file says REQUIRE-USERNAMES.")
    return _list_of(text if options.case_sensitive else text.upper(), line, trader, options)


def _trader_first(text: str) -> tuple[str, str] | Fault:
    """Return the trader's name and what follows it."""
    name, closed, rest = text[1:].partition(")")
    if not closed:
        return _malformed("The parenthesis before the trader's name is never closed.")
    if "(" in name or "(" in rest or ")" in rest:
        return _malformed("There is more than one pair of parentheses.")
    if not name.strip():
        return _malformed("There is no name between the parentheses.")
    if not rest.strip():
        return _malformed("Nothing follows the trader's name.")
    return " ".join(name.split()), rest


def _list_of(text: str, line: int, trader: str, options: Options) -> WrittenList | Fault:
    head, colon, tail = text.partition(":")
    if not colon:
        return _list_without_colon(text, line, trader, options)
    if ":" in tail:
        return _malformed("There is more than one colon.")
    if ";" in head:
        return _malformed("A semicolon stands before the colon.")
    offered = head.split()
    if len(offered) != 1:
        return _malformed(f"Before the colon stands one item, not {len(offered):,}.")
    return WrittenList(line, trader, offered[0], _words(tail))


def _list_without_colon(text: str, line: int, trader: str, options: Options) -> WrittenList | Fault:
    if options.require_colons:
        return Fault("colon_missing", "The list has no colon, and the file says REQUIRE-COLONS.")
    item, *wants = _words(text)
    if item == ";":
        return _malformed("A semicolon stands before the first item.")
    return WrittenList(line, trader, item, wants)


def _words(text: str) -> list[str]:
    return (text.replace(";", " ; ") if ";" in text else text).split()


def _malformed(message: str) -> Fault:
    return Fault("list_malformed", message)
