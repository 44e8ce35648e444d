"""``samarkand invite``: let the first operator in, or anybody else, without a letter."""

import click

from samarkand.cli import house

_ROLES = ["operator", "trader", "regulator", "auditor"]


@click.command("invite", epilog="Example: samarkand invite you@example.org --role operator")
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the person is to the house.")
@click.option("--party", default="", help="Of a trader: the code of its party.")
@click.option(
    "--country", default="", help="Of a regulator: the country whose parties it sees; all if left out."
)
@click.option(
    "--address", default="http://localhost:8000", show_default=True, help="Where people reach the house."
)
def command(email: str, role: str, party: str, country: str, address: str) -> None:
    """Invite EMAIL to join in a role, and print the link that lets it in, once, within a week.

    A new house has nobody: invite its first operator with this. Operators invite others by the API.

    Exit status: 0 invited; 2 refused, and why.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.operation.inviting import invite_by_command

        secret = invite_by_command(email, role, party, country)
    click.echo(f"{email} may join as {role}: {address.rstrip('/')}/invitations/{secret}/")
