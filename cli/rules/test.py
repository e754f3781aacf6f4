"""``cleanclaim rules test``: the proof."""

from __future__ import annotations

import click


@click.command(name="test")
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
