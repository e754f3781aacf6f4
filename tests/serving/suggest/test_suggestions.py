from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import claims
from claims import canonical
from claims.origin import Sourced
from models import Bundle, office
from rules import RuleSet
from serving.score import Score
from serving.scorer import RISKY, Scorer
from serving.suggest.patch import apply
from serving.suggest.placeholder import filled


@pytest.fixture(scope="module")
def scorer(bundle: Bundle, bundle_dir: Path) -> Scorer:
    return Scorer(bundle, RuleSet.load(), sent=office.known(bundle_dir))


def as_json(sourced: Sourced) -> Sourced:
    """A claim as its JSON tells it, without the segments that it was read from."""
    decoded = canonical.decode(canonical.encode(sourced.claim))
    assert isinstance(decoded, Sourced)
    return decoded


@pytest.fixture(scope="module")
def some(office: Path) -> list[Sourced]:
    files = claims.find_files([office / "test" / "claims"])
    return [as_json(item) for file in files for item in claims.read(file) if isinstance(item, Sourced)][:300]


@pytest.fixture(scope="module")
def scored(scorer: Scorer, some: list[Sourced]) -> list[Score]:
    return scorer.finish([scorer.walk(item) for item in some], "none")


def test_some_of_the_risky_claims_get_suggestions_and_the_others_none(scored: list[Score]) -> None:
    assert sum(bool(score.suggestions) for score in scored) >= 3
    for score in scored:
        if score.suggestions:
            assert score.verdict != "ready" or (score.denial_probability or 0.0) >= RISKY
    assert all(len(score.suggestions) <= 3 for score in scored)


def test_a_patch_applied_scores_as_it_was_told(scorer: Scorer, some: list[Sourced], scored: list[Score]) -> None:
    for item, score in zip(some, scored, strict=True):
        document = msgspec.json.decode(canonical.encode(item.claim))
        for suggestion in score.suggestions:
            changed = canonical.decode(msgspec.json.encode(apply(document, filled(suggestion.patch, document))))
            assert isinstance(changed, Sourced)
            assert not changed.faults
            after = scorer.score(changed, explain="none", suggest="none")
            assert after.denial_probability == pytest.approx(suggestion.denial_probability_after, abs=1e-12)


def test_no_suggestion_makes_a_claim_worse(scorer: Scorer, some: list[Sourced], scored: list[Score]) -> None:
    for item, score in zip(some, scored, strict=True):
        known = {finding.rule for finding in score.findings if finding.severity != "info"}
        document = msgspec.json.decode(canonical.encode(item.claim))
        for suggestion in score.suggestions:
            assert suggestion.denial_probability_after is not None
            assert score.denial_probability is not None
            assert suggestion.denial_probability_after <= score.denial_probability
            changed = canonical.decode(msgspec.json.encode(apply(document, filled(suggestion.patch, document))))
            assert isinstance(changed, Sourced)
            assert {f.rule for f in scorer.check(changed).findings if f.severity != "info"} <= known


def test_suggestions_are_the_same_one_by_one_and_asked_again(scorer: Scorer, some: list[Sourced]) -> None:
    together = scorer.finish([scorer.walk(item) for item in some[:60]], "none")
    for item, score in zip(some, together, strict=False):
        alone = scorer.score(item, explain="none").suggestions
        assert [one.text for one in alone] == [one.text for one in score.suggestions]


def test_nothing_is_searched_where_nothing_is_asked_for(scorer: Scorer, some: list[Sourced]) -> None:
    assert not any(score.suggestions for score in scorer.finish([scorer.walk(i) for i in some[:60]], "none", "none"))
