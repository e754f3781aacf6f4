"""``cleanclaim split``: a file of claims in two, what may be sent and what must not."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from cli.fees import FEES, contract_here
from cli.options import AS_OF, MODEL, PAYERS, STORE, UNREADABLE, WORKERS

if TYPE_CHECKING:
    from claims.origin import Sourced
    from cli.run import Tally
    from serving.bulk import Result
    from serving.score import Score
    from serving.x12_out import Mark, Split


@click.command(short_help="Split an 837 in two: what may be sent, and what must not.")
@click.argument("file", metavar="FILE.837", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--ready",
    required=True,
    metavar="OUT.837",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the claims go that may be sent.",
)
@click.option(
    "--held",
    required=True,
    metavar="OUT.837",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the claims go that must not: to fix, to review, or not readable.",
)
@MODEL
@click.option("--send-review", is_flag=True, help="Send the claims to review too: hold only those to fix.")
@WORKERS
@AS_OF
@PAYERS
@FEES
@STORE
@click.option("--office", default="main", show_default=True, metavar="NAME", help="Whose claims, in the database.")
@click.pass_context
def split(
    ctx: click.Context,
    file: Path,
    ready: Path,
    held: Path,
    model: str | None,
    workers: int,
    as_of: date | None,
    payers: tuple[Path, ...],
    fees: Path | None,
    store: str | None,
    office: str,
    *,
    send_review: bool,
) -> None:
    """Write the claims of an 837 to two 837s: one to send, one to keep back.

    Every claim is in exactly one of them, byte for byte; delimiters and line ends stay. Levels (HL), transactions and
    groups without a claim are left out; HL numbers and the counts of SE, GE and IEA are those of each file. The ready
    file keeps all control numbers, so that the 999 and 277CA that answer it find the batch; the held file has others
    (ISA13, GS06 and BHT03), so that no receiver takes it for a repeat when it is sent later.

    Claims that cannot be read are held as they stand. Where no claim may be sent, or none is held, no file is written,
    and one of that name from an earlier run is removed: what lies in the place of the ready file may always be sent.

    With --store, or where CLEANCLAIM_STORE is set, what the service has on record as sent and answered is known, and
    the claims of the ready file are put on record as sent. The same command again changes nothing.

    Exit status: 0 when every claim was read, whether it may be sent or not; 2 when some input could not be read.
    """
    _refuse_same(file, ready, held)
    from cli.model import model_of, sent_before
    from cli.rules.in_force import rules_here
    from cli.run import Tally
    from cli.submissions import record, with_history
    from serving.bulk import Job, results
    from serving.load import for_a_run
    from serving.x12_out import OutOfStepError
    from serving.x12_out import split as split_x12

    if file.exists() and not file.is_file():
        raise click.ClickException(f"{file} can be read only once, and claims are read twice; save it to a file first")
    try:
        x12 = _holds_x12(file)
    except OSError as error:
        click.echo(f"Error: {file} cannot be read: {error.strerror}", err=True)
        ctx.exit(UNREADABLE)
    if not x12:
        click.echo(f"Error: {file} is no X12 837; only that can be split", err=True)
        ctx.exit(UNREADABLE)
    scorer = for_a_run(rules_here(payers), model_of(model), sent_before(model), contract_here(fees))
    url = store or os.environ.get("CLEANCLAIM_STORE", "").strip()
    if url:
        scorer = with_history(url, office, scorer)
    job = Job([file], scorer, "none", _placed, as_of, "none")
    tally = Tally()
    sent = frozenset(["ready", "review"] if send_review else ["ready"])
    try:
        with _both(ready, held) as (to_send, to_keep), file.open("rb") as source:
            found = split_x12(
                iter(lambda: source.read(1 << 16), b""), _marks(results(job, workers), tally, sent), to_send, to_keep
            )
    except OutOfStepError as error:
        raise click.ClickException(f"{file} changed while it was read: nothing was written") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename or ready}: {error.strerror}") from error
    _tell(found, ready, held)
    if url and found.ready:
        record(url, office, ready)
    if tally.unreadable:
        ctx.exit(UNREADABLE)


def _refuse_same(file: Path, ready: Path, held: Path) -> None:
    """Raise UsageError where one file would take the place of another."""
    if len({path.resolve() for path in (file, ready, held)}) < 3:  # noqa: PLR2004  three files
        raise click.UsageError("FILE.837, --ready and --held must be three files")
    for path in (ready, held):
        if path.exists() and (not path.is_file() or (file.exists() and path.samefile(file))):
            raise click.UsageError(f"{path} cannot be written to; name a file of its own")


def _holds_x12(file: Path) -> bool:
    """Whether a file is X12 by what it begins with; what else is claims cannot be split."""
    with file.open("rb") as opened:
        start = opened.read(4096)
    return b"ISA" in start and not start.lstrip().startswith((b"{", b"["))


def _placed(score: Score, sourced: Sourced) -> bytes:  # noqa: ARG001  as other formats
    """Where a claim stands and what is to be done with it."""
    from msgspec import msgpack

    return msgpack.encode((score.position.segment, score.claim_id, score.verdict))


def _marks(found: Iterable[Result], tally: Tally, sent: frozenset[str]) -> Iterator[Mark]:
    """Claims with whether they are sent, and faults, in the order of the file; faults are told."""
    from msgspec import msgpack

    from serving.x12_out import Mark

    faults: deque[Mark] = deque()

    def noted() -> Iterator[Result]:
        for result in found:
            if result.fault is not None and result.fault.loses not in {"nothing", "field"}:
                faults.append(Mark(result.fault.segment))
            yield result

    for encoded in tally.taken(noted()):
        while faults:
            yield faults.popleft()
        segment, claim_id, verdict = msgpack.decode(encoded, type=tuple[int, str, str])
        yield Mark(segment, claim_id, verdict in sent)
    yield from faults


@contextmanager
def _both(ready: Path, held: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Two files that take their names when both are complete; one that is empty takes none, and its place is cleared.

    The held file comes first: whoever waits for the ready file finds both.
    """
    with ExitStack() as stack:
        parts = {}
        for path in (ready, held):
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            parts[path] = stack.enter_context(part.open("w+b"))
            stack.callback(part.unlink, missing_ok=True)
        yield parts[ready], parts[held]
        for path in (held, ready):
            size = parts[path].seek(0, os.SEEK_END)
            parts[path].close()
            if size:
                Path(parts[path].name).replace(path)
            else:
                path.unlink(missing_ok=True)


def _tell(found: Split, ready: Path, held: Path) -> None:
    def claims(count: int) -> str:
        return f"{count:,} claim{'s' * (count != 1)}"

    click.echo(f"{claims(found.ready)} to send: {ready}" if found.ready else f"no claim to send: no {ready} is there")
    click.echo(f"{claims(found.held)} held: {held}" if held.exists() else f"no claim held: no {held} is there")
    if found.below:
        click.echo(
            f"{claims(found.below)} held only because what stands above could not be read, as said above", err=True
        )
