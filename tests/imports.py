"""Which of our own modules some files import: for tests that hold them apart."""

import ast
from collections.abc import Iterable
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "samarkand"


def imported_by(files: Iterable[Path]) -> set[str]:
    """Return the modules of samarkand that the files import from."""
    return {
        node.module
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("samarkand")
    }
