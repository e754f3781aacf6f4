"""What a 277CA says of one claim: enough for the segments, and no more of the patient than they carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec
from msgspec import Struct

from claims.claim import Claim, Provider, ServiceLine
from claims.fault import Fault
from claims.origin import Origin, Sourced
from claims.x12.interchange import Delimiters
from rules.finding import Finding
from serving.score import Score
from serving.x12_out.statuses import Status, status_of

LINE = re.compile(r"/lines/(\d+)")

IN_ONE = 3
"""Statuses that an STC holds."""

MOST = 15
"""Statuses that are told of a claim; a claim with more faults has enough to mend."""

MOST_LINES = 10
"""Service lines whose faults are told in words; of further ones the numbers are."""

UNREADABLE = Status("A3", "481")
"""The claim's form is not that of a claim."""

LINES_ARE_WRONG = Status("A7", "247")
"""The claim is rejected for what stands at its service lines."""


class Note(Struct, frozen=True, array_like=True):
    """One STC of a rejected claim."""

    statuses: tuple[Status, ...]
    text: str
    """STC12."""


class ToldLine(Struct, frozen=True, array_like=True):
    """A service line for which the claim is rejected (loop 2220D)."""

    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    revenue_code: str
    charge: Decimal
    control_number: str
    first: date | None
    last: date | None
    statuses: tuple[Status, ...]
    """Of one STC, which has no text here: that stands with the claim."""


class Submitted(Struct, frozen=True, array_like=True):
    """The transaction that a claim came in."""

    file: str
    transaction: int
    delimiters: Delimiters | None
    batch: str
    """BHT03."""
    submitter_id: str
    """NM109 of loop 1000A."""
    submitter: tuple[str, str]
    """NM103 and NM104 of loop 1000A."""


class Told(Struct, frozen=True, array_like=True):
    """A claim as it is acknowledged."""

    submitted: Submitted
    provider: tuple[str, str]
    """NM103 and NM104 of the billing provider."""
    provider_id: tuple[str, str]
    """NM108 and NM109."""
    patient: tuple[str, str]
    member_id: str
    claim_id: str
    charge: Decimal
    first: date | None
    last: date | None
    type_of_bill: str
    clearinghouse_number: str
    """REF D9."""
    notes: tuple[Note, ...]
    """Why it is rejected; none where it is accepted."""
    lines: tuple[ToldLine, ...]


def told(score: Score, sourced: Sourced) -> Told:
    """What to say of a claim: rejected where its verdict is ``fix``, else accepted, for all warnings and reviews."""
    claim, origin = sourced.claim, sourced.origin
    errors = [finding for finding in score.findings if finding.severity == "error"] if score.verdict == "fix" else []
    notes, lines = _apart(errors, claim)
    first, last = _days(claim)
    return Told(
        submitted=_submitted(origin, claim),
        provider=(claim.billing_provider.name, claim.billing_provider.first_name),
        provider_id=_identifier(claim.billing_provider),
        patient=(claim.patient.last_name, claim.patient.first_name),
        member_id=claim.subscriber.member_id,
        claim_id=claim.claim_id,
        charge=claim.total_charge,
        first=first,
        last=last,
        type_of_bill=claim.type_of_bill.removeprefix("0"),
        clearinghouse_number=_clearinghouse_number(origin),
        notes=notes,
        lines=lines,
    )


def refused(fault: Fault, day: date, beside: Told | None = None) -> Told:
    """What to say of a claim that could not be read: rejected, by its number where that was read.

    Of what the guide wants beside it nothing is known: it stands with UNKNOWN, a charge of zero and this day.

    Args:
        fault: why.
        day: today.
        beside: the claim before it, which came in the same transaction perhaps.
    """
    if beside is None or beside.submitted.transaction != fault.transaction:
        beside = None
    submitted = beside.submitted if beside else Submitted(fault.file, fault.transaction, None, "", "", ("", ""))
    provider, provider_id = (beside.provider, beside.provider_id) if beside else (("", ""), ("SV", ""))
    note = Note((UNREADABLE,), str(msgspec.structs.replace(fault, file="")).lstrip(", "))
    return Told(
        submitted, provider, provider_id, ("", ""), "", fault.claim_id, Decimal(0), day, day, "", "", (note,), ()
    )


