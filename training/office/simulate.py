"""A made-up office from a seed: its files, the truth about each claim, and what its payers want."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from claims.answer import PaidClaim, ProviderAdjustment, Remittance
from training.office.calendar import split_of
from training.office.clinicians import Practice, practices
from training.office.desk import Desk, Submission, Truth, Witness
from training.office.draw import Dice
from training.office.hospital import hospital_visits
from training.office.payers import Payer, payers
from training.office.policies import LONG_AGO, Policy
from training.office.post import Answer
from training.office.segments import Envelope
from training.office.settling import choose
from training.office.visits import professional_visits
from training.office.write835 import write835
from training.office.write837 import write837

COLUMNS = (
    "claim_id", "freq", "split", "submitted", "remit_date", "oracle_p", "denied", "fully_denied", "carcs", "payer",
    "charge", "denied_charge", "paid",
)  # fmt: skip


def simulate(
    out_dir: Path | str,
    claims: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
    *,
    changes: bool = True,
) -> None:
    """Write a made-up office into a folder.

    Args:
        out_dir: made if it is not there: ``train`` and ``test`` with ``claims`` and ``remits`` each, ``truth.csv.gz``
            (what became of every submission, and how likely that was) and ``policies.json`` (what payers want).
        claims: how many first submissions; corrected and secondary claims come on top.
        seed: another seed is another office, with other people, payers and policies.
        progress: told now and then how many first submissions are done.
        changes: whether payers change their policies while the office is looked at, as they do; without, whatever looks
            like a change is none. Clinicians still join, and wait until payers list them.

    Raises:
        ValueError: for fewer than one claim.
        FileExistsError: where the folder holds an office already, whose files would mix with the new ones.
    """
    if claims < 1:
        raise ValueError(f"an office needs claims: {claims} were asked for; ask for 1 or more")
    out = Path(out_dir)
    if any((out / name).exists() for name in ("train", "test")):
        raise FileExistsError(f"{out} holds an office already: name another folder, or remove train and test from it")
    desk = office_of(claims, seed, progress=progress, changes=changes)
    _write_claims(out, desk.submissions)
    _write_answers(out, desk.answers)
    _write_truth(out / "truth.csv.gz", desk.truths)
    _write_policies(out / "policies.json", list(desk.payers.values()), desk.policies, desk.truths)


def office_of(
    claims: int,
    seed: int,
    witness: Witness | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    changes: bool = True,
) -> Desk:
    """An office that has done all its work: the same numbers give the same office.

    ``witness`` is shown every submission at the moment at which it is decided.
    """
    people = Dice(seed, 1)
    payer_list = payers(people)
    office = practices(people, claims, tuple(payer.id for payer in payer_list))
    policies = choose(Dice(seed, 2), Dice(seed, 5), payer_list, office, claims, changes=changes)
    desk = Desk(Dice(seed, 3), {payer.id: payer for payer in payer_list}, policies, witness)
    inside = claims // 12
    visits = professional_visits(people, office[:-1], payer_list, claims - inside)
    desk.work([*visits, *hospital_visits(people, office[-1], payer_list, inside)], progress)
    return desk


def _write_claims(out: Path, submissions: Iterable[Submission]) -> None:
    def key(one: Submission) -> tuple[date, str]:
        assert one.claim.submission_date is not None
        return one.claim.submission_date, one.practice.tag

    for control, ((day, tag), several) in enumerate(groupby(sorted(submissions, key=key), key=key), 1):
        own = sorted(several, key=lambda one: one.claim.claim_type, reverse=True)
        element, component, repetition, terminator, newline = own[0].practice.style
        envelope = Envelope(
            own[0].practice.provider.tax_id,
            "CLEARINGHOUSE",
            day,
            control,
            element,
            component,
            repetition,
            terminator,
            newline,
        )
        folder = out / split_of(day) / "claims"
        folder.mkdir(parents=True, exist_ok=True)
        content = write837(
            (one.claim for one in own), envelope, batch=f"{own[0].practice.tag}{day.isocalendar().week % 10}", size=60
        )
        (folder / f"{day:%Y%m%d}-{tag}.837").write_bytes(content)


def _write_answers(out: Path, answers: Iterable[Answer]) -> None:
    def key(one: Answer) -> tuple[date, str]:
        return one.day, one.payer.id

    trace = 0
    # Money that belongs to no claim goes with the next remittance that has claims.
    waiting: dict[tuple[str, str], list[ProviderAdjustment]] = {}
    for control, ((day, payer_id), several) in enumerate(groupby(sorted(answers, key=key), key=key), 1):
        own = sorted(several, key=lambda one: one.practice.tag)
        payer = own[0].payer
        remits = []
        for tag, of_payee in groupby(own, key=lambda one: one.practice.tag):
            posted = list(of_payee)
            given = waiting.pop((payer_id, tag), []) + [one for answer in posted for one in answer.given]
            claims = tuple(one.paid for one in posted if one.paid)
            if not claims:
                waiting[payer_id, tag] = given
                continue
            trace += 1
            remits.append(_remittance(payer, posted[0].practice, claims, given, day=day, trace=trace))
        if not remits:
            continue
        folder = out / split_of(day) / "remits"
        folder.mkdir(parents=True, exist_ok=True)
        content = write835(remits, payer.address, payer.trace, Envelope(payer_id, "CLEARINGHOUSE", day, control))
        (folder / f"{day:%Y%m%d}-{payer_id}.835").write_bytes(content)


def _remittance(
    payer: Payer,
    practice: Practice,
    claims: tuple[PaidClaim, ...],
    given: list[ProviderAdjustment],
    *,
    day: date,
    trace: int,
) -> Remittance:
    paid = sum((one.paid for one in claims), Decimal(0)) - sum((one.amount for one in given), Decimal(0))
    if paid < 0:  # nobody is asked for money by a remittance: what is missing is carried forward
        year_end = date(day.year, 12, 31)
        given.append(ProviderAdjustment(practice.provider.npi, year_end, "FB", f"FB{trace:09d}", paid))
        paid = Decimal(0)
    return Remittance(
        payer=payer.named(institutional=False),
        payee=practice.provider,
        payment=paid,
        payment_date=day,
        trace_number=f"{trace:09d}",
        claims=claims,
        adjustments=tuple(given),
    )


def _row(truth: Truth) -> tuple[object, ...]:
    claim, decision = truth.submission.claim, truth.decision
    refused = sum((claim.lines[at].charge for at in decision.refused), Decimal(0))
    charged = sum(line.charge > 0 for line in claim.lines)
    codes = sorted({why[0].code for why in decision.refused.values()})
    assert claim.submission_date is not None
    values: dict[str, object] = {
        "claim_id": claim.claim_id,
        "freq": "7" if truth.submission.corrected else "1",
        "split": split_of(claim.submission_date),
        "submitted": claim.submission_date.isoformat(),
        "remit_date": truth.answered.isoformat() if truth.answered else "",
        "oracle_p": f"{decision.oracle:.6f}",
        "denied": int(decision.denied),
        "fully_denied": int(len(decision.refused) == charged),
        "carcs": " ".join(codes),
        "payer": claim.payer.id,
        "charge": claim.total_charge,
        "denied_charge": refused,
        "paid": truth.first.paid,
    }
    return tuple(values[column] for column in COLUMNS)


def _write_truth(path: Path, truths: Iterable[Truth]) -> None:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(truth) for truth in truths)
    path.write_bytes(gzip.compress(text.getvalue().encode("ascii"), mtime=0))


class _Met:
    """What an office's training files can show of one policy."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.answered: list[str] = []

    def record(self, policy: Policy) -> dict[str, object]:
        """Answered claims against it, by code; of a policy that began, also the days on which they were answered."""
        days = {"answered": sorted(self.answered)} if policy.since > LONG_AGO else {}
        return {"claims": len(self.answered), "codes": dict(sorted(self.codes.items())), **days}


