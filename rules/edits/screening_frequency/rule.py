"""Preventive services of Medicare against the patient's earlier ones that went out from here."""

from datetime import date

from claims.claim import Claim
from rules.context import Context
from rules.period import earlier
from rules.problem import NO_INDEX, NoData, Problem, Said, Values

ONCE = {"G0438": ("G0438",), "G0402": ("G0402", "G0438")}
"""First wellness visit and welcome visit (42 CFR 410.15, 410.16): the welcome visit comes before any wellness visit."""
WELLNESS, OCCULT, MAMMOGRAM = ("G0438", "G0439"), ("G0328", "82270"), ("77067",)
COLON = ("G0105", "G0121")
SPANS = {
    "G0439": (WELLNESS, 11), "77067": (MAMMOGRAM, 11), "77063": (("77063",), 11), "G0102": (("G0102",), 11),
    "G0103": (("G0103",), 11), "G0328": (OCCULT, 11), "82270": (OCCULT, 11), "G0442": (("G0442",), 11),
    "G0444": (("G0444",), 11), "G0446": (("G0446",), 11), "71271": (("71271",), 11), "77080": (("77080",), 23),
    "80061": (("80061",), 59), "G0104": (("G0104",), 47), "G0105": (COLON, 23), "G0121": (COLON, 119),
    "G0101": (("G0101",), 23), "Q0091": (("Q0091",), 23),
}  # fmt: skip
"""Which earlier services count, and how many full months must have passed after the month of the last."""
UNLESS_HIGH_RISK = ("G0101", "Q0091", "77080", "80061")
"""Due sooner, or as a diagnostic test at any time, with the right diagnosis (42 CFR 410.31, 410.56)."""
SCREENING = {"80061": "Z13"}
"""A lipid panel is a screening with a screening diagnosis alone (42 CFR 410.17)."""

DENIAL_EXPECTED = frozenset(("GA", "GX", "GY"))


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """Lines with GA or GY expect the denial."""
    for at, line in enumerate(claim.lines):
        code, day = line.procedure, line.service_date
        if (
            (code not in SPANS and code not in ONCE)
            or not DENIAL_EXPECTED.isdisjoint(line.modifiers)
            or not _screens(claim, at)
        ):
            continue
        if context.sent is None:
            yield NO_INDEX
            return
        if day is None:
            yield NoData("the line carries no date of service")
            continue
        counting, months = (ONCE[code], 0) if code in ONCE else SPANS[code]
        days = context.sent.days_of_service(claim, counting, date.min, earlier(day), context.today)
        if not days:
            continue
        last, field = max(days), f"/lines/{at}/procedure"
        due = _after(last, months)
        if code in ONCE:
            yield Problem("once", field, code, {"last": last})
        elif day < due:
            kind = "soon_unless_high_risk" if code in UNLESS_HIGH_RISK else "soon"
            yield Problem(kind, field, code, {"last": last, "due": due})


def _screens(claim: Claim, at: int) -> bool:
    line = claim.lines[at]
    needed = SCREENING.get(line.procedure, "")
    return not needed or any(code.startswith(needed) for code in claim.pointed_diagnoses(line))


def _after(last: date, months: int) -> date:
    """The first day after so many full months have passed, which begin after the month of the last service."""
    count = last.year * 12 + last.month + months
    return date(min(count // 12, date.max.year), count % 12 + 1, 1)
