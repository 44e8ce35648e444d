"""Bars made of plain elements: each as long as its amount, and readable without any colour."""

from dataclasses import dataclass

from samarkand.publishing.markup import Html, join, tag

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a bar: how large, which colour (set-off, chain, net), and what is said of it."""

    size: int
    kind: str
    label: str = ""
    amount: str = ""
    share: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its heading, its pieces from left to right, and what stands behind it."""

    heading: Html
    pieces: tuple[Piece, ...]
    text: str
    note: str = ""


def stacked(pieces: list[Piece], whole: int) -> Html:
    """Return one bar of the whole, and below it what each piece is."""
    shown = [piece for piece in pieces if piece.size]
    entries = [
        tag(
            "li",
            tag("span", class_=f"key {piece.kind}", aria_hidden="true"),
            tag("strong", piece.label),
            tag("span", f" {piece.amount}, ", tag("span", piece.share, class_="short"), class_="quantity"),
            tag("small", piece.note) if piece.note else None,
        )
        for piece in shown
    ]
    return join([_track(tuple(shown), whole, "whole"), tag("ul", *entries, class_="keys")])


def listed(bars: list[Bar], whole: int, *, is_share: bool = False) -> Html:
    """Return bars one below the other, all at the same scale; ``whole`` is as long as the page allows.

    Where they are shares of the whole, the rest of it is shown too.
    """
    rows = [
        tag(
            "li",
            tag("span", bar.heading, class_="bar-name"),
            _track(bar.pieces, whole),
            tag("span", bar.text, tag("small", bar.note) if bar.note else None, class_="bar-text"),
        )
        for bar in bars
    ]
    return tag("ul", *rows, class_="bars shares" if is_share else "bars")


def _track(pieces: tuple[Piece, ...], whole: int, size: str = "") -> Html:
    fills = [
        tag("span", class_=f"fill {piece.kind}", style=f"width:{_WHOLE * piece.size / max(whole, 1):.3f}%")
        for piece in pieces
        if piece.size
    ]
    return tag("span", *fills, class_=f"track {size}".strip(), aria_hidden="true")
