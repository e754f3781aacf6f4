"""The HI segments: diagnoses, procedures, and the codes of the institutional bill."""

from __future__ import annotations

from functools import lru_cache

from claims.claim import Diagnosis, Occurrence, ProcedureCode, ValueCode
from claims.x12.draft import Draft, Elements, Fields

DIAGNOSES = frozenset(["ABK", "ABF", "ABJ", "APR", "ABN", "BK", "BF", "BJ", "PR", "BN"])
PROCEDURES = frozenset(["BBR", "BBQ", "BR", "BQ"])
OCCURRENCES = frozenset(["BH", "BI"])
KNOWN_BUT_NOT_KEPT = frozenset(["BO", "BP", "TC", "CAH"])


@lru_cache(maxsize=8192)
def diagnosis(text: str, component: str) -> Diagnosis:
    """One composite of a HI segment."""
    parts = [part.strip() for part in text.split(component)]
    present = parts[8].upper() if len(parts) > 8 else ""  # noqa: PLR2004 - HI01-9
    code = parts[1].upper().replace(".", "") if len(parts) > 1 else ""
    return Diagnosis(code, parts[0].upper(), present)


def health_information(draft: Draft, elements: Elements) -> None:
    """HI: up to twelve codes, each with a qualifier that says of which kind it is."""
    component = draft.component
    fields = draft.fields
    for at in range(1, 13):
        text = elements[at]
        if not text:
            continue
        qualifier = text.partition(component)[0].strip().upper()
        if qualifier in DIAGNOSES:
            found = diagnosis(text, component)
            if not found.code:
                draft.flaw(f"HI{at:02}-2", "the diagnosis code is missing", expected="an ICD-10-CM code")
                continue
            fields.setdefault("diagnoses", []).append(found)
            _as_written(draft, f"HI{at:02}-2", text.split(component)[1].strip())
        elif qualifier in _OTHERS:
            _others(draft, fields, at, text.split(component))
        elif qualifier not in KNOWN_BUT_NOT_KEPT:
            draft.flaw(
                f"HI{at:02}-1",
                "the kind of code is unknown",
                qualifier if qualifier.isalnum() and len(qualifier) <= 3 else f"{len(qualifier)} characters",  # noqa: PLR2004
                f"a qualifier such as ABK or ABF, then {component} and the code",
            )


def _as_written(draft: Draft, element: str, code: str) -> None:
    """The code is understood all the same, but the guides allow no decimal point, the code sets no small letters."""
    if "." in code:
        draft.flaw(element, "the code has a point", expected="the code without it", loses="nothing")
    elif code != code.upper():
        draft.flaw(element, "the code has small letters", expected="the code in capitals", loses="nothing")


_OTHERS = PROCEDURES | OCCURRENCES | {"DR", "BG", "BE"}


def _others(draft: Draft, fields: Fields, at: int, parts: list[str]) -> None:
    """A code that is no diagnosis; the fourth component is its date or span, the fifth its amount."""
    qualifier, code, _, when, much = ([part.strip().upper() for part in parts] + [""] * 5)[:5]
    if not code:
        draft.flaw(f"HI{at:02}-2", "the code is missing", expected="a code behind its qualifier")
    elif qualifier in PROCEDURES:
        performed = draft.day(when, f"HI{at:02}-4") if when else None
        _as_written(draft, f"HI{at:02}-2", parts[1].strip())
        fields.setdefault("procedures", []).append(ProcedureCode(code.replace(".", ""), qualifier, performed))
    elif qualifier == "DR":
        fields["drg"] = code
    elif qualifier == "BG":
        fields.setdefault("condition_codes", []).append(code)
    elif qualifier == "BE":
        amount = draft.amount(much, f"HI{at:02}-5")
        if amount is not None:
            fields.setdefault("value_codes", []).append(ValueCode(code, amount))
    else:
        start, _, end = when.partition("-")
        fields.setdefault("occurrence_codes", []).append(
            Occurrence(code, draft.day(start, f"HI{at:02}-4"), draft.day(end, f"HI{at:02}-4"))
        )
