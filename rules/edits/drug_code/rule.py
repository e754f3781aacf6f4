"""Loop 2410: the National Drug Code of a line, its quantity and its unit."""

from claims.claim import Claim, Drug
from rules.bills import is_inpatient
from rules.context import Context
from rules.problem import NOT_APPLICABLE, NoData, Problem, Said, Values

UNITS = ("F2", "GR", "ME", "ML", "UN")
DIGITS = 11


def check(claim: Claim, context: Context, values: Values) -> Said:
    """States may exempt a drug: that a code is missing is no certain fault."""
    medicaid = values.kind == "medicaid" and not is_inpatient(claim)
    asked = False
    for at, line in enumerate(claim.lines):
        if line.ndc is not None:
            asked = True
            yield from _written(f"/lines/{at}/ndc", line.ndc, context)
        elif medicaid and _is_drug(line.procedure):
            asked = True
            yield Problem("missing", f"/lines/{at}/ndc", line.procedure)
    if not asked:
        yield NOT_APPLICABLE


def _is_drug(code: str) -> bool:
    """Whether a code is a drug's. Hyaluronic acid for the knee is licensed as a device."""
    return ("J0120" <= code <= "J9999" and not "J7318" <= code <= "J7332") or "Q5101" <= code <= "Q5199"


def _written(field: str, drug: Drug, context: Context) -> Said:
    code = drug.code
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        yield Problem("form", f"{field}/code", code)
    elif code == code[0] * DIGITS:
        yield Problem("placeholder", f"{field}/code", code)
    if drug.quantity is None and any(fault.element == "CTP04" for fault in context.faults):
        yield NoData("the quantity of a drug could not be read")
    elif not drug.quantity or drug.quantity < 0:
        yield Problem("quantity", f"{field}/quantity", "" if drug.quantity is None else f"{drug.quantity:f}")
    elif drug.unit not in UNITS:
        yield Problem("unit" if drug.unit else "unit_missing", f"{field}/unit", drug.unit)
