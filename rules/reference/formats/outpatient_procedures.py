"""A table of outpatient procedures that a user makes from the code editor's quarterly data files.

CSV with the columns ``code``, ``bilateral`` (conditional, independent, inherent), ``needs_device`` (Y or
N), ``devices`` and ``procedures`` (codes with blanks between).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.reference.formats.published import FormatError, Published
from rules.reference.formats.quarter import quarter
from rules.reference.formats.source import Source
from rules.reference.formats.text import has_header, records
from rules.reference.outpatient import OUTPATIENT_PROCEDURES, OutpatientProcedure

HEADER = ("code", "bilateral", "needs_device")
CODE = re.compile(r"[0-9A-Z]{5}")
BILATERAL = ("", "conditional", "independent", "inherent")
FLAGS = {"Y": True, "N": False, "": False}


def recognise(head: bytes, name: str) -> bool:  # noqa: ARG001  by content
    """By its columns."""
    return has_header(head, HEADER)


def read(file: Source) -> Iterator[Published]:
    """One edition, of the quarter that its name or the user says."""
    first, last = quarter(file)
    kind = OUTPATIENT_PROCEDURES
    yield Published(kind, f"{kind.title}, {first:%B %Y}", first, last, _rows(file), file.short, href=kind.get)


def _rows(file: Source) -> Iterator[tuple[str, OutpatientProcedure]]:
    for row, cells in records(file, HEADER):
        code, bilateral, device = cells["code"], cells["bilateral"].lower(), cells["needs_device"].upper()
        if not CODE.fullmatch(code) or bilateral not in BILATERAL or device not in FLAGS:
            raise FormatError(
                f"{code!r}, bilateral {bilateral!r}, needs_device {device!r} cannot be",
                f"write a code of five, one of {', '.join(filter(None, BILATERAL))} or nothing, and Y or N",
                row,
            )
        yield (
            code,
            OutpatientProcedure(
                bilateral=bilateral,
                needs_device=FLAGS[device],
                devices=tuple(cells.get("devices", "").split()),
                procedures=tuple(cells.get("procedures", "").split()),
            ),
        )
