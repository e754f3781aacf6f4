"""``cleanclaim rules show``: one rule's page of the manual."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import PAYERS
from cli.rules.in_force import rules_here


@click.command()
@click.argument("rule_id", metavar="RULE")
@PAYERS
def show(rule_id: str, payers: tuple[Path, ...]) -> None:
    """Show one rule: why, what it says, its values over time, its sources, its proof."""
    from rules import manual

    ruleset = rules_here(payers)
    if rule_id not in ruleset.rules:
        raise click.ClickException(f"there is no rule '{rule_id}'; see 'cleanclaim rules list'")
    click.echo(manual(ruleset.rules[rule_id], ruleset))