def _met(truths: Iterable[Truth]) -> dict[str, _Met]:
    """By policy; codes are procedures, else revenue codes."""
    found: dict[str, _Met] = {}
    for truth in truths:
        if truth.answered is None or split_of(truth.answered) != "train":
            continue
        lines = truth.submission.claim.lines
        for name, concerned in truth.decision.against.items():
            met = found.setdefault(name, _Met())
            met.codes.update({lines[at].procedure or lines[at].revenue_code for at in concerned})
            met.answered.append(truth.answered.isoformat())
    return found


def _write_policies(
    path: Path, payer_list: Iterable[Payer], policies: dict[str, list[Policy]], truths: Iterable[Truth]
) -> None:
    refused: dict[str, int] = {}
    for truth in truths:
        for name in {why.policy.id for several in truth.decision.refused.values() for why in several}:
            refused[name] = refused.get(name, 0) + 1
    met = _met(truths)
    plain = {
        "payers": [
            {"id": payer.id, "name": payer.name, "product": payer.product, "target": round(payer.target, 4)}
            for payer in payer_list
        ],
        "policies": [
            policy.record()
            | {"refused": refused.get(policy.id, 0), "against": met.get(policy.id, _Met()).record(policy)}
            for own in policies.values()
            for policy in own
        ],
    }
    path.write_text(json.dumps(plain, indent=1) + "\n", "utf-8")
