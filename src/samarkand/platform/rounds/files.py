"""An outcome as files: the folder that the command writes, in one archive, and the page for people."""

import json
import tempfile
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.outcomes import outcome_of, snapshot_book


def report_of(actor: Actor, clearing: Clearing) -> str:
    """Return the outcome as one self-contained page; raises Refusal (``not_stored``)."""
    from samarkand.clearing.report import report_html

    require(actor, "rounds.see_outcome", clearing)
    return report_html(outcome_of(clearing), snapshot_book(clearing.round))


def archive_of(actor: Actor, clearing: Clearing) -> bytes:
    """Return a zip archive with the book and the outcome, each in its folder, as CSV.

    `samarkand check book outcome` proves it again on any machine; ``snapshot.json`` has what proves that the
    book is the one whose digest traders were told. Raises Refusal (``not_stored``).
    """
    from samarkand.book.writing import write_book
    from samarkand.clearing.outcome_files import write_outcome
    from samarkand.clearing.report import report_html

    require(actor, "rounds.see_outcome", clearing)
    outcome, book = outcome_of(clearing), snapshot_book(clearing.round)
    with tempfile.TemporaryDirectory(prefix="samarkand-") as made:
        folder = Path(made)
        write_book(book, folder / "book", "csv")
        extra = {"report.html": partial(report_html, outcome, book)}
        write_outcome(outcome, folder / "outcome", "csv", extra)
        (folder / "snapshot.json").write_text(_snapshot_text(clearing.round), encoding="utf-8")
        return _zipped(folder)


def _snapshot_text(round_: Round) -> str:
    snapshot = round_.snapshot
    told = {"round": round_.code} | {name: getattr(snapshot, name) for name in ("digest", "salt", "digests")}
    return json.dumps(told, indent=2, sort_keys=True) + "\n"


def _zipped(folder: Path) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return content.getvalue()
