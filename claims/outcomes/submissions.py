"""Which of several submissions under one control number an answer belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from claims.claim import Claim
from claims.outcomes.answered import Answer
from claims.outcomes.lines import answered_service


class Submission:
    """One claim that was sent, and the answers found for it so far."""

    __slots__ = ("answers", "claim", "control_numbers", "position", "services", "turn")

    def __init__(self, position: int, claim: Claim) -> None:
        self.position = position
        """Of the claim in the caller's list."""
        self.turn = 0
        """Which of the submissions under this number it is, by day."""
        self.claim = claim
        self.answers: list[Answer] = []
        self.services = {(line.procedure or line.revenue_code, line.service_date) for line in claim.lines}
        self.services.update((code, None) for code, _ in list(self.services))
        self.control_numbers = {line.control_number for line in claim.lines if line.control_number}


class Evidence(Struct, frozen=True, order=True, gc=False):
    """How well a submission fits an answer; compared field by field, the most telling first."""

    same_answer: bool
    """The payer's control number (CLP07) is that of an answer that already belongs to the submission."""
    payee: int
    """1 the same billing provider, 0 not known, -1 another one."""
    charge: bool
    services: int
    """How many of the answered services were sent."""
    payer: int
    reference: bool
    """The submission replaces the claim that the answer names as its original."""
    after_receipt: bool
    """The payer says that it received the claim, and not before it was sent."""
    sent: int
    """The day of submission, where the receipt tells which: the latest before it fits best."""
    open: bool
    """Not answered yet."""
    turn: int
    """The earlier submission; the later one where the answer refuses a copy."""


def choose(answer: Answer, submissions: Sequence[Submission]) -> tuple[Submission | None, str]:
    """The submission that an answer belongs to, or ``None`` and the reason why it belongs to none."""
    if len(submissions) == 1:
        reason = _excluded(answer, submissions[0])
        return (None, reason) if reason else (submissions[0], "")
    reasons = [_excluded(answer, submission) for submission in submissions]
    fitting = [submission for submission, reason in zip(submissions, reasons, strict=True) if not reason]
    if not fitting:
        return None, reasons[-1]
    return max(fitting, key=lambda submission: _evidence(answer, submission)), ""


def _excluded(answer: Answer, submission: Submission) -> str:
    """Why an answer cannot belong to a submission; empty where it can."""
    claim, paid = submission.claim, answer.claim
    sent = claim.submission_date
    if sent and answer.answered and answer.answered < sent:
        return "answered before a claim of this number was sent"
    if paid.frequency_code and paid.frequency_code != claim.frequency_code:
        return "no claim of this number was sent with this frequency code"
    same_charge = abs(paid.charge) == claim.total_charge
    member = _same(paid.member_id, claim.subscriber.member_id)
    if _same(answer.payee_npi, claim.billing_provider.npi) < 0 and member < 0:
        return "the claim of this number was sent for another provider and patient"
    if paid.lines and _shared(answer, submission):
        return ""
    if (same_charge or member > 0) if not paid.lines else (same_charge and member > 0):
        return ""
    return "the claim of this number that was sent is for other services"


def _shared(answer: Answer, submission: Submission) -> int:
    services = submission.services
    found = 0
    for line in answer.claim.lines:
        if line.control_number in submission.control_numbers:
            found += 1
        else:
            code, _, _, day = answered_service(line)
            found += (code, day or answer.claim.statement_from) in services
    return found


def _evidence(answer: Answer, submission: Submission) -> Evidence:
    claim, paid = submission.claim, answer.claim
    sent = claim.submission_date
    received = paid.received
    fits = bool(sent and received and sent <= received)
    return Evidence(
        same_answer=bool(paid.payer_control_number)
        and any(earlier.claim.payer_control_number == paid.payer_control_number for earlier in submission.answers),
        payee=_same(answer.payee_npi, claim.billing_provider.npi),
        charge=abs(paid.charge) == claim.total_charge,
        services=_shared(answer, submission),
        payer=max(_same(answer.payer_id, claim.payer.id), _same(answer.payer_name.upper(), claim.payer.name.upper())),
        reference=bool(paid.original_reference) and paid.original_reference == claim.original_reference,
        after_receipt=fits,
        sent=sent.toordinal() if fits and sent else 0,
        open=not submission.answers,
        turn=submission.turn if answer.refuses_a_copy else -submission.turn,
    )


def _same(one: str, other: str) -> int:
    if not one or not other:
        return 0
    return 1 if one == other else -1
