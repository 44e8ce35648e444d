"""What a service refuses, by the codes of its findings."""

from collections.abc import Callable

import pytest

from samarkand.core.finding import Refusal


def codes_of(act: Callable[[], object]) -> set[str]:
    """Return the codes of the findings with which an act is refused; it must be."""
    with pytest.raises(Refusal) as refusal:
        act()
    assert all(found.remedy and found.message for found in refusal.value.findings)
    return {found.code for found in refusal.value.findings}
