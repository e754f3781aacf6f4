"""The type of bill: facility, classification and frequency."""

import re

from claims.claim import Claim
from rules.context import Context
from rules.problem import Problem, Said, Values
from rules.reference import lookup
from rules.reference.lists import BILL_TYPES

FORM = re.compile("0[1-8][1-9][0-9A-Z]")
FREQUENCY = re.compile("[0-57-9A-KMOPQ]")
"""6 is kept free, X to Z are for encounters that are not billed, the other letters stand for nothing."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """By its form, and by the list where the user loaded one: a bill that it does not know is none."""
    sent = claim.type_of_bill
    if not sent:
        yield Problem("missing", "/type_of_bill")
        return
    if not FORM.fullmatch(sent):
        yield Problem("form", "/type_of_bill", sent)
        return
    if not FREQUENCY.fullmatch(sent[3]):
        yield Problem("frequency", "/type_of_bill", sent, {"frequency": sent[3]})
    elif claim.frequency_code and claim.frequency_code != sent[3]:
        yield Problem("contradicted", "/frequency_code", claim.frequency_code, {"digit": sent[3]})
    day = claim.statement_through or claim.last_service_date or context.today
    asked = [lookup(context.shelf, BILL_TYPES, key, day) for key in (sent, f"{sent[:3]}X", f"{sent[:3]}x", sent[1:3])]
    if all(asked) and not any(code and code.status == "valid" for code in asked):
        held = context.shelf.on(BILL_TYPES, day)
        yield Problem("unknown", "/type_of_bill", sent, {"day": day, "list": held and held.edition.title})
