"""The identifiers without which no front end takes a claim in."""

from collections.abc import Iterator

from claims.claim import Claim
from claims.field import belongs
from rules.context import Context
from rules.problem import NoData, Problem, Said, Values

WITHOUT_MEMBERS = ("WC", "AM", "LM")
"""Filing indicators of workers' compensation, automobile and liability: the insured is no member."""
MEDICAID = "MC"
"""Medicaid pays atypical providers, who have no NPI (45 CFR 162.410 asks it of covered providers alone)."""


def check(claim: Claim, context: Context, _values: Values) -> Said:
    """What stands in the file and could not be read is not missing: another rule tells of it."""
    unread = {f"{fault.loop} {fault.element}" for fault in context.faults}
    for kind, field in _missing(claim):
        if unread and belongs(field, claim).x12 in unread:
            yield NoData("a field could not be read")
        else:
            yield Problem(kind, field)


def _missing(claim: Claim) -> Iterator[tuple[str, str]]:
    insurer = claim.payer.filing_indicator
    unknown = claim.patient.birth_date is None and not claim.patient.sex  # subscriber-demographics tells of both
    wanted = (
        ("claim_id", "/claim_id", claim.claim_id),
        ("billing_npi", "/billing_provider/npi", claim.billing_provider.npi or insurer == MEDICAID),
        ("tax_id", "/billing_provider/tax_id", claim.billing_provider.tax_id),
        ("payer_id", "/payer/id", claim.payer.id),
        ("member_id", "/subscriber/member_id", claim.subscriber.member_id or insurer in WITHOUT_MEMBERS),
        ("birth_date", "/patient/birth_date", claim.patient.birth_date or unknown),
        ("sex", "/patient/sex", claim.patient.sex in ("F", "M", "U") or unknown),
        ("lines", "/lines", claim.lines),
    )
    for kind, field, value in wanted:
        if not value:
            yield kind, field
    hospital = claim.claim_type == "institutional"
    for at, line in enumerate(claim.lines):
        if hospital and not line.revenue_code:
            yield "revenue_code", f"/lines/{at}/revenue_code"
        if not hospital and not line.procedure:
            yield "procedure", f"/lines/{at}/procedure"
        if claim.claim_type == "professional" and line.service_date is None:
            yield "service_date", f"/lines/{at}/service_date"
