"""Suggestions for claims in which something is certainly wrong, and where results show them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import claims
from claims import canonical
from claims.claim import Diagnosis
from claims.origin import Origin, Sourced
from models import Bundle
from rules import RuleSet
from serving.scorer import Scorer
from serving.suggest.patch import apply
from serving.suggest.placeholder import filled
from tests.cli.command import cleanclaim


@pytest.fixture(scope="module")
def scorer(bundle: Bundle) -> Scorer:
    return Scorer(bundle, RuleSet.load())


@pytest.fixture(scope="module")
def clean(office: Path, scorer: Scorer) -> list[Sourced]:
    """Professional claims without an error and with at least two diagnoses."""
    files = claims.find_files([office / "test" / "claims"])
    items = [
        Sourced(item.claim, Origin("a.json"))
        for file in files
        for item in claims.read(file)
        if isinstance(item, Sourced) and item.claim.claim_type == "professional" and len(item.claim.diagnoses) > 1
    ]
    return [item for item in items[:60] if not scorer.check(item).findings][:12]


def test_an_error_that_a_change_mends_leads_the_suggestions(scorer: Scorer, clean: list[Sourced]) -> None:
    mended = 0
    for item in clean:
        first, *rest = item.claim.lines
        wrong = replace(item.claim, lines=(replace(first, diagnosis_pointers=(1, 9)), *rest))
        score = scorer.score(Sourced(wrong, item.origin), explain="none")
        assert score.verdict == "fix"
        if not score.suggestions:  # the model sees no less risk in it, and none is offered that worsens
            continue
        document = msgspec.json.decode(canonical.encode(wrong))
        changed = canonical.decode(msgspec.json.encode(apply(document, filled(score.suggestions[0].patch, document))))
        assert isinstance(changed, Sourced)
        mended += not scorer.check(changed).findings
    assert mended >= len(clean) / 2


def test_a_code_that_was_divided_is_mended_by_one_of_its_parts(scorer: Scorer, clean: list[Sourced]) -> None:
    told = []
    for item in clean:
        codes = (Diagnosis("M545", "ABK"), *item.claim.diagnoses[1:])
        score = scorer.score(Sourced(replace(item.claim, diagnoses=codes), item.origin), explain="none")
        told += [one for one in score.suggestions if one.patch[0]["path"] == "/diagnoses/0/code"]
    assert told
    assert {one.patch[0]["value"] for one in told} <= {"M5450", "M5451", "M5459"}


def test_a_claim_without_lines_and_one_of_a_hospital_are_searched_without_a_fault(
    scorer: Scorer, clean: list[Sourced], office: Path
) -> None:
    empty = Sourced(replace(clean[0].claim, lines=()), clean[0].origin)
    assert scorer.score(empty).verdict == "fix"
    files = claims.find_files([office / "test" / "claims"])
    items = (item for file in files for item in claims.read(file))
    hospital = [i for i in items if isinstance(i, Sourced) and i.claim.claim_type == "institutional"]
    paths = {
        operation["path"].rpartition("/")[2]
        for score in scorer.finish([scorer.walk(item) for item in hospital], "none")
        for suggestion in score.suggestions
        for operation in suggestion.patch
    }
    assert hospital
    assert paths.isdisjoint({"diagnosis_pointers", "place_of_service"})


def test_the_command_line_searches_unless_it_is_told_not_to(office: Path, bundle_dir: Path) -> None:
    batch = sorted((office / "test" / "claims").glob("*.837"))[:6]
    words = ["score", *batch, "--model", bundle_dir, "--explain", "none"]
    found = [line for line in cleanclaim(*words, "--format", "ndjson").stdout.splitlines() if '"patch"' in line]
    assert found
    for line in found:
        for suggestion in msgspec.json.decode(line)["suggestions"]:
            assert set(suggestion) == {"text", "patch", "denial_probability_after"}
            assert all(set(operation) <= {"op", "path", "value"} for operation in suggestion["patch"])
    assert '"patch"' not in cleanclaim(*words, "--format", "ndjson", "--suggest", "none").stdout


def test_the_worklist_says_what_to_do_and_the_chance_then(office: Path, bundle_dir: Path) -> None:
    batch = sorted((office / "test" / "claims").glob("*.837"))[:6]
    printed = cleanclaim("score", *batch, "--model", bundle_dir).stdout
    assert "To do: " in printed
    assert " %." in printed.replace("\n        ", " ").partition(" Then: ")[2][:20]
