"""A finding: one thing wrong with an input, named so that the person who sent it can mend it.

Findings are values and come all at once; exceptions are our own bugs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do about it.

    ``row`` is the line a person sees in the file (the header is line 1); None for a whole table.
    ``code`` is stable: programs and documentation refer to it.
    """

    code: str
    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return the finding as one line: place, code, message, remedy."""
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part)
        shown = f" [{self.value}]" if self.value else ""
        return f"{place or 'input'}: {self.code}: {self.message}{shown} {self.remedy}".rstrip()


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that stop the work, in order."""
    return [finding for finding in findings if finding.severity == "error"]


class Refusal(Exception):  # noqa: N818 - it carries findings, it is not an error of ours
    """The settings cannot be met with this input; carries the findings."""

    def __init__(self, *findings: Finding) -> None:
        """Keep the findings."""
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings
