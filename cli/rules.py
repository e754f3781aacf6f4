"""``cleanclaim rules``: what is checked, why, since when, and the proof."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rules.ruleset import RuleSet

WIDTH = 100


@click.group()
def rules() -> None:
    """What is checked, why, since when, and the proof."""


@rules.command(name="list")
def list_rules() -> None:
    """List all rules: id, severity, kinds of claims, title."""
    ruleset = _ruleset()
    longest = max(map(len, ruleset.ids), default=0)
    for rule in ruleset.list():
        kinds = "all" if len(rule.claims) == 3 else ", ".join(rule.claims)  # noqa: PLR2004  there are three kinds of claims
        click.echo(f"{rule.id:<{longest}}  {rule.severity:<7}  {kinds:<13}  {rule.title}")
    payers = ", ".join(ruleset.payers)
    click.echo(
        fill(f"{len(ruleset.ids)} rules, version {ruleset.version}; payers with values of their own: {payers}", WIDTH)
    )


@rules.command()
@click.argument("rule_id", metavar="RULE")
def show(rule_id: str) -> None:
    """Show one rule: why, what it says, its values over time, its sources, its proof."""
    from rules import manual

    ruleset = _ruleset()
    if rule_id not in ruleset.rules:
        raise click.ClickException(f"there is no rule '{rule_id}'; see 'cleanclaim rules list'")
    click.echo(manual(ruleset.rules[rule_id], ruleset))


@rules.command(name="test")
@click.argument("what", nargs=-1, metavar="[RULE|FILE]...")
@click.pass_context
def test_rules(ctx: click.Context, what: tuple[str, ...]) -> None:
    """Try the cases of all rules, of those named, or of a payer's file. Exit status: 1 when a case fails, else 0."""
    from rules import RuleFileError, prove

    try:
        tried = [found for one in what or ("",) for found in prove(one)]
    except RuleFileError as error:
        raise click.ClickException(str(error)) from error
    for found in tried:
        if found.wrong:
            click.echo(f"{found.rule}, line {found.case.line}: {found.case.name}: {found.wrong}")
    failed = sum(bool(found.wrong) for found in tried)
    click.echo(f"{len(tried) - failed} of {len(tried)} cases of {len({found.rule for found in tried})} rules pass")
    ctx.exit(1 if failed else 0)


def _ruleset() -> RuleSet:
    from rules import RuleFileError, office_rules

    try:
        return office_rules()
    except RuleFileError as error:
        raise click.ClickException(str(error)) from error
