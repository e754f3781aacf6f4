"""SV104, SV205: no line of zero units or fewer."""

from claims.claim import Claim
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

WITHOUT_UNITS = ("0001", "0022", "0023", "0024")
"""The total line of the paper form, and lines that carry a payment group in place of a service."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Hospital lines are asked where they bill a procedure; units that could not be read are not zero."""
    for at, line in enumerate(claim.lines):
        if (not line.units or line.units.is_signed()) and line.revenue_code not in WITHOUT_UNITS:
            if claim.claim_type == "institutional" and not line.procedure:
                yield NOT_APPLICABLE
            elif any(fault.element in ("SV104", "SV205") for fault in context.faults):
                yield NoData("units of a line could not be read")
            else:
                yield Problem("negative" if line.units else "none", f"/lines/{at}/units", f"{line.units:f}")
