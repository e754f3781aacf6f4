"""``cleanclaim rules``: what is checked, why, since when, and the proof."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill, wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rules.rule import Rule
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
    for rule in ruleset.rules.values():
        kinds = "all" if len(rule.claims) == 3 else ", ".join(rule.claims)  # noqa: PLR2004  there are three kinds of claims
        click.echo(f"{rule.id:<{longest}}  {rule.severity:<7}  {kinds:<13}  {rule.title}")
    payers = ", ".join(ruleset.payers)
    click.echo(
        fill(f"{len(ruleset.ids)} rules, version {ruleset.version}; payers with values of their own: {payers}", WIDTH)
    )


@rules.command()
@click.argument("rule_id", metavar="RULE")
def show(rule_id: str) -> None:
    """Show one rule: why it is, what it says, its values over time and who set them."""
    ruleset = _ruleset()
    rule = _rule(ruleset, rule_id)
    click.echo(f"{rule.id}: {rule.title}\n")
    click.echo(fill(rule.why, WIDTH))
    click.echo(f"\n{rule.severity} · {rule.group} · {', '.join(rule.claims)} claims · known from {rule.known_from}")
    click.echo(f"Source: {rule.source.title} {rule.source.href}".rstrip())
    for kind, problem in rule.problems.items():
        click.echo(f"\n{kind} ({problem.denial_code})")
        for label, text in (("says", problem.message), ("fix", problem.fix)):
            click.echo("\n".join(wrap(text, WIDTH, initial_indent=f"  {label}: ", subsequent_indent="    ")))
    for name, value in rule.values.items():
        click.echo(f"\n{name}: {value.says}")
        for payer, timeline in [("any payer", value.timeline)] + [
            (payer.id, payer.values.get(rule.id, {}).get(name, ())) for payer in ruleset.payers.values()
        ]:
            for dated in timeline:
                through = f" through {dated.end}" if dated.end else ""
                click.echo(f"  {payer}: {dated.value} from {dated.start}{through} ({dated.source.title})")


@rules.command(name="test")
@click.argument("rule_ids", nargs=-1, metavar="[RULE]...")
@click.pass_context
def test_rules(ctx: click.Context, rule_ids: tuple[str, ...]) -> None:
    """Try the cases of all rules, or of those named. Exit status: 1 when a case fails, else 0."""
    from rules.cases import load_cases, try_case

    ruleset = _ruleset()
    chosen = [_rule(ruleset, rule_id) for rule_id in rule_ids] or list(ruleset.rules.values())
    failed = total = 0
    for rule in chosen:
        for case in load_cases(rule):
            total += 1
            tried = try_case(rule, case, ruleset)
            if tried.wrong:
                failed += 1
                click.echo(f"{Path(rule.folder).name}/cases.yaml line {case.line}: {case.name}: {tried.wrong}")
    click.echo(f"{total - failed} of {total} cases of {len(chosen)} rules pass")
    ctx.exit(1 if failed else 0)


def _ruleset() -> RuleSet:
    from rules import RuleFileError, RuleSet

    try:
        return RuleSet.load()
    except RuleFileError as error:
        raise click.ClickException(str(error)) from error


def _rule(ruleset: RuleSet, rule_id: str) -> Rule:
    if rule_id not in ruleset.rules:
        raise click.ClickException(f"there is no rule '{rule_id}'; see 'cleanclaim rules list'")
    return ruleset.rules[rule_id]
