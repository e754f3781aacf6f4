"""The Medicare Code Editor's lists: which diagnoses and procedures an inpatient bill cannot carry, when, for whom."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from rules.reference.kind import DIAGNOSIS, Form, Kind

MCE = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)

Name = Literal[
    "newborn", "pediatric", "maternity", "adult", "female", "male",
    "external cause", "manifestation", "unacceptable", "secondary required", "questionable admission", "unspecified",
    "wrong procedure", "clinical trial", "outcome of delivery", "type 1 diabetes", "leukemia", "myeloma",
    "sterilization",
    "non-covered", "non-covered with leukemia", "non-covered with myeloma", "non-covered with sterilization",
    "non-covered over 60", "pancreas transplant", "kidney transplant", "limited coverage",
    "artificial heart, right", "artificial heart, left", "delivery", "long ventilation",
]  # fmt: skip
"""What a list says of a code. Some mean something only beside another: a pancreas beside a kidney transplant."""


class Edit(Struct, frozen=True, omit_defaults=True, gc=False):
    """One list on which a code stands, and when."""

    edit: Name
    start: date | None = None
    """The first day of discharge."""
    end: date | None = None
    """The last day of discharge; ``None`` while no end is known."""

    def holds(self, day: date) -> bool:
        """Whether the code stands on the list on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


DIAGNOSES = Kind("mce-diagnosis", Edit, "Medicare Code Editor, diagnoses", MCE, DIAGNOSIS)
"""Found by diagnosis."""
PROCEDURES = Kind(
    "mce-procedure",
    Edit,
    "Medicare Code Editor, procedures",
    MCE,
    Form("[0-9A-Z]{7}", "ICD-10-PCS code of seven characters"),
)
"""Found by ICD-10-PCS code."""
