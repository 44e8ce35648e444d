"""The manners of the house: sizes, docstrings, imports that run one way, and nothing that does not belong."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "samarkand"
PYTHON_FILES = sorted(
    [*ROOT.glob("dev.py"), *(f for d in ("src", "tests", "benchmarks") for f in (ROOT / d).rglob("*.py"))]
)
WRITTEN = [path for path in PYTHON_FILES if path.parent.name != "migrations"]
"""Those people wrote: migrations are Django's."""

MODULE_LINES = 400
FUNCTION_LINES = 60

LONG_MODULES: dict[str, int] = {}
"""Modules allowed to be longer, and how long: they may shrink but not grow."""

LONG_FUNCTIONS: dict[str, int] = {}
"""Likewise functions, as ``module:function``."""

UNWANTED = re.compile(
    r"""
    (^|/)(uv|poetry|pdm|Pipfile)\.lock$       # lock files that list addresses
    | \.(parquet|feather|db|sqlite3?|pkl)$    # data that no diff can show
    | \.(py[co]|so|whl|nb[ic]|log|orig|swp)$  # made by tools
    | (^|/)(\.env|\.DS_Store|\.venv|__pycache__)(/|$)
    """,
    re.VERBOSE,
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def imported_by(path: Path) -> set[str]:
    """Return the top-level names of everything the module imports, at its head or late."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return which packages bring what can be imported."""
    return metadata.packages_distributions()


def packages_used(folder: Path) -> set[str]:
    """Return the names, as an index knows them, of the packages the folder's modules import."""
    imported = {name for path in folder.rglob("*.py") for name in imported_by(path)}
    packages = distributions()
    foreign = imported - sys.stdlib_module_names - {"benchmarks", "dev", "samarkand", "tests"}
    return {packages.get(name, [name])[0].lower().replace("_", "-") for name in foreign}


def declared(kind: str) -> set[str]:
    """Return the packages pyproject.toml asks for, to run or for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kinds = {
        "run": project["project"]["dependencies"],
        "platform": project["project"]["optional-dependencies"]["platform"],
        "dev": project["dependency-groups"]["dev"],
    }
    return {re.split(r"[\[<>=]", line)[0] for line in kinds[kind] if isinstance(line, str)}


def tracked_files() -> list[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607
    return listed.stdout.splitlines()


def test_modules_are_short() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in WRITTEN}
    assert {n: count for n, count in lines.items() if count > LONG_MODULES.get(n, MODULE_LINES)} == {}


def test_functions_are_short() -> None:
    lines = {
        f"{name_of(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in WRITTEN
        for function in functions_of(tree_of(path))
    }
    assert {n: count for n, count in lines.items() if count > LONG_FUNCTIONS.get(n, FUNCTION_LINES)} == {}


def test_every_module_says_what_it_is_for() -> None:
    filled = [path for path in WRITTEN if path.read_text(encoding="utf-8").strip()]
    assert [name_of(path) for path in filled if not ast.get_docstring(tree_of(path))] == []


def test_imported_packages_are_declared() -> None:
    house = declared("run") | declared("platform")
    assert packages_used(SOURCE) - house == set()
    assert packages_used(ROOT / "tests") - house - declared("dev") == set()


def test_the_engine_needs_nothing_of_the_house() -> None:
    folders = [path for path in SOURCE.iterdir() if path.is_dir() and path.name != "platform"]
    used = {package for folder in folders for package in packages_used(folder)}
    assert used - declared("run") == set()


def test_declared_packages_are_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert {package for package in declared("run") if package.replace("-", "_") not in source} == set()


def test_core_needs_the_standard_library_only() -> None:
    imported = {name for path in (SOURCE / "core").rglob("*.py") for name in imported_by(path)}
    assert imported - sys.stdlib_module_names - {"samarkand"} == set()


def test_dev_needs_the_standard_library_only() -> None:
    assert imported_by(ROOT / "dev.py") - sys.stdlib_module_names == set()


def test_imports_keep_their_direction() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_requirements_are_hashed_and_name_no_index() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^[\w-]+==", text, re.MULTILINE)
        hashed = re.findall(r"^[\w-]+==\S+.*\\\n +--hash=sha256:", text, re.MULTILINE)
        assert pinned, path
        assert len(pinned) == len(hashed), path
        assert "://" not in text, path
        assert "--index-url" not in text, path


def test_nothing_unwanted_is_committed() -> None:
    assert [name for name in tracked_files() if UNWANTED.search(name)] == []
