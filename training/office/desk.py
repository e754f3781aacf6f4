"""The office at work: visits become claims, claims get answers, and answers lead to further claims."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replace_submission
from datetime import date, timedelta

from msgspec.structs import replace

from claims.answer import PaidClaim
from claims.claim import Claim
from training.office import coding
from training.office.calendar import CUT_OFF, END, on_weekday
from training.office.case import Case, case_of
from training.office.clinicians import Practice
from training.office.draw import Dice
from training.office.habits import comply, slip
from training.office.hospital import HospitalVisit, institutional
from training.office.memory import Memory
from training.office.odds import Decision, Refusal, decide
from training.office.patients import Patient, another_coverage
from training.office.payers import Payer
from training.office.payment import settle
from training.office.policies import Policy
from training.office.post import Answer, around, bundled
from training.office.second import KINDS, crossed, owed, pay_rest, second_claim, shares
from training.office.visits import Visit


@dataclass(frozen=True)
class Submission:
    """One claim as it was sent."""

    claim: Claim
    practice: Practice
    patient: Patient
    corrected: bool = False
    resent: bool = False
    """The very same claim once more, because no answer came."""
    clean: Claim | None = None
    """What the claim would be without slips."""


Witness = Callable[[Submission, Case, Sequence[Policy]], None]
"""Is shown a submission as its payer sees it, before it is decided or remembered, and the payer's policies."""


@dataclass(frozen=True)
class Truth:
    """What is written down of a submission beside the files."""

    submission: Submission
    decision: Decision
    first: PaidClaim
    answered: date | None


