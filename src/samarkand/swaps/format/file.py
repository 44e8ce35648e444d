"""A file of want lists in the TradeMaximizer form, line by line: options, official names, lists."""

import re
from dataclasses import dataclass

from samarkand.swaps.format.findings import Findings
from samarkand.swaps.format.line import Fault, WrittenList, read_line
from samarkand.swaps.format.options import with_options
from samarkand.swaps.want_lists import Options

_BEGIN, _END = "!BEGIN-OFFICIAL-NAMES", "!END-OFFICIAL-NAMES"


@dataclass(frozen=True, slots=True)
class Written:
    """What the file says; ``official`` are names by item, None where the file gives none."""

    options: Options
    official: dict[str, str] | None
    lists: list[WrittenList]


def read_lines(text: str, findings: Findings) -> Written:
    """Return what the lines say; every line that is wrong goes to ``findings`` and is left out."""
    reader = _Reader(findings)
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.strip()
        if content:
            reader.read(content, number)
    return reader.written()


class _Reader:
    """Remembers between lines what was read, and whether official names have begun."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._options = Options()
        self._official: dict[str, str] | None = None
        self._begun = 0
        self._lists: list[WrittenList] = []

    def read(self, text: str, line: int) -> None:
        if text.startswith("#!"):
            self._read_options(text, line)
        elif text.startswith("#"):
            return
        elif text.startswith("!"):
            self._read_mark(text, line)
        elif self._begun:
            self._read_official(text, line)
        else:
            self._read_list(text, line)

    def written(self) -> Written:
        if self._begun:
            message = f"The official names that begin here are never ended with {_END}."
            self._findings.add("official_names_wrong", message, self._begun)
        return Written(self._options, self._official, self._lists)

    def _read_options(self, text: str, line: int) -> None:
        if self._lists or self._official is not None:
            message = "Options stand above the official names and the first want list."
            self._findings.add("option_misplaced", message, line, text)
            return
        self._options = with_options(self._options, line, text[2:].split(), self._findings)

    def _read_mark(self, text: str, line: int) -> None:
        mark = text.upper()
        if mark == _BEGIN and self._official is None and not self._lists:
            self._official, self._begun = {}, line
        elif mark == _END and self._begun:
            self._begun = 0
        elif mark in (_BEGIN, _END):
            message = f"{mark} stands where no official names can begin or end."
            self._findings.add("official_names_wrong", message, line, text)
        else:
            message = f"{text} is neither {_BEGIN} nor {_END}."
            self._findings.add("list_malformed", message, line, text)

    def _read_official(self, text: str, line: int) -> None:
        item, name = _official(text)
        item = item if self._options.case_sensitive else item.upper()
        known = self._official if self._official is not None else {}
        if not item or "#" in item or item.startswith("%"):
            message = "An official name is an item's: it neither begins with : or % nor holds a #."
            self._findings.add("official_name_wrong", message, line, text)
        elif item in known:
            self._findings.add("official_name_wrong", f"{item} stands here for the second time.", line, item)
        else:
            known[item] = name

    def _read_list(self, text: str, line: int) -> None:
        read = read_line(text, line, self._options)
        if isinstance(read, Fault):
            self._findings.add(read.code, read.message, line, text)
        else:
            self._lists.append(read)


def _official(text: str) -> tuple[str, str]:
    """Return an official item and its name in words: ``1001 ==> "Hill Road" (from ann)`` is a common form."""
    item, *rest = re.split(r"[:\s]", text, maxsplit=1)
    name = "".join(rest).strip().removeprefix(":").removeprefix("==>").strip()
    quoted = re.match('"([^"]*)"', name)
    return item, quoted.group(1).strip() if quoted else name
