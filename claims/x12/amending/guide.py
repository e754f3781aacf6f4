"""In which order the segments of a loop stand, and which there are: guides 005010X222A1, X223A3 and X224A2.

For each segment id the qualifiers of its first element in their order; none where any may stand there.
"""

from __future__ import annotations

from collections.abc import Mapping

from claims.claim import ClaimType
from claims.x12.loops import OTHER_ROLES
from claims.x12.party import CLAIM_ROLES, LINE_ROLES

Order = Mapping[str, tuple[str, ...]]


def _order(*segments: str) -> Order:
    return {words[0]: tuple(words[1:]) for words in map(str.split, segments)}


CLAIM: Mapping[ClaimType, Order] = {
    "professional": _order(
        "CLM",
        "DTP 431 454 304 453 439 484 455 471 314 360 361 297 296 435 096 090 091 444 050",
        "PWK",
        "CN1",
        "AMT F5",
        "REF 4N F5 EW 9F G1 F8 X4 9A 9C LX D9 EA P4 1J",
        "K3",
        "NTE",
        "CR1",
        "CR2",
        "CRC 07 E1 E2 E3 75 ZZ",
        "HI ABK ABF BK BF BP BO BG",
        "HCP",
    ),
    "institutional": _order(
        "CLM",
        "DTP 096 434 435 050",
        "CL1",
        "PWK",
        "CN1",
        "AMT F3",
        "REF 4N 9F G1 F8 9A 9C LX D9 LU EA P4 G4",
        "K3",
        "NTE ALG DCP DGN DME MED NTR ODT RHB RLH RNH SET SFM SPT UPI ADD",
        "CRC ZZ",
        "HI ABK BK ABJ BJ APR PR ABN BN DR ABF BF BBR BR CAH BBQ BQ BI BH BE BG TC",
        "HCP",
    ),
    "dental": _order(
        "CLM",
        "DTP 439 452 472 050",
        "DN1",
        "DN2",
        "PWK",
        "CN1",
        "AMT F5",
        "REF G3 4N F8 9F G1 9A 9C D9",
        "K3",
        "NTE",
        "HI ABK ABF BK BF",
        "HCP",
    ),
}
"""Loop 2300."""

LINE: Mapping[ClaimType, Order] = {
    "professional": _order(
        "LX",
        "SV1",
        "SV5",
        "PWK",
        "CR1",
        "CR3",
        "CRC 07 70 09",
        "DTP 472 471 607 463 461 304 738 739 011 455 454",
        "QTY",
        "MEA",
        "CN1",
        "REF 9B 9D G1 6R EW X4 F4 BT 9F",
        "AMT",
        "K3",
        "NTE ADD DCP TPO",
        "PS1",
        "HCP",
    ),
    "institutional": _order("LX", "SV2", "PWK", "DTP 472", "REF 6R 9B 9D", "AMT", "NTE TPO", "HCP"),
    "dental": _order(
        "LX", "SV3", "TOO", "DTP 472 139 441 452 446 196 198", "CN1", "REF G3 G1 9A 9C 6R 9F", "AMT", "K3", "HCP"
    ),
}
"""Loop 2400."""

PARTY: Order = _order("NM1", "N2", "PRV", "N3", "N4", "DMG", "DTP", "REF", "PER")
"""Loops 2010, 2310, 2330 and 2420."""

BILLING: Order = _order("HL", "PRV", "CUR")
SUBSCRIBER: Order = _order("HL", "SBR", "PAT")
PATIENT: Order = _order("HL", "PAT")
DRUG: Order = _order("LIN", "CTP", "REF")
COVERAGE: Order = _order("SBR", "CAS", "AMT D EAF A8", "OI", "MIA", "MOA")
"""Loop 2320."""

DECISION: Order = _order("SVD", "CAS", "DTP 573", "AMT EAF")
"""Loop 2430."""

TAXONOMIES: Mapping[ClaimType, Mapping[str, str]] = {
    "professional": {"82": "PE"},
    "institutional": {"71": "AT"},
    "dental": {"DN": "RF", "82": "PE", "DD": "AS"},
}
"""PRV01 for the providers (NM101) whose loop has a PRV."""

ORGANIZATIONS = frozenset(["77", "85", "87"])
"""Providers who are no persons, or need not be one (NM102 is 2 where no first name is given)."""

MOST_LINES: Mapping[ClaimType, int] = {"professional": 50, "institutional": 999, "dental": 50}


def letter_of(outer: str, kind: ClaimType, role: str) -> str:
    """The letter of the loop in which a claim (``CLM``), a line (``LX``) or a coverage (``SBR``) names somebody."""
    if outer == "SBR":
        return OTHER_ROLES[kind].get(role, "")
    return (CLAIM_ROLES if outer == "CLM" else LINE_ROLES)[kind].get(role, ("", ""))[1]
