"""What of a result is kept for the printed table and for CSV: one row a claim."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import msgspec

from claims.claim import Claim
from claims.field import belongs
from cli.location import spoken
from rules.finding import Finding, Severity
from rules.problem import file_of
from rules.ruleset import FAILED
from serving.score import Score, Verdict
from serving.verdict import chance


class Told(msgspec.Struct, frozen=True, gc=False):
    """One finding, as a biller reads it."""

    severity: Severity
    where: str
    """Line and box, unless the message says it."""
    why: str
    """What is wrong."""
    fix: str
    """What to change."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One claim of the worklist. The columns of the CSV are these, in this order."""

    verdict: Verdict
    """``fix``, ``review`` or ``ready``."""
    claim_id: str
    """Patient control number."""
    payer: str
    """The payer's name, else its id."""
    service_date: str
    """First day of service, ISO 8601."""
    charge: Decimal
    """Dollars billed."""
    denial_probability: float | None
    """The probability that a line is refused; empty for ``check``."""
    dollars_at_risk: Decimal | None
    """Dollars that refusals are expected to cost; empty for ``check``."""
    where: str
    """Line and box of the main fault or reason."""
    why: str
    """The main fault, else the main reason, else nothing."""
    fix: str
    """What to change."""
    more: int
    """How many further errors there are."""
    not_checked: int
    """How many rules apply and could not be answered for want of a payer file or a code list."""
    file: str
    """The file that the claim stood in."""
    segment: int
    """Which segment of the file its CLM is; for JSON, the line."""
    failed: int = 0
    """How many rules failed themselves, a fault of the program; they are among those not checked."""
    expected_amount: Decimal | None = None
    """The expected first payment in dollars, refusals included; empty for ``check``."""
    expected_date: str = ""
    """The day of the first answer, ISO 8601: as likely before as after; empty for ``check``."""


class Listed(Row, frozen=True, gc=False):
    """The same on the printed worklist, which lists every error and warning."""

    findings: tuple[Told, ...] = ()
    """Those errors and warnings, in their order; what is for information alone is told by ``explain`` and JSON."""
    lists: tuple[str, ...] = ()
    """Code lists that were wanted and are not at hand, by the names that ``cleanclaim reference`` knows."""
    payers: tuple[str, ...] = ()
    """Payers of which lists or limits were wanted and are not at hand: files of theirs, else their ids."""


COLUMNS = Row.__struct_fields__


def told(finding: Finding) -> Told:
    """A finding, with its place in words."""
    where = spoken(finding.field, finding.form_box, finding.x12)
    if finding.message.startswith("Line "):  # it says which line, once is enough
        rest = where.partition(", ")[2] if where.startswith("Line ") else where
        where = rest[:1].upper() + rest[1:]
    if where and f"{where}:" in finding.message:  # nor the place
        where = ""
    return Told(finding.severity, where, finding.message, finding.fix)


def listed_of(score: Score, claim: Claim) -> Listed:
    """The row of one result, with all that the worklist prints."""
    findings = tuple([told(finding) for finding in score.findings if finding.severity != "info"])
    references = {one.reference for one in score.not_checked}
    lists = tuple(sorted(one.partition(":")[0] for one in references if ": " in one))
    files = tuple(sorted(one for one in references if one.startswith("payers/")))
    payers = (*files, claim.payer.id or claim.payer.name) if file_of("") in references else files
    return Listed(**msgspec.structs.asdict(row_of(score, claim)), findings=findings, lists=lists, payers=payers)


def row_of(score: Score, claim: Claim) -> Row:
    """The row of one result."""
    day = claim.first_service_date
    where = why = fix = ""
    errors = [finding for finding in score.findings if finding.severity == "error"]
    warnings = [finding for finding in score.findings if finding.severity == "warning"]
    if errors or (warnings and not score.reasons):
        main = told((errors or warnings)[0])
        where, why, fix = main.where, main.why, main.fix
    elif score.reasons and score.verdict != "ready":
        reason = score.reasons[0]
        place = belongs(reason.field, claim)
        where, why = spoken(reason.field, place.form_box, place.x12), reason.text
        fix = _advice(score)
    return Row(
        verdict=score.verdict,
        claim_id=score.claim_id,
        payer=claim.payer.name or claim.payer.id,
        service_date=day.isoformat() if day else "",
        charge=claim.total_charge,
        denial_probability=score.denial_probability,
        dollars_at_risk=score.dollars_at_risk,
        expected_amount=score.expected_payment.amount if score.expected_payment else None,
        expected_date=score.expected_payment.date.isoformat() if score.expected_payment else "",
        where=where,
        why=why,
        fix=fix,
        more=max(0, len(errors) - 1),
        not_checked=sum(item.rule.count(",") + 1 for item in score.not_checked),
        file=score.file,
        segment=score.position.segment,
        failed=sum(item.reason.startswith(FAILED) for item in score.not_checked),
    )


def _advice(score: Score) -> str:
    """The best change that was found, and the chance of refusal after it."""
    if not score.suggestions:
        return ""
    best = score.suggestions[0]
    after = "" if best.denial_probability_after is None else f" Then: {chance(best.denial_probability_after)}."
    return f"{best.text}{after}"


def csv_line(values: tuple[object, ...]) -> bytes:
    """One line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(value) for value in values])
    return line.getvalue().encode()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
