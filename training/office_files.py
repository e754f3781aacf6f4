"""An office's own files as training sees them: what was sent, what was answered, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

import claims
from claims.answer import Outcome, Remittance
from claims.claim import Claim
from claims.fault import Fault
from claims.origin import Sourced
from claims.outcomes.matching import Matching
from training.pared import pared, pared_remittance
from training.progress import track

Record = TypeVar("Record", Sourced, Remittance)


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


def read_files(claims_dir: Where, remits_dir: Where, as_of: date | None = None) -> Files:
    """Read 837 and 835 files, leave out what is dated after ``as_of``, and match the answers to the claims.

    Without ``as_of``, the latest date in the files is the day that counts as today. Faults are collected; they end
    nothing. Names, addresses and words that no model needs are left out, see :mod:`training.pared`. A file that is
    there twice, under whatever names, is read once.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance.
    """
    faults: list[Fault] = []
    sent = [pared(sourced.claim) for sourced in _good(_claims(claims_dir), faults)]
    remits = [pared_remittance(remit) for remit in _good(_remits(remits_dir), faults)]
    return gather(sent, remits, faults, as_of, (str(claims_dir), str(remits_dir)))


def gather(
    sent: Sequence[Claim],
    remits: Sequence[Remittance],
    faults: list[Fault],
    as_of: date | None,
    places: tuple[str, str],
) -> Files:
    """Put in order and match what was read: :func:`arrange`, without what only a lake keeps."""
    return arrange(sent, remits, faults, as_of, places).files


class Arranged(Struct, frozen=True):
    """What was read, in order, with where each answer went."""

    files: Files
    heard: list[Remittance]
    """In order of their days."""
    matching: Matching
    """Of the claims of ``files`` with the answers of ``heard``."""


def arrange(
    sent: Sequence[Claim],
    remits: Sequence[Remittance],
    faults: list[Fault],
    as_of: date | None,
    places: tuple[str, str],
) -> Arranged:
    """Put in order and match what was read.

    Args:
        sent: claims, pared, in the order of their files.
        remits: remittances, pared, in the order of their files.
        faults: what could not be read.
        as_of: nothing dated after this day is used; without it, the latest date in the records.
        places: where the claims and where the remittances were read, for messages.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance.
    """
    dated = sorted((claim for claim in sent if claim.submission_date), key=_submitted)
    if not dated:
        raise TrainingDataError(
            f"{places[0]} holds no claim with a submission date (837: BHT04), only {len(sent)} without "
            f"and {len(faults)} faults: name a folder of the 837 files that were sent"
        )
    answered = sorted((remit for remit in remits if remit.answered), key=_answered)
    if not answered:
        raise TrainingDataError(
            f"{places[1]} holds no remittance with a payment date: name a folder of the 835 files that came back"
        )
    through = as_of or max(_submitted(dated[-1]), _answered(answered[-1]))
    used = [claim for claim in dated if _submitted(claim) <= through]
    heard = [remit for remit in answered if _answered(remit) <= through]
    if not used:
        raise TrainingDataError(f"every claim was sent after {through}: name a later date")
    matching = claims.match(used, heard)
    counts = {
        "claims_read": len(sent),
        "claims_undated": len(sent) - len(dated),
        "claims_later": len(dated) - len(used),
        "claims": len(used),
        "remittances_read": len(remits),
        "remittances_undated": len(remits) - len(answered),
        "remittances": len(heard),
        "remittances_later": len(answered) - len(heard),
        "answered": sum(outcome is not None for outcome in matching.outcomes),
        "faults": len(faults),
    }
    digests = {"claims": digest(used), "remittances": digest(heard)}
    return Arranged(Files(used, list(matching.outcomes), through, faults, counts, digests), heard, matching)


def digest(records: Sequence[Claim] | Sequence[Remittance]) -> str:
    """SHA-256 over records in order: the same for the same content, in whatever files it stood."""
    total = hashlib.sha256()
    for record in records:
        total.update(msgspec.json.encode(record))
    return total.hexdigest()


def _claims(where: Where) -> Iterable[Sourced | Fault]:
    for file in track(once(claims.find_files(_paths(where))), "Reading claims"):
        yield from claims.read(file)


def _remits(where: Where) -> Iterable[Remittance | Fault]:
    for file in track(once(claims.find_files(_paths(where))), "Reading remittances"):
        yield from claims.read_remits(file)


def once(files: Iterable[Path]) -> list[Path]:
    """The files without those that hold, byte for byte, what one before them holds: a copy was not sent twice."""
    found: dict[str, Path] = {}
    for file in files:
        found.setdefault(file_digest(file), file)
    return list(found.values())


def file_digest(file: Path) -> str:
    """SHA-256 of a file's bytes; of its name where it cannot be opened, which reading will say."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(str(file).encode()).hexdigest()


def _paths(where: Where) -> list[Path]:
    return [Path(where)] if isinstance(where, Path | str) else list(where)


def _good(records: Iterable[Record | Fault], faults: list[Fault]) -> Iterable[Record]:
    for record in records:
        if isinstance(record, Fault):
            faults.append(record)
        else:
            yield record


def _submitted(claim: Claim) -> date:
    assert claim.submission_date is not None
    return claim.submission_date


def _answered(remit: Remittance) -> date:
    assert remit.answered is not None
    return remit.answered
