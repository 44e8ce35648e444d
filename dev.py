"""One command for a newcomer: ``python3 dev.py demo``, or ``test``, ``lint``, ``bench``, ``docs``.

It needs nothing but Python 3.11 with pip. The first call fetches uv into ``.tools/``, makes the
virtual environment ``.venv/`` and installs into it exactly what ``requirements/`` pins, checked by
hash; later calls find that done and start at once. Deleting both folders starts afresh.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python is told, not shown a traceback)
    sys.exit("dev.py: Python 3.11 or later is needed. Try: python3.11 dev.py, or apt-get install python3.11")

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

BILL = ROOT / "build" / "bill-of-materials.json"

EXAMPLE = Path("examples", "astana-2024")
DEMO = Path("build", "demo")

DEEP = "--deep"
HOUSE_TESTS = "tests/platform"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_POSTGRES = 69  # of tests/platform/postgres.py, which has then said what was skipped and how to get it
NO_TESTS = 5  # of pytest: none is called so

GENERATED_DOCS = {
    "docs/errors.md": "samarkand.book.errors_page",
    "docs/reference/book.md": "samarkand.book.reference_page",
    "docs/reference/obligations.md": "samarkand.netting.reference_page",
    "docs/reference/house-findings.md": "samarkand.platform.operation.findings_page",
    "docs/reference/settings.md": "samarkand.platform.operation.settings_page",
}
"""Pages of documentation, and the module that prints each when it is run."""


def setup(_extra: list[str]) -> None:
    """Install everything, for work on the code; the other verbs do it by themselves."""
    install("dev")
    print("Ready: .venv/bin/samarkand --help")


def demo(_extra: list[str]) -> None:
    """Clear the example book, check the outcome, and say where its page is."""
    install("run")
    samarkand = VENV / "bin" / "samarkand"
    call(samarkand, "clear", EXAMPLE, "--out", DEMO)
    call(samarkand, "check", EXAMPLE, DEMO)
    print(f"\nThe round as a page for people: {DEMO / 'report.html'} (open it in a browser)")
    print("Your own book: .venv/bin/samarkand book init mybook")


def test(extra: list[str]) -> None:
    """Run the tests, but the deepest; all of them with --deep; what follows goes to pytest."""
    install("dev")
    find_browser()
    depth = "quick" if is_quick(extra) else "deep"
    extra = [word for word in extra if word != DEEP]
    pytest = (PYTHON, "-m", "pytest", "--numprocesses=auto", "--dist=worksteal")
    call(*pytest, *extra, DATABASE_URL="", SAMARKAND_TESTS=depth)
    paths = [word for word in extra if (ROOT / word.partition("::")[0]).exists()]
    of_house = [path for path in paths if path.startswith(HOUSE_TESTS)]
    if of_house or not paths:
        options = [word for word in extra if word not in paths]
        on_postgres(*pytest, *(of_house or [HOUSE_TESTS]), *options, depth=depth)


def find_browser() -> None:
    """See that there is a browser for the tests of forms: installed where that may be done, else told."""
    if any(map(shutil.which, BROWSERS)):
        return
    if (apt := shutil.which("apt-get")) and os.geteuid() == 0:
        print("Fetching Chromium for the tests of forms, with apt-get", flush=True)
        for words in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
            subprocess.run(
                (apt, "-qq", *words), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
    if not any(map(shutil.which, BROWSERS)):
        print("No browser here: tests of forms by one are skipped. On Debian: apt-get install chromium")


def is_quick(extra: list[str]) -> bool:
    """Tell whether deep tests are left out: not if all are asked for, nor if some are asked for by name."""
    return DEEP not in extra and not any(word.startswith("-k") or ".py" in word for word in extra)


def on_postgres(*command: str | Path, depth: str) -> None:
    """Run a command on the PostgreSQL of DATABASE_URL, else on one of its own; say if there is none."""
    print("\nThe same on PostgreSQL", flush=True)
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return call(*command, SAMARKAND_TESTS=depth)
    code = status(PYTHON, "-m", "tests.platform.postgres", *command, SAMARKAND_TESTS=depth)
    if code not in {0, NO_POSTGRES, NO_TESTS}:
        sys.exit(1)
    return None


def lint(_extra: list[str]) -> None:
    """Check style, format, types, the direction of imports, and known faults of what is installed."""
    install("dev")
    checks: dict[str, list[str | Path]] = {
        "ruff check": [PYTHON, "-m", "ruff", "check"],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check"],
        "mypy": [PYTHON, "-m", "mypy"],
        "import-linter": [VENV / "bin" / "lint-imports", "--no-logo"],
    }
    failed = [name for name, command in checks.items() if not succeeds(*command)]
    if failed:
        stop(f"{', '.join(failed)}: see above", "`.venv/bin/ruff check --fix` and `ruff format` mend much")
    list_materials()
    audit()


def list_materials() -> None:
    """Write what a house is made of, package by package with its hashes, as CycloneDX has it."""
    BILL.parent.mkdir(parents=True, exist_ok=True)
    kind = ("requirements", "--output-reproducible", "--of", "JSON", "-o", BILL)
    call(PYTHON, "-m", "cyclonedx_py", *kind, "requirements/run.txt")
    print(f"Bill of materials: {BILL.relative_to(ROOT)}")


def audit() -> None:
    """Ask for known faults of what ``requirements/run.txt`` pins; say so where nobody could be asked."""
    options = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")
    command = (PYTHON, "-m", "pip_audit", "-r", "requirements/run.txt", *options)
    asked = subprocess.run(command, cwd=ROOT, env=environment(), check=False, capture_output=True, text=True)
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    faulty = [package for package in packages if package.get("vulns")]
    for package in faulty:
        names = ", ".join(fault["id"] for fault in package["vulns"])
        print(f"{package['name']} {package['version']}: {names}")
    if faulty:
        stop("packages with known faults: see above", "`python3 dev.py pin` takes newer ones")
    if not packages or len(skipped) == len(packages):
        print("Known faults of packages: SKIPPED, the package index could not be asked for them")
    else:
        left = f"; not known to the index: {', '.join(skipped)}" if skipped else ""
        print(f"Known faults of packages: none in {len(packages) - len(skipped)}{left}")


def bench(extra: list[str]) -> None:
    """Run every benchmark, or the one named; what follows its name goes to it."""
    install("dev")
    scripts = {script.stem: script for script in sorted(ROOT.glob("benchmarks/[!_]*.py"))}
    name, *arguments = extra or [""]
    if name and name not in scripts:
        stop(f"there is no benchmark {name}", f"There are: {', '.join(scripts)}")
    for script in [scripts[name]] if name else scripts.values():
        call(PYTHON, "-m", f"benchmarks.{script.stem}", *arguments)


def docs(_extra: list[str]) -> None:
    """Write the generated pages of the documentation anew."""
    install("run")
    for page, module in GENERATED_DOCS.items():
        printed = subprocess.run([PYTHON, "-m", module], cwd=ROOT, check=False, stdout=subprocess.PIPE)
        if printed.returncode:
            stop(f"{module} could not print {page}", "Its own words are above.")
        (ROOT / page).write_bytes(printed.stdout)
        print(f"{page} written")


def pin(_extra: list[str]) -> None:
    """Pin anew, to the latest, what pyproject.toml asks for; asks the package index."""
    options = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url"]
    options += ["--custom-compile-command=python3 dev.py pin", "--upgrade", "--quiet"]
    compile_pins: list[str | Path] = [fetch_uv(), "pip", "compile", *options]
    tools, run, dev = (f"requirements/{name}.txt" for name in ("uv", "run", "dev"))
    call(*compile_pins, "--group=tools", "--output-file", tools)
    house = ("pyproject.toml", "--extra=platform")
    call(*compile_pins, *house, "--group=build", "--output-file", run)
    call(*compile_pins, *house, "--group=dev", "--output-file", dev, "--constraint", run)


VERBS: tuple[Callable[[list[str]], None], ...] = (demo, test, lint, bench, docs, setup, pin)


def install(kind: str) -> None:
    """Install what ``requirements/KIND.txt`` pins, and this project, unless that is done already."""
    interpreter = f"{sys.version} for {ROOT}"
    wanted = digest(interpreter, f"requirements/{kind}.txt", "pyproject.toml")
    done = VENV / f".installed-{kind}"
    if recorded(done) == wanted:
        return
    uv = fetch_uv()
    if recorded(VENV / ".interpreter") != interpreter:
        venv = (uv, "venv", "--clear", "--quiet", "--python", sys.executable, VENV)
        step("make the virtual environment", *venv)
        (VENV / ".interpreter").write_text(interpreter)
    print(f"Installing requirements/{kind}.txt into .venv", flush=True)
    # Where Python may not write bytecode, as in many containers, samarkand would compile all of it anew each
    # time. What tools need is compiled when it is first used: of all there is they use a fifth.
    bytecode = ("--compile-bytecode",) if kind == "run" else ()
    pip_install = (uv, "pip", "install", "--quiet", *bytecode, "--python", PYTHON)
    step("install the requirements", *pip_install, "--require-hashes", "-r", f"requirements/{kind}.txt")
    step("install samarkand", *pip_install, "--no-deps", "--no-build-isolation", "--editable", ".")
    done.write_text(wanted)


def fetch_uv() -> Path:
    """Return the path of uv at the version ``requirements/uv.txt`` pins, fetched with pip if need be."""
    wanted = digest("uv", "requirements/uv.txt")
    done = TOOLS / ".installed"
    if recorded(done) != wanted:
        print("Fetching uv, which installs packages, into .tools", flush=True)
        options = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--upgrade")
        step(
            "fetch uv",
            *(*pip(), "install", *options, "--target", TOOLS),
            *("--require-hashes", "-r", "requirements/uv.txt"),
        )
        done.write_text(wanted)
    return TOOLS / "bin" / "uv"


def pip() -> tuple[str | Path, ...]:
    """Return the command for a pip: this Python's own, or one in a virtual environment made for it."""
    if importlib.util.find_spec("pip"):
        return sys.executable, "-m", "pip"
    if not importlib.util.find_spec("ensurepip"):
        stop(f"{sys.executable} has no pip", "On Debian: apt-get install python3-pip, then again.")
    home = TOOLS / "pip"
    step("make a virtual environment for pip", sys.executable, "-m", "venv", home)
    return home / "bin" / "python", "-m", "pip"


