"""The declared shape of outcome.json: every entry there may be, what it holds, and what nobody checks of it.

A summary is trusted no further than it is declared: an entry that is not named here, is missing, or is
of another kind is a fault. Each entry that a check can neither prove nor work out anew says so itself,
so that the list of what is *not* checked is made from the declaration, not remembered beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from samarkand.publishing.entries import day, shown

Holds = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry that holds no others: what it is in words, and the test that it is one.

    ``unchecked`` says what a reader has to take on trust, blank where everything is proven.
    """

    what: str
    holds: Holds
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with these entries and no others; those in ``optional`` may be left out."""

    entries: Mapping[str, "Shape"]
    optional: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Each:
    """A list, or with ``named`` an object with any names, of entries of one shape."""

    item: "Shape"
    named: bool = False


Shape = Leaf | Fields | Each


def misshapen(stated: object, shape: Shape, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of every declared entry that is missing or of another kind, and what is wrong."""
    if isinstance(shape, Leaf):
        if not shape.holds(stated):
            yield path, f"it must be {shape.what}, not {shown(stated)}"
    elif isinstance(shape, Fields):
        absent = [name for name in shape.entries if not _has(stated, name) and name not in shape.optional]
        yield from ((_below(path, name), "it is missing") for name in absent)
        if not isinstance(stated, Mapping):
            yield path, f"it must have entries, not be {shown(stated)}"
    elif not isinstance(stated, Mapping if shape.named else list):
        yield path, f"it must be {'an object' if shape.named else 'a list'}, not {shown(stated)}"
    for name, item, below in _inside(stated, shape):
        yield from misshapen(item, below, _below(path, name))


def undeclared(stated: object, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield the path of every entry that no outcome of this shape has."""
    if isinstance(shape, Fields) and isinstance(stated, Mapping):
        yield from (_below(path, _name(name)) for name in stated if name not in shape.entries)
    for name, item, below in _inside(stated, shape):
        yield from undeclared(item, below, _below(path, name))


def _has(stated: object, name: str) -> bool:
    return isinstance(stated, Mapping) and name in stated


def _inside(stated: object, shape: Shape) -> Iterator[tuple[str, object, "Shape"]]:
    """Yield the declared entries that are there: name, what it holds, the shape it should have."""
    if isinstance(shape, Fields):
        if isinstance(stated, Mapping):
            yield from ((name, stated[name], shape.entries[name]) for name in shape.entries if name in stated)
    elif isinstance(shape, Each):
        if shape.named and isinstance(stated, Mapping):
            yield from ((_name(name), item, shape.item) for name, item in stated.items())
        elif not shape.named and isinstance(stated, list):
            yield from ((str(place), item, shape.item) for place, item in enumerate(stated))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _name(key: object) -> str:
    """Return a key for people, without any power over a terminal."""
    return shown(key)[1:-1] if isinstance(key, str) else shown(key)


def leaves(shape: Shape, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield every declared entry that holds no others, by its path; ``*`` stands for any place or name."""
    if isinstance(shape, Leaf):
        yield path, shape
    elif isinstance(shape, Each):
        yield from leaves(shape.item, _below(path, "*"))
    else:
        for name, below in shape.entries.items():
            yield from leaves(below, _below(path, name))


def unchecked(stated: object, shape: Shape) -> dict[str, str]:
    """Return the entries that are there and a check does not judge, by their path, and what of them.

    Paths are those of `leaves`: entries of one list are told once.
    """
    return {path: leaf.unchecked for path, leaf in _there(stated, shape, "") if leaf.unchecked}


def _there(stated: object, shape: Shape, path: str) -> Iterator[tuple[str, Leaf]]:
    if isinstance(shape, Leaf):
        yield path, shape
    for name, item, below in _inside(stated, shape):
        yield from _there(item, below, _below(path, "*" if isinstance(shape, Each) else name))


def is_text(stated: object) -> bool:
    """Tell whether an entry is a text."""
    return isinstance(stated, str)


def is_count(stated: object) -> bool:
    """Tell whether an entry is a whole number of things: not below nothing, and no truth value."""
    return type(stated) is int and stated >= 0


def is_whole(stated: object) -> bool:
    """Tell whether an entry is a whole number."""
    return type(stated) is int


def is_truth(stated: object) -> bool:
    """Tell whether an entry is true or false."""
    return isinstance(stated, bool)


def is_day_or_none(stated: object) -> bool:
    """Tell whether an entry is a day, year-month-day, or null."""
    return stated is None or day(stated) is not None


def one_of(*values: str) -> Holds:
    """Return the test that an entry is one of these texts."""
    return lambda stated: isinstance(stated, str) and stated in values


def text(unchecked: str = "") -> Leaf:
    """Return a leaf that holds a text."""
    return Leaf("a text", is_text, unchecked)


def count(unchecked: str = "") -> Leaf:
    """Return a leaf that holds a whole number from nothing up."""
    return Leaf("a whole number, nothing or more", is_count, unchecked)


def truth(unchecked: str = "") -> Leaf:
    """Return a leaf that is true or false."""
    return Leaf("true or false", is_truth, unchecked)


def choice(*values: str) -> Leaf:
    """Return a leaf that is one of these texts."""
    return Leaf(f"one of {', '.join(values)}", one_of(*values))


def plain(what: str, holds: Callable[[Any], bool], unchecked: str = "") -> Leaf:
    """Return any other leaf: what it is, the test, and what is not checked of it."""
    return Leaf(what, holds, unchecked)


VERSION = "that this version of the program made it"
"""What nobody can check of an outcome's version."""

NAME = "what the input was called"
"""What nobody can check of the name of the input."""

DIGESTS = Each(Leaf("a hash in hexadecimal", is_text), named=True)
"""The hashes of files or tables by name; the files themselves judge them."""
