"""Gathers what is wrong with a file of want lists: in file order, and no flood of one kind."""

from samarkand.book.catalogue import CATALOGUE, finding
from samarkand.book.limits import LISTED_FINDINGS, LONGEST_VALUE
from samarkand.core.finding import Finding


class Findings:
    """Findings about one file, as they are met."""

    def __init__(self, file: str) -> None:
        """Begin with none; ``file`` is the name findings give the file."""
        self.file = file
        self._found: list[Finding] = []
        self._number: dict[str, int] = {}

    def add(self, code: str, message: str, line: int | None = None, value: str = "") -> None:
        """Note one; beyond the number that is listed of one code they are counted only."""
        self._number[code] = self._number.get(code, 0) + 1
        if self._number[code] <= LISTED_FINDINGS:
            shown = value[:LONGEST_VALUE]
            self._found.append(finding(code, message, file=self.file, row=line, value=shown))

    def listed(self) -> tuple[Finding, ...]:
        """Return them line by line, those about the whole file first, then how many more there are."""
        in_order = sorted(self._found, key=lambda one: one.row or 0)
        return (
            *in_order,
            *(self._more(code) for code, number in self._number.items() if number > LISTED_FINDINGS),
        )

    def _more(self, code: str) -> Finding:
        number = self._number[code] - LISTED_FINDINGS
        return finding(code, f"{number:,} more like these: {CATALOGUE[code].meaning}", file=self.file)
