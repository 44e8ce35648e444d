"""Whatever stands in a file of want lists, it is read or refused with findings: nothing is raised."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from samarkand.core.finding import errors
from samarkand.swaps.reading import Reading, read_want_lists, want_lists_from_text
from tests.depth import drawn

_PIECES = (
    *("#! ", "ALLOW-DUMMIES ", "EXPLICIT-PRIORITIES ", "SMALL-STEP=3 ", "BIG-STEP=", "REQUIRE-COLONS ", "# "),
    *(
        "!BEGIN-OFFICIAL-NAMES",
        "!END-OFFICIAL-NAMES",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\x0b",
        "\u2028",
        "\xa0",
        "\0",
    ),
    *(
        "(",
        ")",
        "(ann) ",
        "(Ann) ",
        "(bob) ",
        " : ",
        ":",
        ";",
        "%",
        "%d ",
        "$5 ",
        "LIMIT ",
        "=",
        "=2 ",
        "=-1 ",
    ),
    *("A ", "b ", "C ", "ß ", "ﬁ ", "İ ", "9" * 400, "A", " "),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
@settings(max_examples=drawn(300), deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    holds(want_lists_from_text(text))


@given(st.binary(max_size=200))
@settings(max_examples=drawn(100), deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "wants.txt"
        path.write_bytes(data)
        holds(read_want_lists(path))


def holds(reading: Reading) -> None:
    """Assert that there are lists or errors, and that the lists are what they are said to be."""
    assert (reading.lists is None) == bool(errors(reading.findings))
    if reading.lists is None:
        return
    items, wants = reading.lists.items, reading.lists.wants
    assert items["item"].is_unique().all()
    assert (items["is_dummy"] <= (items["trader"] != "")).all()
    assert not wants.select("item", "wanted").is_duplicated().any()
    assert (wants["item"] != wants["wanted"]).all()
    assert (wants["rank"] >= 1).all()
    giver, taker = items[wants["wanted"]], items[wants["item"]]
    is_own = (giver["trader"] == taker["trader"]) & (giver["trader"] != "")
    assert (is_own == giver["is_dummy"]).all(), "his own dummies, and nobody else's; never his own items"
