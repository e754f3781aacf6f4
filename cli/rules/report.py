"""``cleanclaim rules report``: what the rules are worth on an office's own claims."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import CLAIMS, PAYERS, REMITS
from cli.rules.in_force import rules_here

WIDTH = 140


@click.command(short_help="Say how often each rule fired, and what payers did.")
@CLAIMS
@REMITS
@PAYERS
def report(claims: Path, remits: Path, payers: tuple[Path, ...]) -> None:
    """Say of each rule and payer how often it fired on claims that were sent, and what the payer then did.

    A rule is marked noisy where payers let pass more than its severity promises: of an error, half of its answered
    claims or more should be refused, of a warning one in twenty with the code that it names (20 answers at least, by
    the upper end of a 95 % interval). Demote it in a payer's file, or suppress it, with an owner, a reason and an end.
    """
    from rich.console import Console
    from rich.table import Table

    import claims as reading
    from claims.answer import Remittance
    from claims.origin import Sourced
    from rules.keeping.track_record import track_record

    ruleset = rules_here(payers)
    faults = 0
    sent, answers = [], []
    for file in reading.find_files([claims]):
        for item in reading.read(file):
            if isinstance(item, Sourced):
                sent.append(item.claim)
            else:
                faults += 1
    for file in reading.find_files([remits]):
        for answer in reading.read_remits(file):
            if isinstance(answer, Remittance):
                answers.append(answer)
            else:
                faults += 1
    undated = sum(claim.submission_date is None for claim in sent)
    table = Table(title="rules on claims that were sent", show_edge=False, pad_edge=False)
    for name in ("rule", "severity", "payer"):
        table.add_column(name, overflow="fold")
    for name in ("fired", "answered", "refused so", "refused otherwise", "paid"):
        table.add_column(name, justify="right")
    table.add_column("")
    for one in track_record(ruleset, sent, answers):
        numbers = (one.fired, one.answered, one.same_code, one.other_code, one.paid)
        table.add_row(
            one.rule, one.severity, one.payer_id, *(f"{number:,}" for number in numbers), "noisy" if one.noisy else ""
        )
    console = Console(width=WIDTH)
    console.print(table)
    console.print(
        f"{len(sent) - undated:,} claims, {len(answers):,} remittances; "
        f"{undated:,} claims without a submission date and {faults:,} faults of the files left out"
    )
