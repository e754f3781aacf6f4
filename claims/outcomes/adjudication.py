"""All answers to one submission, in order, to its ``Outcome``: what was decided first, and what came later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from claims.answer import LineOutcome, Outcome
from claims.claim import ZERO, Claim
from claims.outcomes.adjudicated import adjudicated
from claims.outcomes.answered import NOT_ADJUDICATED, SECONDARY, Answer
from claims.outcomes.carc import Kind, Overrides, kind_of
from claims.outcomes.verdict import Adjudicated, KindOf, decide, is_pending


class Later(Struct, frozen=True, gc=False):
    """An answer to a submission that is not its first adjudication."""

    kind: str
    """``reversal``, ``repayment``, ``secondary``, ``pending``, ``forwarded``, ``estimate`` or ``duplicate``."""
    answered: date | None
    charge: Decimal
    paid: Decimal
    """Dollars; negative where a payment was taken back."""
    payer_control_number: str = ""


class Part(Struct, frozen=True, gc=False):
    """An answer that decides lines for the first time: position of the line sent -> what the answer says about it."""

    answer: Answer
    lines: Mapping[int, Adjudicated]
    paid: Decimal
    """Of the answer; where it repeats what was decided before, of the lines that are new in it."""


def adjudicate(
    claim: Claim, answers: Sequence[Answer], overrides: Overrides | None = None
) -> tuple[Outcome | None, list[Later], int]:
    """The outcome of a submission, its later answers, and how many answered services belong to no line that was sent.

    The outcome is ``None`` as long as nothing was decided.

    Args:
        claim: The submission.
        answers: All answers that belong to it, by day.
        overrides: Payer identifier -> CARC -> kind.
    """

    def kinds(code: str) -> Kind:
        return kind_of(code, claim.payer.id, overrides)

    parts: list[Part] = []
    copies: list[Part] = []
    later: list[Later] = []
    pending: set[int] = set()
    taken_back = False
    unplaced = 0
    for answer in answers:
        kind = _undecided(claim, answer)
        if kind is None:
            lines, none = adjudicated(claim, answer.claim)
            unplaced += none
            decided = {at: line for at, line in lines.items() if not is_pending(line, kinds)}
            part = _no_more_pending(Part(answer, decided, answer.claim.paid), parts, pending)
            pending.update(set(lines).difference(decided))
            waits = len(decided) < len(lines) and not any(line.charge for line in decided.values())
            kind = "pending" if waits else _place_of(claim, parts, part, taken_back=taken_back)
            if kind == "part":
                parts.append(part)
                continue
            if kind == "copy":
                copies.append(part)
                continue
        taken_back = taken_back or kind == "reversal"
        later.append(_later(kind, answer))
    if not parts:
        parts, copies = copies[:1], copies[1:]
    later.extend(_later("duplicate", copy.answer) for copy in copies)
    return (_outcome(claim, parts, kinds) if parts else None), later, unplaced


def _no_more_pending(part: Part, parts: Sequence[Part], pending: set[int]) -> Part:
    """Of an answer that repeats what was decided before, the lines that were pending until now, where there are any."""
    before = {at for earlier in parts for at in earlier.lines}
    new = pending.intersection(part.lines) - before
    if not new or not before.intersection(part.lines):
        return part
    lines = {at: part.lines[at] for at in new}
    return Part(part.answer, lines, sum((line.paid for line in lines.values()), ZERO))


def _place_of(claim: Claim, parts: Sequence[Part], part: Part, *, taken_back: bool) -> str:
    """Whether an adjudication is the first or a ``part`` of it, a ``repayment``, or the refusal of a ``copy``."""
    if taken_back:
        return "repayment"
    if part.answer.refuses_a_copy:
        return "copy"
    if not parts or _is_part(claim, parts, part):
        return "part"
    return "repayment"


def _undecided(claim: Claim, answer: Answer) -> str | None:
    """Why an answer decides nothing about this submission, whatever it says; ``None`` where it may."""
    status = answer.claim.status
    if status in NOT_ADJUDICATED:
        return NOT_ADJUDICATED[status]
    other = any(payer.id and payer.id == answer.payer_id for payer in claim.other_payers)
    foreign = bool(answer.payer_id and claim.payer.id and answer.payer_id != claim.payer.id)
    after_another = status in SECONDARY and answer.names_a_prior_payer
    if foreign and (other or after_another) and claim.payer.responsibility in ("", "P"):
        return "secondary"
    return None


def _is_part(claim: Claim, parts: Sequence[Part], part: Part) -> bool:
    """An answer is a further part when it decides lines that no part before has decided, within the charge sent."""
    before = {at for earlier in parts for at in earlier.lines}
    if not part.lines or before.intersection(part.lines):
        return False
    charged = sum((earlier.answer.claim.charge for earlier in parts), ZERO)
    whole = charged >= claim.total_charge  # the first answer named the whole charge, and left lines pending
    return whole or charged + part.answer.claim.charge <= claim.total_charge


def _outcome(claim: Claim, parts: Sequence[Part], kinds: KindOf) -> Outcome:
    decided = {at: line for part in parts for at, line in part.lines.items()}
    lines: tuple[LineOutcome, ...] = tuple(decide(decided[at], kinds) for at in sorted(decided))
    denied = [line for line in lines if line.denied]
    charged = {line.number for line in claim.lines if line.charge > 0}
    days = [part.answer.answered for part in parts if part.answer.answered]
    first = parts[0].answer.claim
    return Outcome(
        claim_id=claim.claim_id,
        frequency_code=claim.frequency_code,
        billing_npi=claim.billing_provider.npi,
        payer_id=claim.payer.id,
        submitted=claim.submission_date,
        answered=max(days) if days else None,
        denied=bool(denied),
        fully_denied=bool(denied) and charged <= {line.number for line in denied},
        status=first.status,
        payer_control_number=first.payer_control_number,
        charge=claim.total_charge,
        denied_charge=sum((line.charge for line in denied), ZERO),
        paid=sum((part.paid for part in parts), ZERO),
        codes=tuple(dict.fromkeys(code for line in denied for code in line.codes)),
        lines=lines,
    )


def _later(kind: str, answer: Answer) -> Later:
    paid = answer.claim
    return Later(kind, answer.answered, paid.charge, paid.paid, paid.payer_control_number)
