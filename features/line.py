"""Features of one service line, and of how it stands to its claim."""

from __future__ import annotations

from claims.claim import Claim, ServiceLine
from features.registry import MISSING, feature

BILATERAL_AND_SIDES = frozenset({"50", "LT", "RT"})

UNBUNDLING = frozenset({"59", "XE", "XP", "XS", "XU"})


@feature(says="Units billed: {value:g}.", field="/lines/{line}/units")
def units(line: ServiceLine) -> float:
    """Units of service. Source: SV104, SV205, SV306."""
    return float(line.units)


@feature(says="Modifiers on the line: {value:.0f}. | The line has no modifier.", field="/lines/{line}/modifiers")
def modifiers(line: ServiceLine) -> float:
    """Modifiers of the line (count). Source: SV101-3 to -6."""
    return float(len(line.modifiers))


@feature(says="The line has modifier 25. | The line lacks modifier 25.", field="/lines/{line}/modifiers")
def has_modifier_25(line: ServiceLine) -> float:
    """Whether modifier 25 (separate evaluation on the day of a procedure) is present."""
    return float("25" in line.modifiers)


@feature(
    says="The line has modifier 59 or an X modifier. | The line has neither modifier 59 nor an X modifier.",
    field="/lines/{line}/modifiers",
)
def has_unbundling_modifier(line: ServiceLine) -> float:
    """Whether modifier 59, XE, XP, XS or XU (distinct service) is present."""
    return float(not UNBUNDLING.isdisjoint(line.modifiers))


@feature(says="The line names a side. | The line names no side.", field="/lines/{line}/modifiers")
def has_side(line: ServiceLine) -> float:
    """Whether modifier LT, RT or 50 (side, both sides) is present."""
    return float(not BILATERAL_AND_SIDES.isdisjoint(line.modifiers))


@feature(
    says="An authorization number is given. | No authorization number is given.",
    field="/lines/{line}/prior_authorization",
)
def has_authorization(claim: Claim, line: ServiceLine) -> float:
    """Whether an authorization number is given, on the line or the claim. Source: REF G1."""
    return float(bool(line.prior_authorization or claim.prior_authorization))


@feature(
    says="Diagnoses that the line points to: {value:.0f}. | The line points to no diagnosis.",
    field="/lines/{line}/diagnosis_pointers",
)
def pointed_diagnoses(line: ServiceLine) -> float:
    """Diagnoses that the line points to (count). Source: SV107."""
    return float(len(line.diagnosis_pointers))


@feature(
    says="The line points to the first diagnosis. | The line does not point to the first diagnosis.",
    field="/lines/{line}/diagnosis_pointers",
)
def points_to_principal(line: ServiceLine) -> float:
    """Whether the line points to the first diagnosis of the claim."""
    return float(1 in line.diagnosis_pointers)


@feature(says="It is line {value:.0f} of the claim.", field="/lines/{line}/number")
def line_position(line: ServiceLine) -> float:
    """The line's number. Source: LX01."""
    return float(line.number)


@feature(says="Lines of the claim that bill this procedure: {value:.0f}.", field="/lines/{line}/procedure")
def same_procedure_lines(claim: Claim, line: ServiceLine) -> float:
    """Lines of the claim with this line's procedure, itself included (count)."""
    procedure = line.procedure
    return float(sum(other.procedure == procedure for other in claim.lines))


@feature(says="Lines of the claim that are alike, this one included: {value:.0f}.", field="/lines/{line}/procedure")
def repeated_lines(claim: Claim, line: ServiceLine) -> float:
    """Lines of the claim with the same procedure, modifiers and day, itself included (count)."""
    what = (line.procedure, line.modifiers, line.service_date)
    return float(sum((other.procedure, other.modifiers, other.service_date) == what for other in claim.lines))


@feature(says="A drug code (NDC) is given. | No drug code (NDC) is given.", field="/lines/{line}/ndc")
def has_drug(line: ServiceLine) -> float:
    """Whether a National Drug Code is given. Source: loop 2410."""
    return float(line.ndc is not None)


@feature(says="The place of service is {value:02.0f}.", field="/place_of_service")
def place(claim: Claim, line: ServiceLine) -> float:
    """Place of service as a number, the line's own or the claim's. Missing where it is none."""
    code = claim.place_of(line)
    return float(code) if code.isdecimal() else MISSING


@feature(
    says="The procedure code is of kind {value:.0f} (1 Level I, 2 Level II, 3 dental).", field="/lines/{line}/procedure"
)
def procedure_kind(line: ServiceLine) -> float:
    """1 for five digits or four and a letter, 2 for a letter and four digits, 3 for dental. Missing without a code."""
    code = line.procedure
    if not code:
        return MISSING
    if code[0].isdigit():
        return 1.0
    return 3.0 if code[0] == "D" else 2.0
