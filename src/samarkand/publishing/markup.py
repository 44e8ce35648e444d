"""HTML that escapes by itself: text becomes markup only through `tag`, so no name can break out."""

import html
from collections.abc import Iterable

_SHORT = 22
"""A number and its unit of so many letters stay on one line."""


_NOTHING = "–"


class Html(str):
    """Text that is markup already; `tag` escapes every other text."""

    __slots__ = ()


def tag(name: str, *children: str | None, **attributes: str | bool) -> Html:
    """Return the element, its children escaped unless they are markup; None children are left out.

    ``class_`` writes ``class`` and ``aria_label`` writes ``aria-label``; an attribute that is
    False is left out and one that is True stands alone.
    """
    written = "".join(
        f" {_attribute_name(key)}"
        if value is True
        else f' {_attribute_name(key)}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not False
    )
    inner = join(children)
    return Html(f"<{name}{written}>{inner}</{name}>")


def join(parts: Iterable[str | None]) -> Html:
    """Return the parts one after the other, escaped unless they are markup."""
    return Html("".join(part if isinstance(part, Html) else html.escape(part) for part in parts if part))


def name(text: str) -> Html:
    """Return a name that keeps its own writing direction and cannot turn its neighbours'."""
    return tag("bdi", text)


def table(
    caption: str, head: list[str], rows: list[list[str]], numeric: frozenset[int] = frozenset()
) -> Html:
    """Return a table whose rows become cards on a narrow screen; ``numeric`` columns align right.

    The first cell of a row is its heading. A column without any entry is left out.
    """
    columns = [index for index in range(len(head)) if any(row[index] for row in rows)]
    titles = [
        tag("th", head[index], scope="col", class_="number" if index in numeric else False)
        for index in columns
    ]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *titles)),
        tag("tbody", *[_row(head, row, columns, numeric) for row in rows]),
    )


def _row(head: list[str], row: list[str], columns: list[int], numeric: frozenset[int]) -> Html:
    first, *others = columns
    cells = [_cell(head[index], row[index] or _NOTHING, numeric=index in numeric) for index in others]
    return tag("tr", tag("th", row[first], scope="row"), *cells)


def _cell(heading: str, content: str, *, numeric: bool) -> Html:
    brief = " short" if len(content) <= _SHORT else ""
    style = f"number{brief}" if numeric else False
    return tag("td", tag("span", content), class_=style, data_label=heading)


def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
