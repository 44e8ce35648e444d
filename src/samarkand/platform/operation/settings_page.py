"""Prints docs/reference/settings.md: `python -m samarkand.platform.operation.settings_page`.

With a path as argument the page is written there instead.
"""

import sys

from samarkand.book.printed_page import print_page
from samarkand.platform.house.environment import VARIABLES, Variable

_HEAD = """\
# Settings of a house

Variables of the environment, read when `samarkand serve`, `worker`, `backup` or `restore` starts. None must
be set: without any the house keeps an embedded database in the folder `house`. This page is made from
`src/samarkand/platform/house/environment.py`.

| variable | is | default |
|---|---|---|
"""

_TAIL = """
Those marked *secret* are never logged; give them from a file that only the house's user can read, or from
what your system keeps secrets in.

**Where others can reach it.** Set `SAMARKAND_HTTPS=1` and `SAMARKAND_HOSTS`, and let a proxy that speaks
https pass requests on with `X-Forwarded-Proto`, its own and not one from outside. `/health/` and
`/metrics` answer without https, for what looks after the house from inside: let the proxy not pass them on.

**Sizes.** `SAMARKAND_WORKERS` times `SAMARKAND_THREADS` requests are answered at the same time; on PostgreSQL
each process keeps up to eight sessions, and each process of the background one or two.
"""


def settings_page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "".join(map(_row, VARIABLES)) + _TAIL


def _row(variable: Variable) -> str:
    about = f"{variable.about}{' (*secret*)' if variable.secret else ''}".replace("|", "\\|")
    default = f"`{variable.default}`" if variable.default else ""
    return f"| `{variable.name}` | {about} | {default} |\n"


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    print_page(settings_page, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
