"""Every number in a reason is that of the office's own files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from msgspec import structs

import claims
from claims.claim import Payer
from claims.origin import Sourced
from features.circumstances import BY_NAME, EVERY
from features.families import family_of
from features.situation import Situation, situations
from models import Bundle
from models import office as kept
from rules import RuleSet
from serving.lookup import by_month, look_up, read_office
from serving.score import Contrast, Experience, Reason
from serving.scorer import Scorer
from training.office_files import Files, read_files

Line = tuple[Situation, date, str, str]
"""Circumstances of an answered line, the day of the answer, the kind and the code of the refusal."""


class Answers:
    """All answers of the office, counted by brute force."""

    def __init__(self, files: Files) -> None:
        self.claims: list[list[Line]] = []
        for claim, outcome in zip(files.claims, files.outcomes, strict=True):
            if outcome is None or outcome.answered is None:
                continue
            fates = {line.number: line for line in outcome.lines}
            lines = []
            for situation in situations(claim, claim.submission_date):
                if (fate := fates.get(situation.line.number)) is not None:
                    code = fate.codes[0] if fate.denied and fate.codes else ""
                    kind = (family_of(code) if code else "other") if fate.denied else ""
                    lines.append((situation, outcome.answered, kind, code))
            self.claims.append(lines)

    @cache  # noqa: B019  it lives as long as the test
    def under(self, circumstance: str, under: str, value: str, kind: str) -> list[tuple[date, bool]]:
        one = BY_NAME[circumstance]
        payer = value if circumstance == "payer" else under.partition("|")[0]
        found = []
        for lines in self.claims:
            fates = []
            for situation, day, why, _ in lines:
                base, values = one.of(situation, payer if payer == EVERY else situation.payer)
                has = not value or (value[1:] in values) == (value[0] == "+") if one.tagged else value in values
                if base == under and has:
                    fates.append((day, bool(why) and kind in {"any", why}))
            if fates:
                found += fates if one.unit == "line" else [(fates[0][0], any(fate for _, fate in fates))]
        return found

    def count(self, told: Experience | Contrast, kind: str) -> tuple[int, int]:
        fates = [fate for day, fate in self.under(told.circumstance, told.under, told.value, kind) if day >= told.since]
        return len(fates), sum(fates)

    def codes(self, payer: str, kind: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for situation, _, why, code in (line for lines in self.claims for line in lines):
            if why == kind and code and payer in {EVERY, situation.payer}:
                found[code] = found.get(code, 0) + 1
        return found


@pytest.fixture(scope="module")
def answers(office: Path) -> Answers:
    return Answers(read_files(office / "train" / "claims", office / "train" / "remits"))


@pytest.fixture(scope="module")
def some(office: Path) -> list[Sourced]:
    files = claims.find_files([office / "test" / "claims"])
    items = (item for file in files for item in claims.read(file))
    return [item for item, _ in zip((one for one in items if isinstance(one, Sourced)), range(250), strict=False)]


@pytest.fixture(scope="module")
def reasons(bundle: Bundle, bundle_dir: Path, some: list[Sourced]) -> list[Reason]:
    scorer = Scorer(bundle, RuleSet.load(), sent=kept.known(bundle_dir))
    walked = [scorer.walk(item) for item in some]
    return [reason for score in scorer.finish(walked, "some", "none") for reason in score.reasons]


def counted(reasons: list[Reason]) -> Iterator[tuple[Reason, Experience]]:
    for reason in reasons:
        if reason.experience and reason.experience.circumstance not in {
            "aftercare",
            "times",
            "visits",
        }:  # they depend on patients' visits
            yield reason, reason.experience


def test_every_count_is_that_of_the_files(reasons: list[Reason], answers: Answers) -> None:
    found = list(counted(reasons))
    assert len(found) > 100
    for reason, told in found:
        assert (told.answers, told.refused) == answers.count(told, told.kind), reason.text
        if told.against:
            assert (told.against.answers, told.against.refused) == answers.count(told.against, told.kind), reason.text


def test_the_files_give_the_same_counts_when_they_are_looked_up(
    bundle: Bundle, office: Path, reasons: list[Reason]
) -> None:
    train = office / "train"
    files = read_office(train / "claims", train / "remits", bundle.trained_through)
    by_circumstance = {reason.experience.circumstance: reason for reason in reasons if reason.experience}
    assert len(by_circumstance) >= 5
    for reason in by_circumstance.values():
        told = reason.experience
        assert told is not None
        for side in (told, told.against) if told.against else (told,):
            found = look_up(files, side, told.kind)
            assert (len(found), sum(bool(one.code) for one in found)) == (side.answers, side.refused), reason.text
            assert sum(answers for answers, _ in by_month(found).values()) == side.answers


def test_sentences_name_their_counts_and_nothing_else(reasons: list[Reason]) -> None:
    for reason, told in counted(reasons):
        many = {0: "none", told.answers: "all"}.get(told.refused, f"{told.refused:,}")
        assert f"refused {many} of the last {told.answers:,} {told.unit}s" in reason.text
        if told.against:
            assert f" {told.against.refused} of {told.against.answers:,}" in reason.text.rpartition(";")[2]
        assert (f"since {told.since:%B %Y}" in reason.text) == told.changed
        assert (f"usually {told.code}" in reason.text) == bool(told.code)


def test_codes_are_those_most_often_given(reasons: list[Reason], answers: Answers) -> None:
    for reason, told in counted(reasons):
        if told.code:
            everywhere = reason.text.startswith("All payers")
            payer = (
                EVERY if everywhere else told.value if told.circumstance == "payer" else told.under.partition("|")[0]
            )
            given = answers.codes(payer, told.kind) if told.kind != "any" else {}
            assert told.kind == "any" or given[told.code] == max(given.values())


def test_a_reason_points_at_what_its_sentence_is_about(reasons: list[Reason], some: list[Sourced]) -> None:
    for reason, told in counted(reasons):
        assert told.circumstance != "place" or reason.field == "/place_of_service"
        if told.value in {"-authorization", "+authorization"}:
            assert reason.field.endswith("/prior_authorization")
        if reason.field.startswith("/lines/"):
            assert int(reason.field.split("/")[2]) < max(len(item.claim.lines) for item in some)


def test_counts_bear_their_reason_out(reasons: list[Reason]) -> None:
    for reason, told in counted(reasons):
        assert told.answers >= 3
        if told.against:
            higher = told.refused / told.answers > told.against.refused / told.against.answers
            assert higher == (reason.effect > 0), reason.text


def test_every_reason_is_a_sentence(reasons: list[Reason]) -> None:
    for reason in reasons:
        assert re.fullmatch(r"[A-Z].*\.", reason.text), reason.text
        assert "(1 is yes)" not in reason.text
        assert "nan" not in reason.text


def test_reasons_of_a_claim_are_different_facts(bundle: Bundle, some: list[Sourced]) -> None:
    scorer = Scorer(bundle, RuleSet.load())
    for score in scorer.finish([scorer.walk(item) for item in some], "some", "none"):
        shown = [reason.text for reason in score.reasons if reason.feature != "other"]
        assert len(shown) == len(set(shown))


def test_a_summary_takes_the_leading_reason(bundle: Bundle, some: list[Sourced]) -> None:
    scorer = Scorer(bundle, RuleSet.load())
    for score in scorer.finish([scorer.walk(item) for item in some], "some", "none"):
        assert len(score.summary) < 140
        if score.verdict == "review" and score.reasons and score.reasons[0].experience:
            told = score.reasons[0].experience
            assert f"{told.refused:,} of {told.answers:,}" in score.summary


def test_a_bundle_without_counts_tells_reasons_by_its_columns(bundle: Bundle, some: list[Sourced]) -> None:
    tables = {name: table for name, table in bundle.tables.items() if not name.startswith("record.")}
    scorer = Scorer(Bundle(bundle.manifest, bundle.models, tables), RuleSet.load())
    told = [reason for item in some[:40] for reason in scorer.score(item, suggest="none").reasons]
    assert told
    assert all(reason.experience is None and reason.text for reason in told)


def test_a_new_payer_is_told_by_all_payers(bundle: Bundle, some: list[Sourced]) -> None:
    scorer = Scorer(bundle, RuleSet.load())
    for item in some[:60]:
        strange = structs.replace(item.claim, payer=Payer(id="NEW", name="NEW PAYER"))
        score = scorer.score(structs.replace(item, claim=strange), suggest="none")
        assert not any(reason.text.startswith("NEW PAYER") for reason in score.reasons)
