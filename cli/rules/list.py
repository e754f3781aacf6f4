"""``cleanclaim rules list``: all rules, or those of a group, a payer, a kind of claim, a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import fill

import click

from cli.options import PAYERS, Day
from cli.rules.in_force import rules_here

WIDTH = 100
ALL_KINDS = 3


@click.command(name="list")
@click.option("--group", metavar="TEXT", help="Of a group: its number, or words of its name, such as 6 or NCCI.")
@click.option("--payer", metavar="PAYER", help="For a payer: a payer file's id, or a kind such as medicare.")
@click.option("--claim-type", type=click.Choice(["professional", "institutional", "dental"]), help="For such claims.")
@click.option("--date", "day", type=Day(), metavar="DATE", help="In force on that day; needs no payer.")
@PAYERS
def list_rules(
    group: str | None, payer: str | None, claim_type: str | None, day: date | None, payers: tuple[Path, ...]
) -> None:
    """List the rules: id, severity, kinds of claims, title."""
    from rules.keeping.choice import choose

    ruleset = rules_here(payers)
    try:
        chosen = choose(ruleset, group=group, payer=payer, claim_type=claim_type, day=day)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    longest = max(map(len, ruleset.ids), default=0)
    for rule in chosen:
        kinds = "all" if len(rule.claims) == ALL_KINDS else ", ".join(rule.claims)
        click.echo(f"{rule.id:<{longest}}  {rule.severity:<7}  {kinds:<13}  {rule.title}")
    files = ", ".join(ruleset.payers)
    click.echo(
        fill(
            f"{len(chosen)} of {len(ruleset.ids)} rules, version {ruleset.version}; "
            f"payers with values of their own: {files}",
            WIDTH,
        )
    )
