"""The page of a netting as the tests read it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samarkand.netting.outcome import Outcome
from samarkand.netting.report import report_html
from tests.page import Page


def page_of(outcome: Outcome) -> Page:
    """Return the page of an outcome."""
    return Page(report_html(outcome))


def text_of(outcome: Outcome) -> str:
    """Return the text of its page, blanks as single ones."""
    return page_of(outcome).text


def told(outcome: Outcome, changes: Mapping[str, Any], certificate: Mapping[str, Any] | None = None) -> str:
    """Return the page's text with its only unit's summary changed."""
    (unit,) = outcome.summary["units"]
    changed = {**unit, **changes, "certificate": {**unit["certificate"], **(certificate or {})}}
    return text_of(replace(outcome, summary={**outcome.summary, "units": [changed]}))
