from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

import claims
import features
from claims.answer import LineOutcome, Outcome
from claims.claim import Claim
from claims.origin import Origin, Sourced
from claims.sent import SentBefore
from models import Bundle
from models.odds import Odds
from rules import RuleSet
from serving.attempt import finish, walk
from serving.codes import denial_codes
from serving.score import Score
from serving.scorer import Explain, Scorer
from tests import strategies

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def scorer(bundle: Bundle) -> Scorer:
    return Scorer(bundle, RuleSet.load(), clock=lambda: TODAY)


@pytest.fixture(scope="module")
def some(office: Path) -> list[Sourced]:
    files = claims.find_files([office / "test" / "claims"])
    items = (item for file in files for item in claims.read(file))
    return [item for item, _ in zip((one for one in items if isinstance(one, Sourced)), range(150), strict=False)]


def of(claim: Claim) -> Sourced:
    return Sourced(claim, Origin("a.json"))


def sums(score: Score) -> Iterator[tuple[float, float]]:
    for explained in score.explained:
        own = [r.effect for r in score.reasons if (r.line, r.hazard) == (explained.line, explained.hazard)]
        yield math.fsum([explained.base, *own]), explained.score


@pytest.mark.parametrize("explain", ["some", "all"])
def test_base_and_all_effects_are_the_score(scorer: Scorer, some: list[Sourced], explain: Explain) -> None:
    for score in scorer.finish([scorer.walk(item) for item in some], explain):
        assert {(e.line, e.hazard) for e in score.explained} == {(r.line, r.hazard) for r in score.reasons}
        for total, meant in sums(score):
            assert total == pytest.approx(meant, abs=1e-9)


def test_reasons_are_few_unless_all_are_asked_for(scorer: Scorer, some: list[Sourced]) -> None:
    for item in some[:20]:
        shown = [reason for reason in scorer.score(item).reasons if reason.feature != "other"]
        assert len(shown) <= 4
        assert len({reason.text for reason in shown}) == len(shown)
        assert len(scorer.score(item, explain="all").reasons) > 4
        assert scorer.score(item, explain="none").reasons == ()


def test_reasons_point_at_fields_of_the_claim(scorer: Scorer, some: list[Sourced]) -> None:
    for item in some[:20]:
        for reason in scorer.score(item).reasons:
            first = reason.field.strip("/").partition("/")[0]
            assert not first or first in Claim.__struct_fields__
            assert "{" not in reason.field
            assert "nan" not in reason.text.split()


def test_held_gives_reasons_for_what_is_held_alone(scorer: Scorer, some: list[Sourced]) -> None:
    walked = [scorer.walk(item) for item in some]
    every = {score.claim_id: (score.reasons, score.explained) for score in scorer.finish(walked, "some")}
    for score in scorer.finish(walked, "held"):
        if score.verdict == "ready":
            assert (score.reasons, score.explained) == ((), ())
        else:
            assert (score.reasons, score.explained) == every[score.claim_id]


def test_what_is_explained_is_the_foremost_and_what_comes_near(scorer: Scorer, some: list[Sourced]) -> None:
    lines = 0
    for item in some:
        score = scorer.score(item)
        chances = {odds.number: odds.denial_probability for odds in score.lines}
        explained = {each.line for each in score.explained}
        assert len(explained) <= 4
        assert len({each.hazard for each in score.explained}) <= 2
        assert all(chances[line] >= 0.5 * max(chances.values()) for line in explained)
        lines = max(lines, len(explained))
    assert lines > 1


def test_a_claim_scored_alone_gets_what_it_gets_among_others(scorer: Scorer, some: list[Sourced]) -> None:
    together = scorer.finish([scorer.walk(item) for item in some], "some")
    assert [score.verdict for score in together] == [scorer.score(item).verdict for item in some]
    for score, item in zip(together, some, strict=True):
        assert score.denial_probability == pytest.approx(scorer.score(item).denial_probability, abs=1e-12)


