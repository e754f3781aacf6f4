"""Other payers of a claim: loops 2320 and 2330."""

from __future__ import annotations

from claims.claim import OtherPayer
from claims.x12.adjudication import adjustments
from claims.x12.draft import Draft, Elements, Fields, Table, skip
from claims.x12.line import SERVICE
from claims.x12.values import name

AMOUNTS = {"D": "paid", "EAF": "patient_owes", "A8": "non_covered"}


def open_coverage(draft: Draft, elements: Elements) -> None:
    """SBR: loop 2320 begins."""
    draft.inner = {
        "responsibility": elements[1].strip(),
        "relationship": elements[2].strip(),
        "group_number": elements[3].strip(),
        "filing_indicator": elements[9].strip().upper(),
        "adjustments": [],
    }
    draft.others.append(draft.inner)
    draft.table = OTHER_COVERAGE


def amounts(draft: Draft, elements: Elements) -> None:
    """AMT of loop 2320."""
    field = AMOUNTS.get(elements[1])
    if field and (found := draft.amount(elements[2], "AMT02")) is not None:
        draft.inner[field] = found


def party(draft: Draft, elements: Elements) -> None:
    """NM1 of loop 2330: the other subscriber, the other payer, and providers of whom nothing is kept."""
    draft.table = OTHER_PARTY
    if elements[1] == "IL":
        draft.inner["member_id"] = elements[9].strip()
    elif elements[1] == "PR":
        draft.inner["name"] = name(elements[3])
        draft.inner["id"] = elements[9].strip()
        draft.table = OTHER_PAYER


def decided(draft: Draft, elements: Elements) -> None:
    """DTP of loop 2330B."""
    if elements[1] == "573" and (day := draft.day(elements[3], "DTP03")):
        draft.inner["paid_date"] = day


def control_number(draft: Draft, elements: Elements) -> None:
    """REF of loop 2330B."""
    if elements[1] == "F8":
        draft.inner["control_number"] = elements[2].strip()


def finish(other: Fields) -> OtherPayer:
    """The struct of a coverage whose segments have been read."""
    other["adjustments"] = tuple(other["adjustments"])
    return OtherPayer(**other)


OTHER_COVERAGE: Table = {
    **SERVICE,
    "SBR": (10, open_coverage),
    "CAS": (20, adjustments),
    "AMT": (4, amounts),
    "OI": (7, skip),
    "MIA": (25, skip),
    "MOA": (10, skip),
    "NM1": (10, party),
}
OTHER_PARTY: Table = {**OTHER_COVERAGE, **dict.fromkeys(["N2", "N3", "N4", "PER", "REF", "DTP"], (32, skip))}
OTHER_PAYER: Table = {**OTHER_PARTY, "DTP": (4, decided), "REF": (5, control_number)}
