"""Kinds of refusal: which CARCs have one cause, so that an answer teaches where it should.

A refusal for a clinician who is not enrolled says nothing about the procedure; one for want of authorization says
everything about it. The grouping is ours, by what a biller would have to change. The codes are the CARCs of X12
(external code source 139); one that is not listed is of the family ``other``.
"""

from __future__ import annotations

_CODES: dict[str, str] = {
    "authorization": "15 197 198 296 302",
    "referral": "165 288",
    "bundling": "59 97 231 234 236 B10 B15",
    "modifier": "4 182",
    "place": "5 58 299",
    "diagnosis": "11 12 47 146 167",
    "necessity": "39 40 49 50 54 55 56 114 150 152 269 272",
    "units": "119 151 154 222 273",
    "records": "163 164 226 227 250 251 252",
    "information": "16 125 129 148 175 176 181 183 199 206 207 208",
    "eligibility": "26 27 31 32 33 34 140 166 177 200",
    "benefit": "48 51 60 78 96 204 256 258",
    "duplicate": "18",
    "filing": "29",
    "coordination": "19 20 21 22 109",
    "provider": "8 38 52 170 171 172 184 185 242 243 B7 B20",
    "person": "6 7 9 10",
}

FAMILIES: tuple[str, ...] = (*_CODES, "other")
"""Every kind of refusal, in a fixed order."""

CLAIM_WIDE: frozenset[str] = frozenset({"duplicate", "eligibility", "filing", "coordination"})
"""Kinds whose cause lies in the claim, not in a line: all its lines share one fate."""

_FAMILY: dict[str, str] = {code: family for family, codes in _CODES.items() for code in codes.split()}


def family_of(code: str) -> str:
    """The kind of a refusal, from its CARC with or without the group: ``CO-197`` and ``197`` are ``authorization``."""
    return _FAMILY.get(code.rpartition("-")[2], "other")
