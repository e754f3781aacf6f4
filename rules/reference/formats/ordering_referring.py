"""Medicare's list of those who may order and refer, from data.cms.gov: NPI, names, and a flag for each kind of service.

The names are not kept. It is published twice a week and says nothing of days: an edition speaks of those about its own,
which stands in its name (``OrderReferring_20260115.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rules.reference.coverage import ORDERERS, Orderer
from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.source import Source
from rules.reference.formats.text import has_header, records

HEADER = ("npi", "partb", "dme", "hha", "pmd")
DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")
BEFORE, AFTER = timedelta(90), timedelta(30)
"""Who is not on the list today was hardly on it last month, but may be on it next month."""
NPI = re.compile("[12][0-9]{9}")
FLAGS = {"Y": True, "N": False, "": False}


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its columns."""
    return has_header(head, HEADER)


def read(file: Source) -> Iterator[Published]:
    """One edition."""
    first, last = _days(file)
    title = f"{ORDERERS.title}, {first + BEFORE}" if not file.first else f"{ORDERERS.title}, from {first}"
    yield Published(ORDERERS, title, first, last, _rows(file), f"CMS, {file.short}", href=ORDERERS.get)


def _days(file: Source) -> tuple[date, date]:
    if file.first and file.last:
        return file.first, file.last
    if found := DAY.search(file.short):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            pass
        else:
            return day - BEFORE, day + AFTER
    raise FormatError(
        "its name does not say of which day it is",
        "name it OrderReferring_20260115.csv, or say --from and --through",
    )


def _rows(file: Source) -> Iterator[tuple[str, Orderer]]:
    kinds: dict[tuple[str, ...], Orderer] = {}
    for row, cells in records(file, HEADER):
        npi = cells["npi"]
        if not NPI.fullmatch(npi):
            raise FormatError(f"{npi!r} is no NPI", "download the file again", row)
        said = (cells["partb"], cells["dme"], cells["hha"], cells["pmd"], cells.get("hospice", ""))
        if (orderer := kinds.get(said)) is None:
            if not all(flag.upper() in FLAGS for flag in said):
                raise FormatError(f"the flags {', '.join(said)} are not Y or N", "download the file again", row)
            orderer = kinds[said] = Orderer(*(FLAGS[flag.upper()] for flag in said))
        yield npi, orderer
