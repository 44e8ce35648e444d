"""The quick run: it leaves out what is marked ``deep``, and ends by saying how much that was."""

from typing import Any

import pytest
from hypothesis import settings

from tests.depth import FILES_LEFT, QUICK, SHARE, TESTS_LEFT, drawn

LEFT = "left for deep"
"""Under this name a process that tests for another tells it how many tests and files it left out."""

# A deadline is by the clock on the wall: on a busy machine any example may take longer than it.
settings.register_profile("tests", deadline=None, max_examples=drawn(settings().max_examples))
settings.load_profile("tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the deep tests of those that were asked for."""
    if not QUICK:
        return
    left = [item for item in items if item.get_closest_marker("deep")]
    items[:] = [item for item in items if not item.get_closest_marker("deep")]
    config.hook.pytest_deselected(items=left)
    config.stash[TESTS_LEFT] = len(left)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that shares out the tests, where this is not it."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[LEFT] = [session.config.stash.get(key, 0) for key in (TESTS_LEFT, FILES_LEFT)]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 (xdist's own, which has no types)
    """Hear what such a process left out; all of them leave out the same."""
    told = getattr(node, "workeroutput", {}).get(LEFT, [0, 0])
    node.config.stash[TESTS_LEFT], node.config.stash[FILES_LEFT] = told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say aloud what did not run."""
    if not QUICK:
        return
    left = f"Deep tests left out: {config.stash.get(TESTS_LEFT, 0)}"
    if files := config.stash.get(FILES_LEFT, 0):
        left += f", and {files} files of tests"
    terminalreporter.section("quick run", yellow=True)
    terminalreporter.line(
        f"{left}. Of random examples one in {SHARE} was drawn. Everything: python3 dev.py test --deep"
    )
