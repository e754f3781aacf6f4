"""A run over files of claims, for ``score`` and ``check``: results out, faults to standard error, a count of both."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

import claims
from claims.x12.trailers import OF_TRAILERS
from cli.formats import FORMATS
from serving.bulk import Job, Result, results
from serving.scorer import Explain, Scorer, Suggest

EVERY = 50
"""Progress is shown each time so many claims are done."""


class Tally:
    """What a run came to."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.unreadable = 0
        """Claims, transactions or files that could not be read."""
        self.disagreements = 0
        """Ends of envelopes that do not agree with what the envelopes hold."""

    def taken(self, found: Iterable[Result]) -> Iterator[bytes]:
        """Let encoded results through, report faults, and count."""
        terminal = sys.stderr.isatty()
        done = 0
        for result in found:
            if result.fault is not None:
                self.unreadable += result.fault.loses != "nothing"
                self.disagreements += result.fault.element in OF_TRAILERS
                click.echo(f"{result.fault}", err=True)
                continue
            self.verdicts[result.verdict or ""] += 1
            yield result.encoded
            done += 1
            if terminal and done % EVERY == 0:
                click.echo(f"\r{done:,} claims", nl=False, err=True)
        if terminal and done >= EVERY:
            click.echo("\r\033[K", nl=False, err=True)


def run(
    paths: Iterable[Path],
    *,
    scorer: Scorer,
    explain: Explain,
    as_of: date | None,
    workers: int,
    form: str,
    out: Path | None,
    suggest: Suggest = "risky",
) -> Tally:
    """Ask a scorer about every claim of the files, and print what it says.

    Raises:
        click.ClickException: there is no file, or the output cannot be written.
    """
    files = claims.find_files(paths)
    if pipe := next((file for file in files if file.exists() and not file.is_file()), None):
        raise click.ClickException(f"{pipe} can be read only once, and claims are read twice; save it to a file first")
    if not files:
        raise click.ClickException("no files of claims there; name a file, or a folder that holds some")
    if out is not None and out.exists() and any(out.samefile(file) for file in files if file.exists()):
        raise click.ClickException(
            f"--out {out} is one of the claim files, and would take its place; name another file"
        )
    encode, write = FORMATS[form]
    job = Job(files, scorer, explain, encode, as_of, suggest)
    tally = Tally()
    with opened(out) as stream:
        write(tally.taken(results(job, workers)), stream)
    return tally


def opened(out: Path | None) -> BinaryIO:
    """Standard output, or a file that appears under its name only when it is complete."""
    if out is None:
        return click.open_file("-", "wb")  # type: ignore[return-value]
    whole = out.is_file() or not out.exists()
    try:
        return click.open_file(str(out), "wb", atomic=whole)  # type: ignore[return-value]
    except OSError as error:
        raise click.ClickException(f"cannot write {out}: {error.strerror}") from error
