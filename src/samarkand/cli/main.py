"""The ``samarkand`` command: finds the command asked for and imports nothing else."""

from difflib import get_close_matches
from importlib import import_module, metadata

import click

_COMMANDS = {
    "clear": "Turn a book of offers and wants into balanced deals.",
    "check": "Prove an outcome true without trusting the solver.",
    "net": "Set off what companies owe each other.",
    "swap": "Trade single items by want lists.",
    "explain": "Say why an offer or a want did not trade.",
    "report": "Write the page for people from an outcome.",
    "book": "Start, check and convert books.",
    "serve": "Run a clearing house: its book, its rounds, its accounts.",
    "invite": "Let somebody into a house, its first operator above all.",
    "token": "Make somebody's first token for a program, shown once.",
    "worker": "Work in the background for a house.",
    "ledger": "Prove a house's ledger, and write statements from it.",
    "backup": "Write everything a house keeps to one file.",
    "restore": "Prove a backup, and put it in the house's place.",
    "reseal": "Seal a house's secrets with its present key.",
}


class _LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs: starting stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"samarkand.cli.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"samarkand.cli.{cmd_name} has no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; where there is none, the error names the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], _COMMANDS, n=1)
            if not near:
                raise
            told = f"{error.message.rstrip('.')}. Did you mean {near[0]}?"
            raise click.UsageError(told, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: samarkand book init mybook, then: samarkand clear mybook --out outcome",
)
@click.version_option(metadata.version("samarkand"), prog_name="samarkand")
def main() -> None:
    """Trade goods for goods: find fair terms, balanced deals, and the proof."""
