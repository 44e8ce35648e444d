"""The anchor of a ledger as a file keeps it: read back as it was, refused in words where it is none."""

import json

import pytest

from samarkand.ledger.anchor import Anchor, anchor_from, anchor_text

ANCHOR = Anchor("2026-03-31 09:00 UTC", 3, 5, "ab12", ("USD 1 cd34",), ((2, 3),))


def test_an_anchor_is_read_back_as_it_was() -> None:
    assert anchor_from(anchor_text(ANCHOR)) == ANCHOR


@pytest.mark.parametrize("part", ["made_at", "entries", "last", "digest", "periods"])
def test_an_anchor_without_a_part_is_refused(part: str) -> None:
    said = json.loads(anchor_text(ANCHOR))
    del said[part]
    with pytest.raises(ValueError, match="a part of it is missing"):
        anchor_from(json.dumps(said))


@pytest.mark.parametrize(
    ("part", "said"),
    [("entries", "many"), ("last", None), ("periods", 5), ("absent", [[1]]), ("absent", "x")],
)
def test_an_anchor_with_a_part_that_is_none_is_refused(part: str, said: object) -> None:
    with pytest.raises(ValueError, match="not what an anchor has"):
        anchor_from(json.dumps(json.loads(anchor_text(ANCHOR)) | {part: said}))


@pytest.mark.parametrize("text", ["[]", "5", "{}", '{"kind": "samarkand backup"}'])
def test_what_is_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="of another kind"):
        anchor_from(text)
