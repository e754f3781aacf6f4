"""Principal, other and external cause diagnoses of a stay state whether they were there at admission (HI01-9)."""

from claims.claim import Claim, Diagnosis
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.lists import POA_EXEMPT

INDICATORS = ("Y", "N", "U", "W")
REPORTED = ("ABK", "ABF", "ABN", "BK", "BF", "BN")
MEDICARE, GENERAL = "MA", "282N00000X"
NOT_ACUTE = ("282NC", "282E", "283Q", "283X", "273R", "273Y", "282J", "2843")
"""Taxonomy of hospitals that need not report: critical access, children's, long-term, psychiatric, rehabilitation."""
PERHAPS_EXEMPT = ("B9", "E64", "E68", "G09", "I252", "I69", "O09", "O665", "O80", "O94", "P", "Q", *"UVWXYZ")
"""Beginnings among which all exempt codes lie, but for later encounters with injuries and fractures."""
LATER_ENCOUNTER, SEVENTH = ("M", "S", "T"), 6
FIRST_ENCOUNTER = ("A", "B", "C")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Without the list of exempt codes only those are told that no list ever held."""
    taxonomy = claim.billing_provider.taxonomy
    if taxonomy.startswith(NOT_ACUTE):
        yield NOT_APPLICABLE
        return
    told = any(one.present_on_admission for one in claim.diagnoses if one.qualifier in REPORTED)
    certain = claim.payer.filing_indicator == MEDICARE and taxonomy == GENERAL
    kind = "missing" if certain else "perhaps_missing" if told else "never_said"
    unknown = False
    for at, diagnosis in enumerate(claim.diagnoses):
        if diagnosis.qualifier not in REPORTED:
            continue
        field, indicator = f"/diagnoses/{at}/present_on_admission", diagnosis.present_on_admission
        if indicator and indicator not in INDICATORS:
            yield Problem("wrong", field, indicator, {"code": diagnosis.code})
        elif not indicator:
            exempt = _is_exempt(diagnosis, claim, context)
            unknown = unknown or exempt is None
            if exempt is False:
                yield Problem(kind, field, diagnosis.code)
                if kind == "never_said":
                    return
    if unknown:
        yield context.shelf.lacks(POA_EXEMPT)


def _is_exempt(diagnosis: Diagnosis, claim: Claim, context: Context) -> bool | None:
    """``None`` is no data."""
    code = diagnosis.code
    day = claim.statement_through or context.today
    listed = context.shelf.find(POA_EXEMPT, code, day)
    if listed is not None:
        return any((not row.start or row.start <= day) and (not row.end or day <= row.end) for row in listed)
    later = code.startswith(LATER_ENCOUNTER) and code[SEVENTH:] not in ("", *FIRST_ENCOUNTER)
    return None if later or code.startswith(PERHAPS_EXEMPT) else False
