"""``samarkand restore``: a backup proven, then put in the house's place."""

from pathlib import Path

import click

from samarkand.cli import house
from samarkand.cli.findings import print_findings


@click.command("restore", epilog="Example: samarkand restore house-2026-11-22.zip --check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Prove that it can be restored, and change nothing.")
def command(file: Path, *, check: bool) -> None:
    """Bring back the backup in FILE, in place of what the house keeps now.

    It is read into an empty database beside the house's own and its ledger is proven there; only then
    does it take the house's place, in one step. What was there is kept under another name.

    Exit status: 0 done; 2 it was refused, and why: nothing has changed.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.house.clock import now
        from samarkand.platform.operation.restoring import restore

        restored = restore(file, now(), only_check=check)
    made_at = restored.manifest.made_at
    if restored.broken:
        from samarkand.platform.operation.resealing import broken_finding

        print_findings([broken_finding(restored.broken)])
    if check:
        click.echo(f"{file} can be restored: it is of {made_at}, and its ledger is proven.")
        return
    kept = f" What was there before: {restored.former}." if restored.former else ""
    click.echo(f"The house is as it was at {made_at}, and its ledger is proven.{kept}")