def digest(salt: str, *files: str) -> str:
    """Return one hash of the salt and the files' content."""
    content = [salt.encode(), *((ROOT / name).read_bytes() for name in files)]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def recorded(path: Path) -> str:
    """Return what an earlier call wrote there, or nothing."""
    return path.read_text() if path.is_file() else ""


def step(what: str, *command: str | Path) -> None:
    """Run one step of the installation; where it fails say what to do about it."""
    if not succeeds(*command):
        stop(
            f"could not {what}",
            "The reason is above. Check the network (a mirror is named with PIP_INDEX_URL), "
            "or delete .tools and .venv, and call dev.py again.",
        )


def call(*command: str | Path, **told: str) -> None:
    """Run a command in the repository's root; where it fails stop too, for it has said why."""
    if not succeeds(*command, **told):
        sys.exit(1)


def succeeds(*command: str | Path, **told: str) -> bool:
    """Tell whether the command, run in the repository's root, ends well."""
    return status(*command, **told) == 0


def status(*command: str | Path, **told: str) -> int:
    """Return the exit status of a command run in the repository's root, with these variables set."""
    return subprocess.run(command, cwd=ROOT, env={**environment(), **told}, check=False).returncode


def environment() -> dict[str, str]:
    """Return the environment for commands: uv is told what pip already knows about this machine.

    They may keep bytecode, whatever the machine says: it goes to ``.venv/`` and ``__pycache__/``, which git
    ignores, and without it every process that tests would compile all packages, and rewrite all tests.
    """
    told = {"UV_PYTHON_DOWNLOADS": "never"}
    if ssl.get_default_verify_paths().cafile:
        told["UV_SYSTEM_CERTS"] = "1"
    if index := os.environ.get("PIP_INDEX_URL"):
        told["UV_DEFAULT_INDEX"] = index
    return {**told, **os.environ, "PYTHONDONTWRITEBYTECODE": ""}


def stop(problem: str, remedy: str) -> NoReturn:
    """End with a message: what is wrong, and what to do."""
    sys.exit(f"dev.py: {problem}. {remedy}")


def main() -> None:
    """Do what the first word of the command line asks for."""
    verbs = {verb.__name__: verb for verb in VERBS}
    lines = [f"  {name:7}{verb.__doc__}" for name, verb in verbs.items()]
    parser = argparse.ArgumentParser(
        usage="python3 dev.py VERB ...",
        description="verbs:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=verbs, metavar="VERB", help="one of the above")
    parser.add_argument("extra", nargs=argparse.REMAINDER, metavar="...", help="passed on")
    if len(sys.argv) == 1:
        parser.print_help()
        sys.exit(2)
    arguments = parser.parse_args()
    verbs[arguments.verb](arguments.extra)


if __name__ == "__main__":
    main()
