"""From the bytes of a CSV file to its text: encoding, line ends, comments above the header."""

import codecs
from dataclasses import dataclass

from samarkand.book.catalogue import finding
from samarkand.book.limits import LONGEST_LINE, MOST_ROWS
from samarkand.core.finding import Finding

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY = {b"%PDF": "a PDF", b"PK\x03\x04": "a workbook or zip archive", b"PAR1": "Parquet",
           b"\xd0\xcf\x11\xe0": "an old Office file", b"\x1f\x8b": "a gzip archive"}  # fmt: skip
_SAMPLE = 20_000
_LINES_A_ROW = 4
"""A row may take so many lines on average: of blank lines, comments, line breaks within cells."""


@dataclass(frozen=True, slots=True)
class Text:
    """UTF-8 text from the header on, and the line of the file the header stands on."""

    data: bytes
    header_line: int


def read_text(data: bytes, file: str, most_rows: int = MOST_ROWS) -> Text | Finding:
    """Return the text of a CSV file from its header on, or the one reason why it has none."""
    lines = plain_lines(data, file, "CSV")
    if isinstance(lines, Finding):
        return lines
    refused = _too_many_lines(lines, file, most_rows)
    if refused is not None:
        return refused
    start, line = _header_start(lines)
    if not lines[start:].strip():
        return finding("file_empty", "The file holds no header.", file=file)
    return Text(lines[start:].rstrip(b"\n") + b"\n", line)


def plain_lines(data: bytes, file: str, expected: str) -> bytes | Finding:
    """Return UTF-8 text whose lines end in a line feed alone, or the one reason why the file has none.

    ``expected`` is what the file should be, in words.
    """
    for mark, what in _BINARY.items():
        if data.startswith(mark):
            return finding("file_not_as_named", f"The file is {what}, not {expected}.", file=file)
    data = data.removeprefix(codecs.BOM_UTF8)
    wrong = _wrong_encoding(data, file)
    if wrong is not None:
        return wrong
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    return _long_line(lines, file) or lines


def _long_line(data: bytes, file: str) -> Finding | None:
    """Return the finding for the first line that is too long.

    Its end is looked for backwards from as far as a line may reach, so that few bytes are looked at.
    """
    start = 0
    while len(data) - start > LONGEST_LINE:
        end = data.rfind(b"\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            line = data.count(b"\n", 0, start) + 1
            message = f"The line has more than {LONGEST_LINE:,} bytes."
            return finding("line_too_long", message, file=file, row=line)
        start = end + 1
    return None


def _too_many_lines(data: bytes, file: str, most_rows: int) -> Finding | None:
    """Return the finding for text with far more lines than rows may be read: blank ones are lines, too."""
    lines = data.count(b"\n")
    if lines <= _LINES_A_ROW * most_rows:
        return None
    message = f"The file has {lines:,} lines; at most {most_rows:,} rows are read."
    return finding("file_too_large", message, file=file)


def _wrong_encoding(data: bytes, file: str) -> Finding | None:
    if data.startswith(_WIDE_MARKS) or b"\x00" in data[:_SAMPLE]:
        message = "The text looks like UTF-16 (what Excel calls Unicode text)."
        return finding("encoding_wrong", message, file=file)
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        return finding("file_not_as_named", "The file holds zero bytes: it is no text.", file=file, row=line)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = guess_encoding(data[error.start : error.start + _SAMPLE])
        message = f"The text is not UTF-8 from this line on; it looks like {guess}."
        return finding("encoding_wrong", message, file=file, row=line)
    return None


def guess_encoding(data: bytes) -> str:
    """Return the likeliest name for text that is not UTF-8, by the letters each reading gives."""
    scores = {name: _letters(data, *reading) for name, reading in _READINGS.items()}
    return max(scores, key=lambda name: scores[name])


# Codec, then the letters its readers use most: small Cyrillic, Arabic, Chinese, accented Latin.
_READINGS = {
    "CP1251 (Cyrillic Windows)": ("cp1251", "\u0430", "\u044f"),
    "CP1256 (Arabic Windows)": ("cp1256", "\u0621", "\u06af"),
    "GB18030 (Chinese)": ("gb18030", "\u4e00", "\u9fff"),
    "CP1252 (Western Windows)": ("cp1252", "\u00df", "\u00ff"),
    "CP866 (Cyrillic DOS)": ("cp866", "\u0430", "\u044f"),
}


def _letters(data: bytes, codec: str, first: str, last: str) -> float:
    beyond_ascii = [letter for letter in data.decode(codec, errors="replace") if letter > "\x7f"]
    return sum(first <= letter <= last for letter in beyond_ascii) / max(len(beyond_ascii), 1)


def _header_start(data: bytes) -> tuple[int, int]:
    """Return where the header begins and its line: comments (#) and blank lines may stand above it."""
    start, line = 0, 1
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        first = data[start:end].strip(b' \t",;')
        if first and not first.startswith(b"#"):
            break
        start, line = end + 1, line + 1
    return start, line