def _apart(errors: Sequence[Finding], claim: Claim) -> tuple[tuple[Note, ...], tuple[ToldLine, ...]]:
    """What is wrong with the claim as a whole, and what with its lines."""
    whole: list[Finding] = []
    of_lines: dict[int, list[Finding]] = {}
    for finding in errors:
        found = LINE.match(finding.field)
        at = int(found[1]) if found else -1
        if 0 <= at < len(claim.lines) and (claim.lines[at].procedure or claim.lines[at].revenue_code):
            of_lines.setdefault(at, []).append(finding)
        else:
            whole.append(finding)
    spoken = [(f"Line {claim.lines[at].number or at + 1}", of_lines[at]) for at in sorted(of_lines)]
    notes = _notes(whole) + tuple(
        Note((LINES_ARE_WRONG,), f"{line}, {_text(found[0])}") for line, found in spoken[:MOST_LINES]
    )
    if more := spoken[MOST_LINES:]:
        notes += (Note((LINES_ARE_WRONG,), ", ".join(line for line, _ in more)),)
    return notes, tuple(_line(claim, at, of_lines[at]) for at in sorted(of_lines))


def _notes(findings: Sequence[Finding]) -> tuple[Note, ...]:
    """Findings by statuses, three to a note; the text is that of the note's first."""
    by_status: dict[Status, Finding] = {}
    for finding in findings:
        by_status.setdefault(status_of(finding), finding)
    statuses = list(by_status)[:MOST]
    return tuple(
        Note(tuple(statuses[at : at + IN_ONE]), _text(by_status[statuses[at]]))
        for at in range(0, len(statuses), IN_ONE)
    )


def _text(finding: Finding) -> str:
    """Which rule, where, and what to do; not the message, which may quote the claim."""
    return " ".join(filter(None, [finding.rule, finding.x12 and f"({finding.x12})", finding.fix]))


def _line(claim: Claim, at: int, findings: Sequence[Finding]) -> ToldLine:
    line = claim.lines[at]
    qualifier = line.procedure_qualifier or ("AD" if claim.claim_type == "dental" else "HC")
    return ToldLine(
        qualifier if line.procedure else "NU",
        line.procedure or line.revenue_code,
        line.modifiers,
        line.revenue_code if line.procedure else "",
        line.charge,
        line.control_number,
        line.service_date,
        line.service_date_end or line.service_date,
        tuple(dict.fromkeys(map(status_of, findings)))[:IN_ONE],
    )


def _days(claim: Claim) -> tuple[date | None, date | None]:
    """First and last day of service: of the statement, else of the lines."""
    if claim.statement_from:
        return claim.statement_from, claim.statement_through or claim.statement_from
    days = [day for line in claim.lines for day in _days_of(line)]
    return min(days, default=None), max(days, default=None)


def _days_of(line: ServiceLine) -> list[date]:
    return [day for day in (line.service_date, line.service_date_end) if day]


def _identifier(provider: Provider) -> tuple[str, str]:
    if provider.npi:
        return "XX", provider.npi
    return ("FI", provider.tax_id) if provider.tax_id else ("SV", "")


def _submitted(origin: Origin, claim: Claim) -> Submitted:
    """The head of the transaction, BHT and NM1 41; a claim that came otherwise was sent by who bills."""
    batch, name, identifier = "", (claim.billing_provider.name, claim.billing_provider.first_name), ""
    if origin.delimiters and origin.passages and origin.passages[0].level == "ST":
        for segment in origin.passages[0].text.split(origin.delimiters.terminator):
            elements = [*(part.strip() for part in segment.split(origin.delimiters.element)), *[""] * 9]
            if elements[0] == "BHT":
                batch = elements[3]
            elif elements[:2] == ["NM1", "41"]:
                name, identifier = (elements[3], elements[4]), elements[9]
    provider = claim.billing_provider
    identifier = identifier or provider.tax_id or provider.npi
    return Submitted(origin.file, origin.transaction, origin.delimiters, batch, identifier, name)


def _clearinghouse_number(origin: Origin) -> str:
    if not origin.delimiters or not origin.passages:
        return ""
    own, mark = origin.passages[-1].text, origin.delimiters.element
    _, found, rest = own.partition(f"{origin.delimiters.terminator}REF{mark}D9{mark}")
    return rest.split(origin.delimiters.terminator, 1)[0].split(mark, 1)[0].strip() if found else ""
