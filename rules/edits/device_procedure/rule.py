"""A procedure that implants a device, and the device (IOCE edits 92 and 98)."""

from collections.abc import Sequence

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.reference.outpatient import OUTPATIENT_PROCEDURES

DEVICES = ("C1", "C2", "L8")
"""Beginnings of the codes of implanted devices."""
STOPPED = frozenset(("52", "73", "74", "CG"))
"""Modifiers with which a procedure may have used none."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Whatever stands on the claim counts, on whichever day."""
    codes = [line.procedure for line in claim.lines]
    lacks = False
    for at, line in enumerate(claim.lines):
        code, day = line.procedure, line.service_date or claim.statement_from
        if not code or day is None or STOPPED & set(line.modifiers):
            continue
        rows = context.shelf.find(OUTPATIENT_PROCEDURES, code, day)
        if rows is None:
            lacks = lacks or code.startswith(DEVICES)
        for row in rows or ():
            because = context.shelf.because(OUTPATIENT_PROCEDURES, code, day, row)
            if row.needs_device and not _has(codes, row.devices or DEVICES):
                yield Problem("device", f"/lines/{at}/procedure", code, because=because)
            if row.procedures and not _has(codes, row.procedures):
                yield Problem("procedure", f"/lines/{at}/procedure", code, because=because)
    if lacks:
        yield context.shelf.lacks(OUTPATIENT_PROCEDURES)


def _has(codes: Sequence[str], beginnings: tuple[str, ...]) -> bool:
    return any(code.startswith(beginnings) for code in codes)
