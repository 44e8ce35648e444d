"""Write ``examples/*/expected/`` anew, after a change that is meant to change outcomes.

Run it from the root of the repository: ``.venv/bin/python -m tests.golden.freeze``. Read the difference
before committing it.
"""

from collections.abc import Mapping
from pathlib import Path

from tests.golden.expected import EXAMPLES, SETTINGS, as_text, clear_example
from tests.golden.netted import EXPECTED, NETTINGS, net_example, netting_as_text
from tests.golden.swapped import EXPECTED as EXPECTED_TRADES
from tests.golden.swapped import TRADES, swap_example, trade_as_text


def freeze() -> None:
    for name in SETTINGS:
        write(as_text(clear_example(name)), EXAMPLES / name / "expected")
    for name in NETTINGS:
        write(netting_as_text(net_example(name)), EXPECTED / name)
    for name in TRADES:
        write(trade_as_text(swap_example(name)), EXPECTED_TRADES / name)


def write(texts: Mapping[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, text in texts.items():
        (folder / file_name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    freeze()
