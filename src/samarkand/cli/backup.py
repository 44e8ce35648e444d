"""``samarkand backup``: everything the house keeps, in one file."""

from pathlib import Path

import click

from samarkand.cli import house


@click.command("backup", epilog="Example: samarkand backup house-2026-11-22.zip")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write everything the house keeps to FILE, as it stands now; the house may go on working.

    The same form from SQLite and PostgreSQL, so that a house can move from one to the other. Only you
    can read it: it holds what parties keep from each other.

    Exit status: 0 written; 2 it could not be, and why.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.house.clock import now
        from samarkand.platform.operation.backing_up import back_up

        manifest = back_up(file, now())
    rows = sum(table.rows for table in manifest.tables)
    click.echo(f"{file}: {rows:,} rows of {len(manifest.tables)} tables, as of {manifest.made_at}.")
