"""``samarkand invite``: let the first operator in, or anybody else."""

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
    "--address",
    default="",
    help="Where people reach the house; if left out, as SAMARKAND_HOSTS says, else where it is served now.",
)
def command(email: str, role: str, party: str, country: str, address: str) -> None:
    """Invite EMAIL to join in a role, by a link that is good once, within a week.

    Where SAMARKAND_EMAIL_URL is set the link is sent there by letter; else it is printed.

    A new house has nobody: invite its first operator with this. Operators invite others by the
    back office or the API.

    Exit status: 0 invited; 2 refused, and why.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.platform.operation.inviting import invite_by_command

        link = invite_by_command(email, role, party, country, address)
    told = f"{email} may join as {role}"
    click.echo(f"{told}: {link}" if link else f"{told}: a letter with the link was sent there.")
