"""``cleanclaim rules``: what is checked, why, since when, and the proof."""

import click

from cli.rules.diff import diff
from cli.rules.list import list_rules
from cli.rules.new import new
from cli.rules.report import report
from cli.rules.show import show
from cli.rules.test import test_rules


@click.group(commands=[list_rules, show, test_rules, diff, report, new])
def rules() -> None:
    """What is checked, why, since when, and the proof."""
