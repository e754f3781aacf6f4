"""The judge sees what the payer saw, and leaves the office as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import claims
from claims.claim import Claim
from tests.training.office.conftest import SEEDS, truth
from training.office.judge import Judged, Sent, judge


@pytest.fixture(scope="module")
def sent(office: Path) -> dict[Sent, Claim]:
    """First submissions, by number and day."""
    every = [
        one.claim
        for path in sorted(office.rglob("*.837"))
        for one in claims.read(path)
        if isinstance(one, claims.Sourced)
    ]
    firsts = {(row["claim_id"], row["submitted"]) for row in truth(office) if row["freq"] == "1"}
    return {
        (claim.claim_id, claim.submission_date): claim
        for claim in every
        if claim.submission_date and (claim.claim_id, claim.submission_date.isoformat()) in firsts
    }


@pytest.fixture(scope="module")
def judged(sent: dict[Sent, Claim]) -> dict[Sent, Judged]:
    """Each as it was read, and with an authorization number."""
    changed = {key: (claim, replace(claim, prior_authorization="GIVEN")) for key, claim in sent.items()}
    return judge(3_200, SEEDS[0], changed)


def test_every_submission_is_judged_as_the_truth_has_it(office: Path, judged: dict[Sent, Judged]) -> None:
    oracle = {
        (row["claim_id"], row["submitted"]): float(row["oracle_p"]) for row in truth(office) if row["freq"] == "1"
    }
    assert len(judged) == len(oracle)
    for (claim_id, day), one in judged.items():
        assert one.chance == pytest.approx(oracle[claim_id, day.isoformat()], abs=1e-6)


def test_a_claim_read_from_its_file_goes_against_the_same_policies(judged: dict[Sent, Judged]) -> None:
    for one in judged.values():
        assert one.as_changed[0] == one.as_sent
        assert one.chances[0] == one.chance


def test_an_authorization_that_is_given_ends_that_cause_and_no_other(judged: dict[Sent, Judged]) -> None:
    ended = 0
    for one in judged.values():
        without = [cause for cause in one.as_sent if cause.kind not in ("authorization", "notification")]
        assert list(one.as_changed[1]) == without
        assert one.chances[1] <= one.chance
        ended += len(without) < len(one.as_sent)
    assert ended >= 20
