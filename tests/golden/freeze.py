"""Write ``examples/*/expected/`` anew, after a change that is meant to change outcomes.

Run it from the root of the repository: ``.venv/bin/python -m tests.golden.freeze``. Read the difference
before committing it.
"""

from tests.golden.expected import EXAMPLES, SETTINGS, as_text, clear_example


def freeze() -> None:
    for name in SETTINGS:
        folder = EXAMPLES / name / "expected"
        folder.mkdir(exist_ok=True)
        for file_name, text in as_text(clear_example(name)).items():
            (folder / file_name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    freeze()
