"""Do suggestions remove the cause? On simulated offices, whose payers are asked what the changed claim goes against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

import claims
from benchmarks.trained import trained_office
from claims import canonical
from claims.claim import Claim
from claims.origin import Sourced
from models import Bundle, office
from rules import office_rules
from serving.bulk import Job, results
from serving.load import for_a_run
from serving.score import Score
from serving.suggest.patch import apply
from serving.suggest.placeholder import filled
from training.office.judge import Cause, Judged, Sent, judge

OFFICES = ((12_000, 311), (20_000, 312))
"""First submissions, and seed. Neither seed is one that the embedded model has met."""

ALWAYS = frozenset((
    "authorization", "notification", "referral", "modifier", "bundling", "office_visit", "missing_information",
    "documentation", "original_reference", "diagnosis_pointer", "diagnosis_code", "unit_limit", "place_of_service",
    "revenue_code", "member_number", "first_payer",
))  # fmt: skip
"""Kinds of policies that a lawful change of the claim can satisfy, where the record supports it."""

BINS = (0.0, 0.03, 0.06, 0.1, 0.2, 0.4, 1.01)


class Case(NamedTuple):
    """One first submission of the test months."""

    claim: Claim
    score: Score
    judged: Judged


def main(offices: Sequence[tuple[int, int]] = OFFICES) -> None:
    """Print the figures."""
    for size, seed in offices:
        with trained_office(size, seed) as (home, bundle):
            print(f"suggestions: {size:,} claims, seed {seed}, model trained on the first year; the two months after:")
            report(cases_of(home / "test" / "claims", bundle, size, seed))


def cases_of(test: Path, bundle: Path, size: int, seed: int) -> list[Case]:
    """Every first submission with its score, judged as it is and after each of its suggestions."""
    scorer = for_a_run(office_rules(), Bundle.load(bundle), office.known(bundle))
    files = claims.find_files([test])
    firsts = [
        item.claim
        for file in files
        for item in claims.read(file)
        if isinstance(item, Sourced) and _is_first(item.claim)
    ]
    found = results(Job(files, scorer, "none", lambda score, _: msgspec.msgpack.encode(score), None))
    scores = [msgspec.msgpack.decode(one.encoded, type=Score) for one in found if one.encoded]
    if len(scores) < len(firsts):
        raise RuntimeError("some claims could not be scored")
    by_id = {(score.claim_id, score.as_of): score for score in scores if score.frequency_code == "1"}
    changed: dict[Sent, list[Claim]] = {
        sent: [*_changed(claim, by_id[sent])] for claim in firsts if (sent := _sent(claim)) in by_id
    }
    judged = judge(size, seed, changed)
    return [Case(claim, by_id[sent], judged[sent]) for claim in firsts if (sent := _sent(claim)) in judged]


def report(cases: Sequence[Case]) -> None:
    """What was offered, what it removed, and whether the odds after it were true."""
    fixable = [(case, [cause for cause in case.judged.as_sent if is_fixable(cause, case.claim)]) for case in cases]
    some = [(case, causes) for case, causes in fixable if causes]
    for name, chosen in (
        ("all claims with a fixable cause", some),
        ("those held", [(case, causes) for case, causes in some if case.score.verdict != "ready"]),
    ):
        print(
            f"  {name}: {len(chosen):,}; something offered {_share(bool(c.score.suggestions) for c, _ in chosen)}, "
            f"the top suggestion removes a cause {_share(0 in removed(*one) for one in chosen)}, "
            f"any does {_share(bool(removed(*one)) for one in chosen)}"
        )
    for kind in sorted({cause.kind for _, causes in some for cause in causes}):
        own = [(case, [one for one in causes if one.kind == kind]) for case, causes in some]
        own = [(case, causes) for case, causes in own if causes]
        held = [one for one in own if one[0].score.verdict != "ready"]
        print(
            f"    {kind:<22}{len(own):5,}: top {_share(0 in removed(*one) for one in own)}, any "
            f"{_share(bool(removed(*one)) for one in own)}; held {len(held):4,}: top "
            f"{_share(0 in removed(*one) for one in held)}"
        )
    clean = [case for case, causes in fixable if not causes]
    held = [case for case in clean if case.score.verdict != "ready"]
    print(
        f"  nothing fixable: {len(clean):,} claims, offered {_share(bool(c.score.suggestions) for c in clean)}; "
        f"of the {len(held):,} held {_share(bool(c.score.suggestions) for c in held)}"
    )
    _calibration(cases)


def removed(case: Case, causes: Iterable[Cause]) -> set[int]:
    """Which of the suggestions, counted from 0, remove one of these causes."""
    ids = {cause.policy for cause in causes}
    return {at for at, after in enumerate(case.judged.as_changed) if not ids <= {cause.policy for cause in after}}


def is_fixable(cause: Cause, claim: Claim) -> bool:
    """Whether a lawful change of this claim could satisfy the policy, if the record supported it."""
    listed = [diagnosis.code for diagnosis in claim.diagnoses]
    if cause.kind == "medical_necessity":  # a hospital's lines point to no diagnosis: there is none to point to instead
        return claim.claim_type == "professional" and any(code.startswith(cause.diagnoses) for code in listed)
    if cause.kind == "non_covered" and cause.diagnoses:
        return not all(code.startswith(cause.diagnoses) for code in listed)
    return cause.kind in ALWAYS


def _calibration(cases: Sequence[Case]) -> None:
    """The odds that were told after the top suggestion, beside the true ones."""
    tops = [
        (case.score.suggestions[0].denial_probability_after or 0.0, case.judged.chances[0], case.judged.chance)
        for case in cases
        if case.score.suggestions
    ]
    print(
        f"  after the top suggestion: {_mean(told for told, _, _ in tops):.3f} told, "
        f"{_mean(true for _, true, _ in tops):.3f} true (before it {_mean(before for _, _, before in tops):.3f})"
    )
    for low, high in pairwise(BINS):
        here = [(told, true) for told, true, _ in tops if low <= told < high]
        if here:
            print(
                f"    told {low:.2f}-{min(high, 1):.2f}: {len(here):5,} claims, told "
                f"{_mean(told for told, _ in here):.3f}, true {_mean(true for _, true in here):.3f}"
            )


def _changed(claim: Claim, score: Score) -> Iterator[Claim]:
    document = msgspec.json.decode(canonical.encode(claim))
    for suggestion in score.suggestions:
        yield msgspec.convert(apply(document, filled(suggestion.patch, document)), Claim)


def _is_first(claim: Claim) -> bool:
    return claim.frequency_code == "1" and claim.submission_date is not None


def _sent(claim: Claim) -> Sent:
    assert claim.submission_date is not None
    return claim.claim_id, claim.submission_date


def _share(which: Iterable[bool]) -> str:
    found = list(which)
    return f"{sum(found) / len(found):.0%}" if found else "-"


def _mean(numbers: Iterable[float]) -> float:
    found = list(numbers)
    return sum(found) / max(1, len(found))
