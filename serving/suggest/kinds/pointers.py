"""Another diagnosis of the claim for a line to point to; never one that the claim does not list."""

from __future__ import annotations

from collections.abc import Iterator

from claims.claim import ServiceLine
from rules.reference.codes import CATEGORY
from serving.suggest.given import Change, Given, listed, named
from serving.suggest.patch import Patch, put

MOST = 4
"""Diagnoses that a line may point to (SV107)."""
DIAGNOSES = 12
LINES = 12
"""Lines that are looked at."""


def changes(given: Given) -> Iterator[Change]:
    """For each diagnosis of the claim: it first, and then those pointed to; or it alone. And each pointer away."""
    claim = given.claim
    known = len(claim.diagnoses)
    for to in range(1, min(known, DIAGNOSES) + 1):
        lines = [
            at
            for at, line in enumerate(claim.lines[:LINES])
            if claim.claim_type != "institutional"
            and line.diagnosis_pointers[:1] != (to,)
            and _is_better(given, line, to)
        ]
        for some in [[at] for at in lines] + ([lines] if len(lines) > 1 else []):
            yield _pointing(given, some, to)
    for at, line in enumerate(claim.lines[:LINES]):
        good = tuple(to for to in line.diagnosis_pointers if 1 <= to <= known)
        for away in line.diagnosis_pointers:
            left = tuple(to for to in good if to != away)
            if left and (away not in good or not _is_better(given, line, away)):
                yield _away(given, at, away, left)


def _is_better(given: Given, line: ServiceLine, to: int) -> bool:
    """Whether a diagnosis was refused less with the procedure than those that the line points to, as far as was seen.

    Seen at this payer, by category. A diagnosis of which too little was seen is no better than another.
    """
    claim = given.claim
    known = range(1, len(claim.diagnoses) + 1)
    if any(one not in known for one in line.diagnosis_pointers) or not line.diagnosis_pointers:
        return True
    shares = {
        one: given.seen.refused(
            "payer_procedure_category", given.payer, line.procedure, claim.diagnoses[one - 1].code[:CATEGORY]
        )
        for one in {to, *line.diagnosis_pointers}
        if one in known
    }
    others = [share for one in line.diagnosis_pointers if one != to and (share := shares.get(one)) is not None]
    own = shares.get(to)
    return own is not None and (not others or own < max(others))


def _pointing(given: Given, lines: list[int], to: int) -> Change:
    claim = given.claim
    patch: Patch = []
    for at in lines:
        good = [one for one in claim.lines[at].diagnosis_pointers if 1 <= one <= len(claim.diagnoses) and one != to]
        patch += put(given.document, f"/lines/{at}/diagnosis_pointers", [to, *good][:MOST])
    where = listed([named(claim.lines[at], at) for at in lines])
    return Change(
        f"Point {where} first to diagnosis {to} of the claim, {claim.diagnoses[to - 1].code}, only if the record shows "
        "that the service was for it: you attest that it does.",
        patch,
    )


def _away(given: Given, at: int, away: int, left: tuple[int, ...]) -> Change:
    claim = given.claim
    what = f"diagnosis {away}, {claim.diagnoses[away - 1].code}" if 1 <= away <= len(claim.diagnoses) else f"{away}"
    return Change(
        f"Let {named(claim.lines[at], at)} no longer point to {what}, if the record does not show that the service was "
        "for it: you attest that the other diagnoses justify it.",
        put(given.document, f"/lines/{at}/diagnosis_pointers", list(left)),
    )
