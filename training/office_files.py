"""An office's own files as training sees them: what was sent, what was answered, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

import claims
from claims.answer import Outcome, Remittance
from claims.claim import Claim
from claims.fault import Fault
from claims.outcomes.matching import Matching
from training import reach
from training.pared import pared, pared_remittance
from training.progress import track

SENT = "BHT04"
"""The element that says when a claim was sent."""

Where = Path | str | Sequence[Path]
"""A file or folder, or several."""


class TrainingDataError(ValueError):
    """The files do not hold what training needs, with what is missing and what to do."""


class Files(Struct, frozen=True):
    """An office's claims in order of submission, and what became of each."""

    claims: list[Claim]
    """By submission date, then file and position."""
    outcomes: list[Outcome | None]
    """What became of each claim; ``None`` where no answer is known by ``through``."""
    through: date
    """Nothing dated after this day is here."""
    faults: list[Fault]
    """What could not be read."""
    counts: dict[str, int]
    """How many claims and answers were read, used, and left out, and why."""
    digests: dict[str, str]
    """SHA-256 of the claims and of the remittances that were used."""


class Read(Struct):
    """What was read, in the order of the files, pared (:mod:`training.pared`)."""

    claims_place: str
    """Where claims were read, for messages."""
    remits_place: str
    claims: list[Claim] = []
    remits: list[Remittance] = []
    claims_in: list[str] = []
    """The file of each claim."""
    remits_in: list[str] = []
    faults: list[Fault] = []
    """What could not be read."""


def read_files(claims_dir: Where, remits_dir: Where, as_of: date | None = None, *, today: date | None = None) -> Files:
    """Read 837 and 835 files, leave out what is dated after ``as_of``, and match the answers to the claims.

    Without ``as_of``, the latest date in the files is the day that counts as today, but for a few records that bear a
    day that cannot be (:mod:`training.reach`). Faults are collected; they end nothing. Names, addresses and words that
    no model needs are left out, see :mod:`training.pared`. A file that is there twice, under whatever names, is read
    once.

    Args:
        claims_dir: 837 files that were sent.
        remits_dir: 835 files that came back.
        as_of: nothing dated after this day is used.
        today: by the clock, if it is not to be asked.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance; or ``as_of`` has not come.
    """
    read = Read(str(claims_dir), str(remits_dir))
    for file in track(once(claims.find_files(_paths(claims_dir))), "Reading claims"):
        for item in claims.read(file):
            if isinstance(item, Fault):
                read.faults.append(item)
            else:
                read.faults.extend(item.faults)
                read.claims.append(pared(item.claim))
                read.claims_in.append(str(file))
    for file in track(once(claims.find_files(_paths(remits_dir))), "Reading remittances"):
        for answer in remits_of(file):
            if isinstance(answer, Fault):
                read.faults.append(answer)
            else:
                read.remits.append(pared_remittance(answer))
                read.remits_in.append(str(file))
    return arrange(read, as_of, today=today).files


def remits_of(file: Path) -> Iterator[Remittance | Fault]:
    """What :func:`claims.read_remits` reads; a fault where the file cannot be read."""
    try:
        yield from claims.read_remits(file)
    except OSError as error:
        yield unreadable(str(file), error, "a remittance (835)")


def unreadable(name: str, error: OSError, expected: str) -> Fault:
    """That a file cannot be read, and why."""
    why = "may not be read" if isinstance(error, PermissionError) else "cannot be read"
    return Fault(name, f"the file {why} ({error.strerror})", expected, loses="file")


class Arranged(Struct, frozen=True):
    """What was read, in order, with where each answer went."""

    files: Files
    heard: list[Remittance]
    """In order of their days."""
    matching: Matching
    """Of the claims of ``files`` with the answers of ``heard``."""
    misdated: list[Fault]
    """Records that are left out since they bear a day that cannot be."""
    to_come: date | None
    """When the first of these comes, if it is the clock that refused it."""


