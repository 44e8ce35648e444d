"""``samarkand reseal``: what is secret in the database, sealed with the present secret key."""

import click

from samarkand.cli import house


@click.command("reseal", epilog="Example: SAMARKAND_OLD_SECRET_KEYS=... samarkand reseal")
@click.option("--forget", is_flag=True, help="Remove what no key known here opens: its key is lost for good.")
def command(*, forget: bool) -> None:
    """Seal second factors and the secrets of webhooks with the house's present key.

    `samarkand serve` does so at every start; after this, old keys can be taken out of
    SAMARKAND_OLD_SECRET_KEYS. Whose second factor is forgotten signs in without, and sets up another.

    Exit status: 0 all is sealed with the present key; 2 something stays shut, and what.
    """
    with house.findings_told():
        house.set_up()
        from samarkand.core.finding import Refusal
        from samarkand.platform.operation.resealing import broken_finding, forget_broken, seal_anew
        from samarkand.platform.operation.starting import make_tables

        make_tables()
        done = seal_anew()
        forgotten = forget_broken() if forget else ()
        if done.broken and not forget:
            raise Refusal(broken_finding(done.broken))
    for lost in forgotten:
        click.echo(f"forgotten: {lost}")
    click.echo(f"All is sealed with the present key; {done.sealed} of it now.")
