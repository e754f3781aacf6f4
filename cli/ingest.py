"""``cleanclaim ingest``: from files to a lake."""

from __future__ import annotations

from pathlib import Path

import click

from cli.extra import training_extra
from cli.options import CLAIMS, REMITS

SHOWN = 20
"""Files and records that are told of one by one."""


@click.command(short_help="Take files in, once, for all that learns from them.")
@CLAIMS
@REMITS
@click.option(
    "--store", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The lake."
)
def ingest(claims: Path, remits: Path, store: Path) -> None:
    """Take claims (837) and answers (835) into a folder, from which train, evaluate, features and policies read.

    Only what is new is read. A file is known again by what it holds, whatever it is called.
    """
    with training_extra():
        from training.lake import ingest as take_in

        done = take_in(claims, remits, store)
    told = [*done.unread, *(done.lake.misdated if done.edition and done.lake else ())]
    for fault in told[:SHOWN]:
        click.echo(f"{fault}", err=True)
    if len(told) > SHOWN:
        click.echo(f"and {len(told) - SHOWN:,} more", err=True)
    files = done.files
    click.echo(
        f"{files['found']:,} files: {files['new']:,} new, {files['known']:,} known, {files['copies']:,} copies of these"
        + (f", {files['unread']:,} that cannot be read" if files["unread"] else "")
    )
    counts = done.lake.counts if done.lake is not None else {}
    sent, answers = counts.get("claims_read", 0), counts.get("remittances_read", counts.get("remits_read", 0))
    if done.lake is not None:
        click.echo(
            f"{sent:,} claims and {answers:,} remittances stand in {store}; {counts['faults']:,} things could not be "
            f"read, {counts.get('answers_unmatched', 0):,} answers belong to no claim: see 'cleanclaim data report'"
        )
    if not files["found"]:
        raise click.ClickException(f"there is no file in {claims} nor in {remits}: name the folders of the 837 files "
                                   "that were sent and of the 835 files that came back")  # fmt: skip
    if not sent:
        raise click.ClickException(f"{claims} holds no claim that can be read, and {store} none from before: "
                                   "name the folder of the 837 files that were sent")  # fmt: skip
    if not answers:
        click.echo(
            f"{remits} holds no remittance that can be read, and {store} none from before: its tables are made when "
            "there is one",
            err=True,
        )