def test_dollars_at_risk_are_what_lines_would_bring_times_their_odds(scorer: Scorer, some: list[Sourced]) -> None:
    assert scorer.bundle is not None
    for item in some:
        score = scorer.score(item, explain="none")
        worth = scorer.bundle.payments.lines(item.claim)
        expected = sum(odds.denial_probability * dollars for odds, dollars in zip(score.lines, worth, strict=True))
        assert score.dollars_at_risk is not None
        assert float(score.dollars_at_risk) == pytest.approx(expected, abs=0.006)
        assert score.dollars_at_risk <= item.claim.total_charge


def test_codes_are_ranked_and_never_likelier_than_the_refusal(scorer: Scorer, some: list[Sourced]) -> None:
    for item in some:
        score = scorer.score(item, explain="none")
        chances = [code.probability for code in score.denial_codes]
        assert chances == sorted(chances, reverse=True)
        assert score.denial_probability is not None
        assert all(chance <= score.denial_probability for chance in chances)
        assert score.denial_probability >= max(line.denial_probability for line in score.lines)


def test_the_code_of_a_certain_fault_is_never_left_out_where_the_model_knows_it(scorer: Scorer) -> None:
    odds = Odds(0.5, (0.5,), {"CO-16": 0.3, "CO-18": 0.1, "CO-22": 0.09, "CO-50": 0.08, "CO-97": 0.07, "CO-4": 0.06,
                              "CO-29": 0.001, "CO-31": 0.0005}, {})  # fmt: skip
    [fault] = [one for one in example(scorer, "MS-2003").findings if one.denial_code == "CO-29"]
    assert [one.code for one in denial_codes(odds, [])] == ["CO-16", "CO-18", "CO-22", "CO-50", "CO-97"]
    assert [one.code for one in denial_codes(odds, [fault])][-1] == "CO-29"
    warned = msgspec.structs.replace(fault, severity="warning")
    assert denial_codes(odds, [warned]) == denial_codes(odds, [])


def example(scorer: Scorer, claim_id: str) -> Score:
    read = claims.read(ROOT / "examples" / "02_typical_faults.837")
    items = [item for item in read if isinstance(item, Sourced) and item.claim.claim_id == claim_id]
    return scorer.score(items[0], explain="none", suggest="none")


def test_an_error_makes_fix_and_no_warning_does(scorer: Scorer, some: list[Sourced]) -> None:
    assert scorer.bundle is not None
    for item in some:
        score = scorer.score(item, explain="none")
        errors = any(finding.severity == "error" for finding in score.findings)
        assert score.denial_probability is not None
        assert score.dollars_at_risk is not None
        look = scorer.bundle.review.worth_a_look(score.denial_probability, float(score.dollars_at_risk))
        assert score.verdict == ("fix" if errors else "review" if look else "ready")


def test_an_unknown_payer_is_said_to_be_unknown(scorer: Scorer, some: list[Sourced]) -> None:
    stranger = msgspec.structs.replace(some[0].claim.payer, id="NOBODY")
    score = scorer.score(of(msgspec.structs.replace(some[0].claim, payer=stranger)))
    assert score.evidence is not None
    assert score.evidence.payer_answers == 0
    assert "payer" in (score.evidence.fallback or "")


def test_all_keys_of_a_result_are_there(scorer: Scorer, some: list[Sourced]) -> None:
    given_keys = msgspec.json.decode(msgspec.json.encode(scorer.score(some[0])))
    assert list(given_keys) == [
        *("claim_id", "file", "position", "frequency_code", "payer_id", "as_of", "as_of_source", "summary", "verdict"),
        *("denial_probability", "dollars_at_risk", "lines", "denial_codes", "expected_payment", "findings"),
        *("not_checked", "reasons", "explained", "suggestions", "evidence", "model", "rules", "score_id", "unheld"),
    ]
    assert msgspec.json.decode(msgspec.json.encode(scorer.score(some[0])), type=Score) == scorer.score(some[0])


def test_a_claim_without_lines_is_told_the_usual_odds_and_that_it_is(scorer: Scorer) -> None:
    score = scorer.score(of(Claim("X", total_charge=Decimal(10))))
    assert (score.verdict, score.lines, score.reasons, score.denial_codes) == ("fix", (), (), ())
    assert (score.dollars_at_risk, score.expected_payment) == (Decimal("0.00"), None)
    assert score.denial_probability is not None
    assert 0.02 < score.denial_probability < 0.5
    assert score.evidence is not None
    assert score.evidence.fallback is not None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claim=strategies.claims())
