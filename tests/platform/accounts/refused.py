"""What a refusal says, for tests."""

import pytest

from samarkand.core.finding import Refusal


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    """Return the codes of the findings of a refusal."""
    return [found.code for found in refused.value.findings]
