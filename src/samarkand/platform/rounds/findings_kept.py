"""Findings as a row keeps them and gives them back."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from samarkand.book.limits import LISTED_FINDINGS
from samarkand.core.finding import Finding


def kept_findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON keeps them, as many as a list of findings has."""
    return [asdict(found) for found in islice(findings, LISTED_FINDINGS)]


def findings_of(kept: Sequence[dict[str, Any]]) -> list[Finding]:
    """Return the findings that `kept_findings` was given."""
    return [Finding(**found) for found in kept]
