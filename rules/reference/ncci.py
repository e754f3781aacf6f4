"""National Correct Coding Initiative: pairs of codes, medically unlikely units, add-on codes. Users load them."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from rules.reference.kind import PROCEDURE, Kind

NCCI = "https://www.cms.gov/national-correct-coding-initiative-ncci"
MEDICAID = "https://www.medicaid.gov/medicaid/program-integrity/national-correct-coding-initiative-medicaid"


class Pair(Struct, frozen=True, gc=False):
    """Column one pays and column two does not, unless a modifier says that they were separate."""

    indicator: str
    """0 no modifier helps, 1 an NCCI modifier does, 9 the pair was taken back from its first day."""
    start: date | None = None
    end: date | None = None
    """The last day on which the edit holds."""
    rationale: str = ""
    """Why, in the publisher's words."""


class Units(Struct, frozen=True, gc=False):
    """The most units of a code that one beneficiary can plausibly have."""

    units: int
    """0 is a value: none is paid."""
    mai: str
    """MUE adjudication indicator: 1 of a line, 2 of a day by policy, 3 of a day by clinical data."""


class AddOn(Struct, frozen=True, gc=False):
    """One primary code that an add-on code may go with."""

    primary: str
    """``CCCCC`` where the contractor says which."""
    type: str
    """1 a fixed list of primaries, 2 none listed, 3 some listed."""
    start: date | None = None
    end: date | None = None


PAIRS_PRACTITIONER = Kind("ncci-practitioner", Pair, "NCCI pairs, practitioner services", NCCI)
"""Found by column one and column two, one after the other: ``"9920199211"``."""
PAIRS_OUTPATIENT = Kind("ncci-outpatient", Pair, "NCCI pairs, hospital outpatient services", NCCI)
PAIRS_MEDICAID_PRACTITIONER = Kind("ncci-medicaid-practitioner", Pair, "Medicaid NCCI pairs, practitioners", MEDICAID)
PAIRS_MEDICAID_OUTPATIENT = Kind("ncci-medicaid-outpatient", Pair, "Medicaid NCCI pairs, outpatient", MEDICAID)
UNITS_PRACTITIONER = Kind("mue-practitioner", Units, "Medically unlikely edits, practitioner services", NCCI, PROCEDURE)
"""Found by code."""
UNITS_OUTPATIENT = Kind(
    "mue-outpatient", Units, "Medically unlikely edits, hospital outpatient services", NCCI, PROCEDURE
)
UNITS_SUPPLIER = Kind(
    "mue-supplier", Units, "Medically unlikely edits, suppliers of durable equipment", NCCI, PROCEDURE
)
UNITS_MEDICAID_PRACTITIONER = Kind(
    "mue-medicaid-practitioner", Units, "Medicaid MUE, practitioners", MEDICAID, PROCEDURE
)
UNITS_MEDICAID_OUTPATIENT = Kind("mue-medicaid-outpatient", Units, "Medicaid MUE, outpatient", MEDICAID, PROCEDURE)
UNITS_MEDICAID_SUPPLIER = Kind("mue-medicaid-supplier", Units, "Medicaid MUE, durable equipment", MEDICAID, PROCEDURE)
ADD_ONS = Kind("add-on", AddOn, "NCCI add-on codes", NCCI, PROCEDURE)
"""Found by the add-on code."""
