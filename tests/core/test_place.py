"""Places: a UN/LOCODE or a country."""

import pytest

from samarkand.core.place import is_place


@pytest.mark.parametrize("place", ["PKKHI", "PK", "CNSHA", "RU2LV"])
def test_ports_and_countries_are_places(place: str) -> None:
    assert is_place(place)


@pytest.mark.parametrize("place", ["Karachi", "pkkhi", "PKK", "PK1HI", "", "PKKHI\n"])
def test_other_texts_are_not(place: str) -> None:
    assert not is_place(place)
