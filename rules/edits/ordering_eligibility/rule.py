"""Who ordered each line, and who certified home health or hospice care, against Medicare's list."""

from datetime import date

from claims.claim import Claim, ServiceLine
from rules.bills import kind_of
from rules.context import Context
from rules.problem import NOT_APPLICABLE, Problem, Said, Values
from rules.reference.coverage import ORDERERS

NPI = 10
READING, SCREENING = "26", ("77063", "77067")
"""Who only reads an image or a slide needs no order, nor does screening mammography (42 CFR 410.34)."""
MOBILITY = ("K08", "E1230")
EQUIPMENT = ("E", "K0", "L", "A4", "A5", "A6", "A7", "A8", "B4", "B9")
CERTIFIED = {
    "032x": ("home_health", "home health care"),
    "081x": ("hospice", "hospice care"),
    "082x": ("hospice", "hospice care"),
}
HOSPICE_SINCE = date(2024, 6, 3)
"""Since then hospice care is denied where its certifying physician is not enrolled (42 CFR 424.507(b))."""
PLACES = ("ordering_provider", "referring_provider")


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """A claim without the one who ordered is another rule's."""
    if claim.claim_type == "institutional":
        yield from _certified(claim, context)
        return
    asked: set[tuple[str, str, date]] = set()
    for at, line in enumerate(claim.lines):
        flag, service = _service(line)
        field, npi = _orderer(claim, at) if flag else ("", "")
        day = line.service_date
        if len(npi) != NPI or day is None or (npi, flag, day) in asked:
            continue
        asked.add((npi, flag, day))
        rows = context.shelf.find(ORDERERS, npi, day)
        if rows is None:
            yield context.shelf.lacks(ORDERERS)
            return
        facts = {"line": line.number or at + 1, "service": service}
        if not rows:
            yield Problem("unlisted", field, npi, facts)
        elif not any(getattr(row, flag) for row in rows):
            yield Problem("other_service", field, npi, facts, context.shelf.because(ORDERERS, npi, day, rows[0]))
    if not asked:
        yield NOT_APPLICABLE


def _service(line: ServiceLine) -> tuple[str, str]:
    code = line.procedure
    if code.startswith(MOBILITY):
        return "mobility", "power mobility devices"
    if code.startswith(EQUIPMENT):
        return "equipment", "equipment and supplies"
    is_test = "70010" <= code <= "76999" or "77046" <= code <= "77067" or "78000" <= code <= "89398"
    is_test = is_test and READING not in line.modifiers and code not in SCREENING
    return ("part_b", "tests and imaging") if is_test else ("", "")


def _orderer(claim: Claim, at: int) -> tuple[str, str]:
    """Who ordered a line: its own ordering or referring provider, else the claim's."""
    for where, of in ((f"/lines/{at}", claim.lines[at]), ("", claim)):
        for name in PLACES:
            if provider := getattr(of, name):
                return f"{where}/{name}/npi", provider.npi
    return "", ""


def _certified(claim: Claim, context: Context) -> Said:
    flag, service = CERTIFIED.get(kind_of(claim), ("", ""))
    day, by = claim.statement_from, claim.attending_provider
    if not (flag and day and by and len(by.npi) == NPI) or (flag == "hospice" and day < HOSPICE_SINCE):
        yield NOT_APPLICABLE
    elif (rows := context.shelf.find(ORDERERS, by.npi, day)) is None:
        yield context.shelf.lacks(ORDERERS)
    elif not any(getattr(row, flag) for row in rows):
        yield Problem("certifier", "/attending_provider/npi", by.npi, {"service": service})
