"""How the generated pages of the documentation are run as programs."""

import sys
from collections.abc import Callable
from pathlib import Path


def print_page(page: Callable[[], str], arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
