"""``samarkand worker``: works in the background, on this or another machine."""

import click

from samarkand.cli import house


@click.command("worker", epilog="Example: DATABASE_URL=postgres://... samarkand worker")
def command() -> None:
    """Do what waits: clearings, notices, deadlines. Beside `samarkand serve`, which runs one of its own.

    Several may run, on several machines, on one PostgreSQL. It stops on Ctrl-C once its job has ended.

    Exit status: 0 it was asked to stop; 2 it could not start, and why.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.operation.working import work

        work()
