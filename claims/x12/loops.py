"""Which loop of the guide a segment stands in. Nothing of this is needed while claims are read: it is for reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.x12.party import CLAIM_ROLES, LINE_ROLES

TOP = {
    "ST": ("BHT", {"41": "1000A", "40": "1000B"}),
    "20": ("2000A", {"85": "2010AA", "87": "2010AB", "PE": "2010AC"}),
    "22": ("2000B", {"IL": "2010BA", "PR": "2010BB"}),
    "23": ("2000C", {"QC": "2010CA"}),
}
"""For each passage above the claims: its loop, and the loop that an NM1 opens, by NM101."""

OTHER_ROLES = {
    "professional": {"IL": "A", "PR": "B", "DN": "C", "P3": "C", "82": "D", "77": "E", "DQ": "F", "85": "G"},
    "institutional": {
        "IL": "A", "PR": "B", "71": "C", "72": "D", "ZZ": "E", "77": "F", "82": "G", "DN": "H", "85": "I",
    },
    "dental": {"IL": "A", "PR": "B", "DN": "C", "P3": "C", "82": "D", "DQ": "E", "85": "F", "77": "G", "DD": "H"},
}  # fmt: skip
"""The letter of loop 2330 that an NM1 opens, by kind of claim and NM101."""

OPENERS = {"SBR": "2320", "LX": "2400", "LIN": "2410", "SVD": "2430", "LQ": "2440"}


def loops(level: str, kind: str, segments: Sequence[str], mark: str) -> Iterator[tuple[str, list[str]]]:
    """The loop and the elements of each segment of a passage.

    Args:
        level: what the passage is (``Passage.level``).
        kind: professional, institutional or dental.
        segments: of the passage, from its first.
        mark: the element separator.
    """
    loop, roles = TOP.get(level, ("2300", {}))
    for segment in segments:
        elements = segment.split(mark)
        tag = elements[0]
        if tag == "NM1":
            role = elements[1] if len(elements) > 1 else ""
            loop = roles.get(role, loop) if roles else _claim_loop(loop, kind, role)
        elif not roles and tag in OPENERS:
            loop = OPENERS[tag]
        yield loop, elements


def _claim_loop(loop: str, kind: str, role: str) -> str:
    """The loop that an NM1 opens within a claim, by the loop that it stands in."""
    if loop.startswith("23") and loop < "2320":
        return CLAIM_ROLES[kind].get(role, ("", loop))[1]
    if loop.startswith("23"):
        return f"2330{OTHER_ROLES[kind].get(role, '')}"
    return LINE_ROLES[kind].get(role, ("", loop))[1]


def loop_of(level: str, kind: str, segments: Sequence[str], mark: str) -> str:
    """The loop of the last of these segments."""
    found = ""
    for found, _ in loops(level, kind, segments, mark):  # noqa: B007 - the last one counts
        pass
    return found
