"""The entry point ``cleanclaim``: which commands there are. A command's module is imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from cli.house import require_one_root
from cli.settings import unknown

COMMANDS = (
    *("score", "check", "split", "explain", "forecast", "underpaid"),
    *("ingest", "data", "train", "tune", "evaluate", "monitor", "features", "simulate", "policies"),
    *("rules", "reference", "serve", "keys", "purge", "promote", "rollback"),
)
"""Each is the object of the same name in the module of the same name."""


class Commands(click.Group):
    """A group whose commands are modules, so that one command never pays for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Commands in the order of a biller's day, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cleanclaim", message="cleanclaim %(version)s")
def main() -> None:
    """Say which claims will be refused, why, and what to change, before they are sent."""
    require_one_root()
    for told in unknown():
        click.echo(f"Warning: {told}", err=True)
