"""From a lake back to what training takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from training.lake.edition import current, lake_of
from training.lake.records import load
from training.lake.sources import Source
from training.office_files import Arranged, Files, Read, TrainingDataError, arrange
from training.progress import track


def read(folder: Path | str, as_of: date | None = None, *, today: date | None = None) -> Files:
    """The claims and answers of a lake, as :func:`training.office_files.read_files` gives those of the files it is of.

    Raises:
        TrainingDataError: there is no lake, or nothing in it to train on; or ``as_of`` has not come.
    """
    edition = edition_of(folder)
    return arranged_of(edition, lake_of(edition).sources, str(folder), as_of, today=today).files


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


def arranged_of(
    edition: Path, sources: Sequence[Source], place: str, as_of: date | None = None, *, today: date | None = None
) -> Arranged:
    """The records of an edition, in order and matched.

    Args:
        edition: its folder.
        sources: what it is made of, in order.
        place: how messages call the lake.
        as_of: nothing dated after this day is used; without it, the latest day in the records that can be true.
        today: by the clock, if it is not to be asked.

    Raises:
        TrainingDataError: there is no claim with a submission date, or no remittance; or ``as_of`` has not come.
    """
    found = Read(place, place)
    for source in track(sources, "Reading the lake"):
        for record in load(source, edition):
            if record.claim is not None:
                found.claims.append(record.claim)
                found.claims_in.append(source.name)
            elif record.remittance is not None:
                found.remits.append(record.remittance)
                found.remits_in.append(source.name)
            elif record.fault is not None:
                found.faults.append(record.fault)
    return arrange(found, as_of, today=today)
