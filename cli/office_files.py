"""An office's claims and remittances, for commands that read both; what cannot be read goes to standard error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import claims as house
from claims.answer import Remittance
from claims.claim import Claim
from claims.fault import Fault


def claims_in(paths: Iterable[Path]) -> Iterator[Claim]:
    """The claims of files and folders, in file order."""
    for file in house.find_files(paths):
        for item in house.read(file):
            if isinstance(item, Fault):
                click.echo(f"{item}", err=True)
            else:
                yield item.claim


def remits_in(paths: Iterable[Path]) -> Iterator[Remittance]:
    """The remittances of files and folders, in file order."""
    for file in house.find_files(paths):
        for item in house.read_remits(file):
            if isinstance(item, Fault):
                click.echo(f"{item}", err=True)
            else:
                yield item
