"""From a lake back to what training takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from claims.answer import Remittance
from claims.claim import Claim
from claims.fault import Fault
from training.lake.edition import current, lake_of
from training.lake.records import load
from training.lake.sources import Source
from training.office_files import Arranged, Files, TrainingDataError, arrange
from training.progress import track


def read(folder: Path | str, as_of: date | None = None) -> Files:
    """The claims and answers of a lake, as :func:`training.office_files.read_files` gives those of the files it is of.

    Raises:
        TrainingDataError: there is no lake, or nothing in it to train on.
    """
    edition = edition_of(folder)
    return arranged_of(edition, lake_of(edition).sources, as_of, str(folder)).files


def edition_of(folder: Path | str) -> Path:
    """The edition of a lake that holds.

    Raises:
        TrainingDataError: there is no lake.
    """
    edition = current(Path(folder))
    if edition is None:
        raise TrainingDataError(
            f"{folder} holds no lake: make one with 'cleanclaim ingest --claims DIR --remits DIR --store {folder}'"
        )
    return edition


def arranged_of(edition: Path, sources: Sequence[Source], as_of: date | None, place: str) -> Arranged:
    """The records of an edition, in order and matched.

    Args:
        edition: its folder.
        sources: what it is made of, in order.
        as_of: nothing dated after this day is used; without it, the latest date in the records.
        place: how messages call the lake.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance.
    """
    sent: list[Claim] = []
    remits: list[Remittance] = []
    faults: list[Fault] = []
    for source in track(sources, "Reading the lake"):
        for record in load(source, edition):
            if record.claim is not None:
                sent.append(record.claim)
            elif record.remittance is not None:
                remits.append(record.remittance)
            elif record.fault is not None:
                faults.append(record.fault)
    return arrange(sent, remits, faults, as_of, (place, place))