def test_no_claim_whatever_is_in_it_ends_a_batch(scorer: Scorer, claim: Claim) -> None:
    walked = walk(scorer, of(claim), None)
    (score,) = finish(scorer, [walked], "some")
    assert isinstance(score, Score)
    assert len(score.summary) < 140
    assert 0 <= (score.denial_probability or 0) <= 1
    msgspec.json.encode(score)


def test_scoring_imports_no_training_library(bundle_dir: Path) -> None:
    script = f"""
import sys
from models import Bundle
from models.odds import Odds
from serving.load import for_a_server
from serving.api.app import create
from serving.api.alone import around
from claims.claim import Claim, ServiceLine
from claims.origin import Origin, Sourced
from claims.sent import SentBefore
scorer = for_a_server(Bundle.load({str(bundle_dir)!r}))
create(around(scorer))
assert scorer.score(Sourced(Claim("X", lines=(ServiceLine(1, "99213"),)), Origin()), explain="all").reasons
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {module.partition(".")[0] for module in done.stdout.split()}
    assert loaded.isdisjoint({"mlflow", "shap", "pandas", "sklearn", "pyarrow", "matplotlib", "scipy", "training"})


@pytest.mark.parametrize(("rule", "told"), [("charge-balance", 1), ("place-of-service", 0)])
def test_a_model_is_told_of_a_fault_only_by_rules_that_it_was_trained_with(
    bundle: Bundle, some: list[Sourced], rule: str, told: int
) -> None:
    manifest = msgspec.structs.replace(bundle.manifest, rules=(rule,))
    scorer = Scorer(Bundle(manifest, bundle.models, bundle.tables), RuleSet.load(), clock=lambda: TODAY)
    at = features.names().index("faults_found")
    claim = some[0].claim
    broken = msgspec.structs.replace(claim, total_charge=claim.total_charge + 1)
    walked = scorer.walk(Sourced(broken, some[0].origin))
    assert walked.checked.answers["charge-balance"] == "fail"
    assert walked.rows is not None
    assert walked.rows[0, at] == told


def test_what_is_submitted_is_known_for_good_and_what_is_sent_for_a_batch(some: list[Sourced]) -> None:
    scorer = Scorer(None, RuleSet.load(), clock=lambda: TODAY)
    claim = some[0].claim
    assert claim.submission_date is not None
    tomorrow = claim.submission_date + timedelta(days=1)
    again = of(msgspec.structs.replace(claim, claim_id="AGAIN", submission_date=tomorrow))

    def repeats(asked: Scorer) -> bool:
        return any(finding.rule == "exact-duplicate" for finding in asked.check(again).findings)

    batch = scorer.afresh()
    batch.sent(claim, TODAY)
    assert (repeats(batch), repeats(scorer), repeats(scorer.afresh())) == (True, False, False)
    scorer.submitted(claim, TODAY)
    assert (repeats(scorer), repeats(scorer.afresh())) == (True, True)
    assert not any(finding.rule == "exact-duplicate" for finding in scorer.check(some[0]).findings)
    scorer.rejected(claim, TODAY)
    assert not repeats(scorer)


def test_an_answer_moves_the_odds_of_the_next_claim_on(bundle: Bundle, some: list[Sourced]) -> None:
    scorer, twin = (Scorer(bundle, RuleSet.load(), sent=SentBefore(b"k"), clock=lambda: TODAY) for _ in range(2))
    claim = some[0].claim
    refused = tuple(
        LineOutcome(line.number, denied=True, charge=line.charge, codes=("CO-197",)) for line in claim.lines
    )
    npi = claim.billing_provider.npi
    for day in range(1, 29):
        outcome = Outcome(
            claim.claim_id, "1", npi, claim.payer.id, None, date(2026, 5, day), denied=True, lines=refused
        )
        scorer.answered(claim, outcome)
        twin.answered(claim, outcome, learn=False)
    before, after = twin.score(some[0]).denial_probability, scorer.score(some[0]).denial_probability
    assert before is not None
    assert after is not None
    assert after > before
    assert before == Scorer(bundle, RuleSet.load(), sent=SentBefore(b"k")).score(some[0]).denial_probability
