"""``samarkand token``: somebody's first token for a program, shown once."""

import click

from samarkand.cli import house

_ROLES = ["operator", "trader", "regulator", "auditor"]


@click.command("token", epilog="Example: TOKEN=$(samarkand token --for you@example.org)")
@click.option("--for", "email", required=True, help="The address of somebody who has joined.")
@click.option("--role", type=click.Choice(_ROLES), help="Which role, where there are several.")
@click.option("--party", default="", help="Of a trader for several parties: the code of the one meant.")
@click.option("--name", default="command", show_default=True, help="What it is for; no two alike.")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="In how many days it ends; 3650 at most.",
)
def command(*, email: str, role: str | None, party: str, name: str, days: int) -> None:
    """Make a token with which a program acts as somebody, and print it, this once.

    People make their own on the house's page of tokens; this is for who has the machine at hand.

    Exit status: 0 made; 2 refused, and why.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.operation.token_by_command import token_by_command

        token, secret = token_by_command(email, role or "", party, name, days)
    click.echo(
        f"A token of {token.membership}, until {token.expires_at:%Y-%m-%d}. It is not shown again:", err=True
    )
    click.echo(secret)
