"""Files of obligations and credit limits as tests write them, and what is told of them."""

from pathlib import Path

from samarkand.core.finding import Finding
from samarkand.netting.obligations import Obligations
from samarkand.netting.reading import LimitsReading, Reading, read_limits, read_obligations

SMALL = """\
debtor,creditor,amount
Meskay,Astarta,500.25
Astarta,AltynDan,300
"""

DOLLARS = """\
debtor,creditor,amount,unit
Meskay,Astarta,500,USD
Astarta,AltynDan,300,RUB
"""

MEMBERS = """\
party,limit,unit
Meskay,100,USD
Astarta,20,RUB
"""


def written(folder: Path, text: str, name: str = "owed.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, within: str = "", **columns: str) -> Reading:
    return read_obligations(written(folder, text), within=within, columns=columns)


def limits_of(folder: Path, text: str, obligations: Obligations, **columns: str) -> LimitsReading:
    return read_limits(written(folder, text, "members.csv"), obligations, columns=columns)


def taken(reading: Reading) -> Obligations:
    assert reading.obligations is not None, [str(finding) for finding in reading.findings]
    return reading.obligations


def told(reading: Reading | LimitsReading) -> list[tuple[str, int | None, str]]:
    """Return each finding as code, line and value."""
    return [(found.code, found.row, found.value) for found in reading.findings]


def the(code: str, reading: Reading | LimitsReading) -> Finding:
    matching = [found for found in reading.findings if found.code == code]
    assert matching, [str(found) for found in reading.findings]
    return matching[0]
