"""The frame of every page for people: one self-contained file that opens without any network."""

from importlib.resources import files

from samarkand.publishing.markup import Html, tag

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""What the browser lets the page do: run and style itself, and ask nobody for anything."""


def page(
    title: str, header: Html, *content: Html | None, style: str = "", scripts: tuple[str, ...] = ()
) -> str:
    """Return the page as HTML text: a header, the content, and the scripts it carries in itself.

    ``style`` is added to the style all pages share.
    """
    skip = tag("a", "Skip to the content", href="#content", class_="skip")
    carried = [tag("script", Html(script)) for script in scripts]
    body = tag("body", skip, header, *content, *carried)
    return f"<!doctype html>\n{tag('html', _head(title, style), body, lang='en')}\n"


def _head(title: str, style: str) -> Html:
    shared = (files("samarkand.publishing") / "page.css").read_text(encoding="utf-8")
    return tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light dark">'),
        tag("title", title),
        tag("style", Html(shared + style)),
    )
