"""A corrected claim written back into its own segments of an 837.

What differs is written where the guide has it, with the delimiters of the file; every other segment stays as it stands.
What was written is read again, and is given out only where it then is the claim that was wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from claims.claim import Claim
from claims.field import place_by_type
from claims.origin import Origin
from claims.x12.amending import above, another, coverages, head, lines, proof
from claims.x12.amending.codes import arranged
from claims.x12.amending.guide import BILLING, CLAIM, COVERAGE, DECISION, DRUG, LINE, PARTY, PATIENT, SUBSCRIBER, Order
from claims.x12.amending.loop import taken_apart
from claims.x12.amending.parties import write_roles
from claims.x12.amending.pen import Pen
from claims.x12.amending.refusal import CannotAmend
from claims.x12.claim import PARTIES
from claims.x12.party import CLAIM_ROLES

__all__ = ["CannotAmend", "amended"]

OTHERWISE = "it would be read otherwise than it is given: blanks around it, small letters or too many signs, perhaps"
LEVELS = ("20", "22", "23")


def amended(before: Claim, after: Claim, origin: Origin) -> bytes:
    """The segments of a claim with a change written into them.

    Args:
        before: the claim as it was read.
        after: the claim as it shall be.
        origin: where ``before`` was read from.

    Returns:
        The claim's segments from its CLM, each with its terminator and no line break behind it. Where something above
        the claim changes, which other claims may share, they begin with the HL of the topmost level that does: that
        level and those below it are then this claim's own (HL01, HL02 and HL04 are as they stood, for whoever writes
        the file to number).

    Raises:
        CannotAmend: the change cannot be written, or would not read back as it is wanted.
    """
    marks = origin.delimiters
    if marks is None or not origin.passages or origin.passages[-1].level != "CLM":
        raise CannotAmend("", "it did not come in an 837")
    pen = Pen(marks, origin.claim_type)
    stood = [passage.text.split(marks.terminator) for passage in origin.passages]
    baseline = proof.read_back(origin, stood)
    if baseline is None or baseline.claim != before:
        raise CannotAmend("", "its segments are not those of the claim that was changed")
    levels = [passage.level for passage in origin.passages]
    change = _Change(pen, before, after, dependent="23" in levels)
    written = [change.of(level, segments) for level, segments in zip(levels, stood, strict=True)]
    result = proof.read_back(origin, written)
    if result is None:
        raise CannotAmend("", "with the change it could no longer be read")
    if field := proof.difference(arranged(result.claim), arranged(after)):
        known = place_by_type(field, origin.claim_type).x12
        raise CannotAmend(field, OTHERWISE if known else f"the guide of {origin.claim_type} claims has no place for it")
    if proof.remarks(result) - proof.remarks(baseline):
        raise CannotAmend("", "with the change something in it could not be read")
    own = [at for at, level in enumerate(levels) if level in LEVELS and written[at] != stood[at]]
    first = min(own, default=len(levels) - 1)
    segments = [segment for passage in written[first:] for segment in passage]
    return "".join(segment + marks.terminator for segment in segments).encode("latin-1")


class _Change(NamedTuple):
    """What is to be written, and with what."""

    pen: Pen
    before: Claim
    after: Claim
    dependent: bool
    """Whether the patient is not the subscriber, and has a level."""

    def of(self, level: str, segments: list[str]) -> list[str]:
        """The segments of a passage with what differs written into them."""
        if level not in _OPENERS:
            return segments
        pen, before, after, dependent = self
        loop = taken_apart(pen, segments, {**_ORDERS, **_OPENERS[level](pen)})
        if level == "20":
            above.write_billing(loop, before, after)
        elif level == "22":
            above.write_subscriber(loop, before, after, is_patient=not dependent)
        elif level == "23":
            above.write_patient(loop, before, after)
        else:
            head.write(loop, before, after)
            if another.is_another(before.billing_provider, after.billing_provider):
                another.drop_at_others(loop, "85")
            write_roles(loop, CLAIM_ROLES[pen.kind], PARTIES, (before, after), "")
            coverages.write(loop, before, after)
            lines.write(loop, before, after)
        return list(loop.flat())


_ORDERS: dict[str, Order] = {"NM1": PARTY, "LIN": DRUG, "SBR": COVERAGE, "SVD": DECISION}
_OPENERS: dict[str, Callable[[Pen], dict[str, Order]]] = {
    "20": lambda _: {"HL": BILLING},
    "22": lambda _: {"HL": SUBSCRIBER},
    "23": lambda _: {"HL": PATIENT},
    "CLM": lambda pen: {"CLM": CLAIM[pen.kind], "LX": LINE[pen.kind]},
}
