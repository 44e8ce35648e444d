"""The documentation stays true: its commands run and print what it says, its links lead somewhere.

In a page, a ``console`` block holds commands after ``$`` and below each what it prints; ``...`` stands for
any lines. A block opened ``console fails`` must exit with an error. A ``csv`` or ``text`` block under a line
such as `mybook/parties.csv`: is written to that file first. A ``python`` block is run. All blocks of a page
run in order, in one folder that holds a copy of ``examples/``.

``REWRITE_DOCS=1`` puts what commands print now in place of what pages show, except where ``...`` stands
before more lines; a new command needs a line ``?`` below it for that. Read the difference before
committing it.
"""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from samarkand.book.schema import TABLES
from samarkand.clearing.outcome import SCHEMAS
from samarkand.cli.main import main
from samarkand.netting.outcome import SCHEMAS as NETTING_SCHEMAS
from samarkand.swaps.outcome import SCHEMAS as SWAP_SCHEMAS
from tests.asked_once import ask_once

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page.relative_to(ROOT)
    for pattern in ("*.md", "docs/**/*.md", "examples/*/README.md")
    for page in ROOT.glob(pattern)
)
# fmt: off
WORDS = (
    "party", "pool", "commodity", "HS code", "grade", "offer", "want", "lot", "lane", "book", "market",
    "terms", "limit price", "clearing round", "allocation", "deal", "leg", "obligation", "set-off",
    "set-off notice", "remainder", "clearing account", "unit of account", "swing", "posting",
    "journal entry", "hold", "evidence account", "countertrade commitment", "barter contract",
    "shipment", "consignment", "goods declaration", "authorisation", "net-off", "regime", "restriction",
    "rule pack", "screening", "finding",
    "debtor", "creditor", "netting", "position", "residual", "ring", "clearing house", "credit limit",
    "potential", "item", "trader", "want list", "dummy", "bundle", "all-or-nothing", "price of shortness",
    "leg failure",
)
# fmt: on
"""The words of the design; each means one thing throughout the project."""

SLOW = {
    Path("docs/how-to/choose-how-short-deals-are.md"),
    Path("docs/how-to/find-out-why-nothing-traded.md"),
}
"""They clear again and again, in ways no other page does, and take as long as all others together."""

_BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`:?\n+)?^```(?P<info>[^\n]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_FILE = re.compile(r"`((?:src|docs|tests|examples|benchmarks)/[\w./-]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a page; ``path`` is the file it shows, if the line before names one."""

    path: str
    info: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command line of a page, and the lines the page says it prints."""

    line: str
    printed: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [Block(hit["path"] or "", hit["info"].strip(), hit["text"]) for hit in _BLOCK.finditer(text)]


def commands(text: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, *printed = part.rstrip("\n").split("\n")
        yield Command(line, tuple(printed))


def agrees(printed: list[str], documented: list[str]) -> bool:
    """Tell whether what was printed is what the page shows, ``...`` standing for any lines."""
    if not documented:
        return not any(printed)
    if documented == ["..."]:
        return True
    if documented[0].strip() == "...":
        return any(agrees(printed[skipped:], documented[1:]) for skipped in range(len(printed) + 1))
    return bool(printed) and printed[0] == documented[0] and agrees(printed[1:], documented[1:])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.deep] if page in SLOW else []) for page in PAGES], ids=str
)
def test_every_block_of_a_page_does_what_the_page_says(page: Path, folder: Path) -> None:
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.path and block.info in {"csv", "text"}:
            file = folder / block.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.info == "python":
            exec(compile(block.text, str(page), "exec"), names)  # noqa: S102 (our own pages)
        elif block.info.startswith("console"):
            for command in commands(block.text):
                run(command, page, fails=block.info.endswith("fails"))


def run(command: Command, page: Path, *, fails: bool) -> None:
    program, *arguments = shlex.split(command.line, comments=True)
    if program == "python3":
        assert_verb_exists(*arguments)
        return
    if Path(program).name != "samarkand":
        assert program in {"git", "cd"}, f"nobody checks {command.line}"
        return
    result = answer(arguments)
    assert (result.exit_code != 0) == fails, f"$ {command.line}\n{result.output}\n{result.exception!r}"
    printed = [line.rstrip() for line in result.output.splitlines()]
    documented = [line.rstrip() for line in command.printed]
    if documented and "..." not in documented[:-1] and os.environ.get("REWRITE_DOCS"):
        rewrite(
            page, command, [*printed[: len(documented) - 1], "..."] if documented[-1] == "..." else printed
        )
        return
    assert not documented or agrees(printed, documented), f"$ {command.line}\n" + "\n".join(printed)


def answer(arguments: list[str]) -> Result:
    """Return what the command answers; what it clears for a second page it has from the first."""
    with pytest.MonkeyPatch.context() as patch:
        if arguments[:1] == ["clear"]:
            ask_once(patch)
        return CliRunner().invoke(main, arguments)


def rewrite(page: Path, command: Command, printed: list[str]) -> None:
    file = ROOT / page
    shown, now = ("\n".join((f"$ {command.line}", *lines)) for lines in (command.printed, printed))
    file.write_text(file.read_text(encoding="utf-8").replace(shown, now.rstrip(), 1), encoding="utf-8")


def assert_verb_exists(script: str, verb: str, *_extra: str) -> None:
    assert re.search(rf"^def {verb}\(", (ROOT / script).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [link for link in _LINK.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]
    missing += [path for path in _FILE.findall(text) if not (ROOT / path).exists()]
    assert missing == []


def test_the_glossary_has_one_sentence_for_each_word() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", text, re.MULTILINE))
    assert sorted(set(WORDS) - set(entries)) == []
    assert [word for word, sentence in entries.items() if not re.fullmatch(r"[^.]+\.", sentence)] == []


@pytest.mark.parametrize(
    ("page", "schemas"),
    [
        ("docs/reference/outcome.md", SCHEMAS),
        ("docs/reference/netting.md", NETTING_SCHEMAS),
        ("docs/reference/swap.md", SWAP_SCHEMAS),
    ],
)
def test_the_reference_names_every_column_of_an_outcome(
    page: str, schemas: Mapping[str, Mapping[str, object]]
) -> None:
    sections = sections_of(page, "##")
    assert [
        (table, column)
        for table, schema in schemas.items()
        for column in schema
        if f"`{column}`" not in sections.get(table, "")
    ] == []


def test_the_reference_names_every_column_of_a_book() -> None:
    sections = sections_of("docs/reference/book.md", "##")
    assert [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if f"`{column.name}`" not in sections.get(table.name, "")
    ] == []


def test_the_reference_names_every_option_of_every_command() -> None:
    sections = sections_of("docs/reference/command.md", "##")
    missing = []
    for name in main.list_commands(click.Context(main)):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        options = options_of(command) - {"--help"}
        missing += [
            option for option in sorted(options) if option not in sections.get(f"samarkand {name}", name)
        ]
    assert missing == []


def options_of(command: click.Command) -> set[str]:
    """Return the options of a command and of the commands below it."""
    own = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*(options_of(other) for other in below))


def sections_of(page: str, level: str) -> dict[str, str]:
    """Return what stands under each heading of a level, by heading."""
    text = (ROOT / page).read_text(encoding="utf-8")
    pattern = rf"^{level} ([^\n]+)\n(.*?)(?=^{level} |\Z)"
    return dict(re.findall(pattern, text, re.MULTILINE | re.DOTALL))