def arrange(read: Read, as_of: date | None = None, *, today: date | None = None) -> Arranged:
    """Put in order and match what was read.

    Args:
        read: all that there is.
        as_of: nothing dated after this day is used; without it, the latest day in the records that can be true.
        today: by the clock, if it is not to be asked.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance; or ``as_of`` has not come.
    """
    dated = sorted((claim for claim in read.claims if claim.submission_date), key=_submitted)
    if not dated:
        raise TrainingDataError(
            f"{read.claims_place} holds no claim with a submission date (837: BHT04), only {len(read.claims)} without "
            f"and {len(read.faults)} faults: name a folder of the 837 files that were sent"
        )
    answered = sorted((remit for remit in read.remits if remit.answered), key=_answered)
    if not answered:
        raise TrainingDataError(
            f"{read.remits_place} holds no remittance with a payment date: name a folder of the 835 files that came "
            "back"
        )
    now = today or reach.today()
    found = reach.reach([*map(_submitted, dated), *map(_answered, answered)], now)
    latest = max(now, found.last + reach.APART)
    if as_of is not None and as_of > latest:
        raise TrainingDataError(f"{as_of} has not come, and the records end on {found.last}: name a day up to {latest}")
    through = as_of or found.last
    used = [claim for claim in dated if _submitted(claim) <= through]
    heard = [remit for remit in answered if _answered(remit) <= through]
    if not used:
        raise TrainingDataError(f"every claim was sent after {through}: name a later date")
    matching = claims.match(used, heard)
    misdated = [] if as_of else list(_misdated(read, through))
    later = "later" if as_of else "future"
    counts = {
        "claims_read": len(read.claims),
        "claims_undated": len(read.claims) - len(dated),
        "claims_later": 0,
        "claims_future": 0,
        f"claims_{later}": len(dated) - len(used),
        "claims": len(used),
        "remittances_read": len(read.remits),
        "remittances_undated": len(read.remits) - len(answered),
        "remittances_later": 0,
        "remittances_future": 0,
        f"remittances_{later}": len(answered) - len(heard),
        "remittances": len(heard),
        "answered": sum(outcome is not None for outcome in matching.outcomes),
        "faults": len(read.faults) + len(misdated),
    }
    digests = {"claims": digest(used), "remittances": digest(heard)}
    files = Files(used, list(matching.outcomes), through, [*read.faults, *misdated], counts, digests)
    return Arranged(files, heard, matching, misdated, None if as_of else found.to_come)


def _misdated(read: Read, last: date) -> Iterator[Fault]:
    """The records that are dated after the last day that can be true, each with its file."""
    said = "has not come or lies far after all others: it is left out, and so is what it says"
    for claim, file in zip(read.claims, read.claims_in, strict=True):
        if claim.submission_date and claim.submission_date > last:
            yield Fault(file, f"the day on which the claim was sent {said}", f"a day up to {last}", element=SENT,
                        claim_id=claim.claim_id)  # fmt: skip
    for remittance, file in zip(read.remits, read.remits_in, strict=True):
        if remittance.answered and remittance.answered > last:
            element = "BPR16" if remittance.payment_date else "DTM02"
            yield Fault(file, f"the day of the remittance {said}", f"a day up to {last}", element=element,
                        loses="transaction")  # fmt: skip


def digest(records: Sequence[Claim] | Sequence[Remittance]) -> str:
    """SHA-256 over records in order: the same for the same content, in whatever files it stood."""
    total = hashlib.sha256()
    for record in records:
        total.update(msgspec.json.encode(record))
    return total.hexdigest()


def once(files: Iterable[Path]) -> list[Path]:
    """The files without those that hold, byte for byte, what one before them holds: a copy was not sent twice."""
    found: dict[str, Path] = {}
    for file in files:
        try:
            found.setdefault(file_digest(file), file)
        except OSError:  # reading will say why
            found[str(file)] = file
    return list(found.values())


def file_digest(file: Path) -> str:
    """SHA-256 of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _paths(where: Where) -> list[Path]:
    return [Path(where)] if isinstance(where, Path | str) else list(where)


def _submitted(claim: Claim) -> date:
    assert claim.submission_date is not None
    return claim.submission_date


def _answered(remit: Remittance) -> date:
    assert remit.answered is not None
    return remit.answered
