"""``samarkand serve``: the house, on one machine, from nothing."""

import os

import click

from samarkand.cli import house


@click.command("serve", epilog="Example: samarkand serve --port 8000")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to answer at; 0 takes any free one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to answer at.")
@click.option(
    "--demo", is_flag=True, help="Load the example round with its people into an empty house first."
)
def command(*, port: int, host: str, demo: bool) -> None:
    """Run the house: bring its tables up to date, answer requests, work in the background.

    Without settings it keeps an embedded database in the folder ./house. With DATABASE_URL it keeps
    its book in PostgreSQL. Every setting is a variable of the environment. It stops, cleanly, on Ctrl-C.

    Exit status: 0 it was asked to stop; 2 it could not start, and why.
    """
    if demo:
        os.environ.setdefault("SAMARKAND_SECOND_FACTOR", "0")  # its people have none
    with house.findings_told():
        house.set_up()
        from samarkand.platform.house import environment
        from samarkand.platform.operation.in_use import say_serving
        from samarkand.platform.operation.serving import free_port, serve
        from samarkand.platform.operation.starting import bring_up_to_date

        free = free_port(host, port)
        say_serving()
        bring_up_to_date()
        if demo:
            _load_demo()
        serve(host, free, lambda address: _tell(f"{address}{environment.path()}"))


def _load_demo() -> None:
    from samarkand.platform.house.clock import now
    from samarkand.platform.operation.demo import load_demo

    for line in load_demo(now()):
        click.echo(line)


def _tell(address: str) -> None:
    from samarkand.platform.operation.starting import letters_leave

    click.echo(f"Samarkand is open at {address} (API: {address}/api/v1/docs). Ctrl-C ends it.")
    if not letters_leave():
        click.echo(
            "It sends no letters: SAMARKAND_EMAIL_URL is not set. Links are shown where they are made."
        )