@dataclass
class Desk:
    """The office, its payers, and all that happened."""

    dice: Dice
    payers: dict[str, Payer]
    policies: dict[str, list[Policy]]
    """By payer."""
    witness: Witness | None = None
    memory: Memory = field(default_factory=Memory)
    truths: list[Truth] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    _queue: list[tuple[date, int, Submission]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _before: dict[int, Claim] = field(default_factory=dict)
    """The latest clean claim of each patient."""

    def work(self, visits: Sequence[Visit | HospitalVisit], progress: Callable[[int], None] | None = None) -> None:
        """Send a claim for every visit, in order of sending, and whatever follows from the answers."""
        for done, visit in enumerate(
            sorted(visits, key=lambda one: (one.sent, one.practice.tag, one.patient.number)), 1
        ):
            while self._queue and self._queue[0][0] <= visit.sent:
                self.send(heapq.heappop(self._queue)[2])
            self.send(self.write(visit))
            if progress and (done % 500 == 0 or done == len(visits)):
                progress(done)
        while self._queue:
            self.send(heapq.heappop(self._queue)[2])

    def number(self, practice: Practice) -> str:
        """The next control number of a practice."""
        self._numbers[practice.tag] = self._numbers.get(practice.tag, 10_000) + 1
        return f"{practice.tag}{self._numbers[practice.tag]}"

    def write(self, visit: Visit | HospitalVisit) -> Submission:
        """The claim of a visit: coded, made to please the payer, with a slip of the pen here and there."""
        coverage = visit.patient.covered(visit.day)
        claim_id = self.number(visit.practice)
        before = self._before.get(visit.patient.number)
        if visit.again and before:
            return Submission(
                replace(before, claim_id=claim_id, submission_date=visit.sent),
                visit.practice,
                visit.patient,
                clean=before,
            )
        if isinstance(visit, Visit):
            claim = coding.professional(self.dice, visit, coverage, claim_id)
        else:
            claim = institutional(self.dice, visit, coverage, claim_id)
        case = comply(
            self.dice,
            case_of(claim, visit.patient, self.memory),
            self.policies[coverage.payer.id],
            visit.clinician.care,
        )
        slipped = slip(self.dice, case, visit.practice, visit.clinician.care, seen_here=visit.seen_here)
        self._before[visit.patient.number] = slipped.claim
        return Submission(slipped.claim, visit.practice, visit.patient, clean=case.claim)

    def send(self, submission: Submission) -> None:
        """A claim goes out, and its fate is decided."""
        self.submissions.append(submission)
        claim, patient, payer = submission.claim, submission.patient, self.payers[submission.claim.payer.id]
        assert claim.submission_date is not None
        case = case_of(claim, patient, self.memory, corrected=submission.corrected)
        if self.witness:
            self.witness(submission, case, self.policies[payer.id])
        if submission.resent:
            self._refuse_copy(submission, case, payer)
            return
        second = claim.payer.responsibility == "S"
        policies = self.policies[payer.id]
        decision = decide(self.dice, case, [one for one in policies if one.kind in KINDS] if second else policies)
        answer = settle(self.dice, case, payer, decision, self.memory)
        if second:
            answer = pay_rest(answer, decision, shares(claim))
        elif payer.bundles and not decision.denied:
            answer = bundled(answer)
        if not submission.corrected:
            self.memory.add(claim, patient)
        day = None if self.dice.chance(payer.silent) else self._answer_day(payer, case, decision)
        if day and not second:
            answer = self._follow(submission, decision, answer, day)
        self.truths.append(Truth(submission, decision, answer, day))
        if day:
            posted = Answer(day, payer, submission.practice, answer)
            self.answers += [posted, *around(self.dice, posted, claim.submission_date)]
        self._resend(submission, day)

    def _resend(self, submission: Submission, answered: date | None) -> None:
        """No answer for a month: some send the same claim once more, under the same number."""
        sent = submission.claim.submission_date
        assert sent is not None
        again = on_weekday(sent + timedelta(days=35), submission.practice.weekdays[0])
        if again < CUT_OFF and (answered is None or answered > again) and self.dice.chance(0.05):
            claim = replace(submission.claim, submission_date=again)
            if not submission.corrected and claim.payer.responsibility == "P":
                self.put(replace_submission(submission, claim=claim, resent=True))

    def _refuse_copy(self, submission: Submission, case: Case, payer: Payer) -> None:
        copies = [policy for policy in self.policies[payer.id] if policy.kind == "duplicate"]
        refused = {at: [Refusal(copies[0], "18", "N522")] for at in case.charged}
        decision = Decision(1.0, refused, {})
        day = self._answer_day(payer, case, decision)
        self.answers.append(
            Answer(day, payer, submission.practice, settle(self.dice, case, payer, decision, self.memory))
        )

    def _answer_day(self, payer: Payer, case: Case, decision: Decision) -> date:
        days = payer.days * (0.6 + self.dice.exponential(0.4))
        if decision.denied:
            days = days * payer.slower + 2
        sent = case.claim.submission_date
        assert sent is not None
        return on_weekday(sent + timedelta(days=round(days)), payer.weekday)

    def _follow(self, submission: Submission, decision: Decision, answer: PaidClaim, day: date) -> PaidClaim:
        """What an answer leads to: a corrected claim, another coverage on file, a claim to the second payer."""
        if not decision.denied:
            return self._to_second(submission, answer, day)
        if submission.corrected:
            return answer
        kinds = {why[0].policy.kind for why in decision.refused.values()}
        if "eligibility" in kinds and self.dice.chance(0.7):
            payers = list(self.payers.values())
            submission.patient.coverages.append(
                another_coverage(self.dice, submission.patient, payers, day + timedelta(days=1))
            )
        elif not kinds & {"timely_filing", "duplicate", "non_covered", "frequency"} and self.dice.chance(0.45):
            self._correct(submission, answer, day)
        return answer

    def _to_second(self, submission: Submission, answer: PaidClaim, day: date) -> PaidClaim:
        claim = submission.claim
        coverage = next(
            (one for one in submission.patient.coverages if one.subscriber.member_id == claim.subscriber.member_id),
            None,
        )
        if coverage is None or coverage.second is None or not answer.lines or owed(answer) == 0:
            return answer
        if self.dice.chance(0.5):
            passed = replace(answer, status="19")
            later = on_weekday(day + timedelta(days=self.dice.whole(5, 20)), coverage.second.weekday)
            other = crossed(self.dice, answer, coverage.second, coverage.second_member)
            self.answers.append(Answer(later, coverage.second, submission.practice, other))
            return passed
        sent = on_weekday(day + timedelta(days=self.dice.whole(3, 15)), submission.practice.weekdays[0])
        if sent < END and self.dice.chance(0.7):
            number = self.number(submission.practice)
            told = self.dice.chance(0.95)
            claim = second_claim(claim, answer, coverage, number, answered=day, sent=sent, told=told)
            self.put(Submission(claim, submission.practice, submission.patient))
        return answer

    def _correct(self, submission: Submission, answer: PaidClaim, day: date) -> None:
        sent = on_weekday(day + timedelta(days=self.dice.whole(4, 35)), submission.practice.weekdays[0])
        clean = submission.clean
        if sent >= END or clean is None:
            return
        payer = self.payers[clean.payer.id]
        better = comply(self.dice, case_of(clean, submission.patient, self.memory), self.policies[payer.id], 0.97).claim
        keeps = int(submission.practice.provider.npi) % 2 == 0 and payer.product != "medicare"
        reference = answer.payer_control_number if self.dice.chance(0.94) else ""
        corrected = replace(
            better,
            claim_id=clean.claim_id if keeps else self.number(submission.practice),
            submission_date=sent,
            frequency_code="1" if payer.product == "medicare" else "7",
            type_of_bill=better.type_of_bill
            and better.type_of_bill[:3] + ("1" if payer.product == "medicare" else "7"),
            original_reference="" if payer.product == "medicare" else reference,
        )
        self.put(Submission(corrected, submission.practice, submission.patient, corrected=True))

    def put(self, submission: Submission) -> None:
        """Leave a claim to be sent on its day."""
        assert submission.claim.submission_date is not None
        heapq.heappush(
            self._queue,
            (submission.claim.submission_date, len(self.submissions) * 1_000 + len(self._queue), submission),
        )
