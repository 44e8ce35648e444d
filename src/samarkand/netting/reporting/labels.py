"""Names broken into short lines for a picture, where nothing else breaks them."""

from unicodedata import east_asian_width

from samarkand.publishing.names import readable

_LINES = 3
_LONGEST_LINE = 13.3
_CAPITAL, _WIDE, _WIDE_LETTERS = 1.25, 2.1, "MWmw@%"
"""How wide letters are, where a small Latin letter is 1."""


def wrapped(name: str) -> list[str]:
    """Return the name in few short lines, cut where it is longer."""
    lines = [""]
    for word in _pieces(readable(name)):
        joined = f"{lines[-1]}{word}"
        if not lines[-1] or _width(joined.rstrip()) <= _LONGEST_LINE:
            lines[-1] = joined
        elif len(lines) < _LINES:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1].rstrip()}…"
            break
    return [line.strip() for line in lines]


def _pieces(name: str) -> list[str]:
    """Return where a line may break: behind blanks and hyphens, or anywhere in a word too long for one."""
    pieces: list[str] = []
    for word in name.replace("-", "- ").split():
        start = ""
        for letter in word:
            if start and _width(start + letter) > _LONGEST_LINE:
                pieces.append(start)
                start = ""
            start += letter
        pieces.append(start if word.endswith("-") else f"{start} ")
    return pieces


def _width(text: str) -> float:
    """Return about how wide a text is, in small Latin letters."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter in _WIDE_LETTERS or east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else 1.0
