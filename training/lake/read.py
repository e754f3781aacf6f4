"""From a lake back to what training takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from claims.answer import Remittance
from claims.claim import Claim
from claims.fault import Fault
from training.lake.edition import current, lake_of
from training.lake.records import load
from training.office_files import Files, TrainingDataError, gather
from training.progress import track


def read(folder: Path | str, as_of: date | None = None) -> Files:
    """The claims and answers of a lake, as :func:`training.office_files.read_files` gives those of the files it is of.

    Raises:
        TrainingDataError: there is no lake, or nothing in it to train on.
    """
    edition = current(Path(folder))
    if edition is None:
        raise TrainingDataError(f"{folder} holds no lake: make one with 'cleanclaim ingest --store {folder}'")
    sent: list[Claim] = []
    remits: list[Remittance] = []
    faults: list[Fault] = []
    for source in track(lake_of(edition).sources, "Reading the lake"):
        for record in load(source, edition):
            if record.claim is not None:
                sent.append(record.claim)
            elif record.remittance is not None:
                remits.append(record.remittance)
            elif record.fault is not None:
                faults.append(record.fault)
    return gather(sent, remits, faults, as_of, (str(folder), str(folder)))
