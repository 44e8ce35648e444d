"""Parties that look alike: their codes or names are other letters and the same picture.

Letters are compared by their picture: without what is not seen, accents and width, small as capital, and
those of Cyrillic and Greek as the Latin ones they cannot be told from (as in Unicode's security mechanisms,
UTS 39).
"""

import unicodedata
from collections.abc import Iterable, Iterator

from samarkand.core.finding import Finding
from samarkand.platform.parties.catalogue import finding
from samarkand.platform.parties.models import Party

_PICTURES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈавекмнорстухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυγıɑɡøł",
    "ABEKMHOPCTYXSIJabekmhopctyxsijhdqwABEZHIKMNOPTYXaikvopuyiagol",
)
"""Letters of Cyrillic, Greek and others, and the Latin ones that look the same."""

_ONE_STROKE = str.maketrans("01i|", "olll")
"""Figures and letters that many a typeface draws alike; capital i is a stroke as the small l is."""


def picture(text: str) -> str:
    """Return a text as the eye reads it: two texts of one picture are taken for each other."""
    bare = unicodedata.normalize("NFKD", text)
    seen = "".join(letter for letter in bare if unicodedata.category(letter) not in {"Mn", "Cf", "Cc"})
    return " ".join(seen.translate(_PICTURES).casefold().translate(_ONE_STROKE).split())


def alike(new: Iterable[tuple[str, str]], own: int | None = None) -> Iterator[Finding]:
    """Yield a finding for each new party, given as code and name, that may be taken for another.

    ``own`` is the id of the party where it is in the house already. The very same name is no finding: firms
    of two countries may have it, and the code tells them apart.
    """
    known = Party.objects.exclude(pk=own or 0).values_list("code", "name")
    codes = {picture(code): code for code, _ in known}
    names: dict[str, str] = {}
    for _, name in known:
        names.setdefault(picture(name), name)
    for code, name in new:
        taken = codes.setdefault(picture(code), code)
        if taken != code:
            message = f"The code {code} looks like {taken}, another party's."
            yield finding("party_alike", message, column="party", value=code)
        there = names.setdefault(picture(name), name)
        if there != name:
            message = f"The name {name} looks like {there}, another party's."
            yield finding("party_alike", message, column="name", value=name)
