"""A real improvement passes; a leak, a collapse and an unfair slice are refused, each in its own words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs

from claims import canonical
from claims.claim import Payer
from features import names
from models import Bundle
from models.odds import Array
from tests.training.gate.conftest import LEARNT, LEARNT_MORE, sources
from training import run
from training.frame import Frame, replay
from training.gate import leaks
from training.gate.better import better
from training.gate.calibration import calibration
from training.gate.checked import Checked
from training.gate.mended import Advised, mended
from training.gate.payers import payers
from training.gate.shuffled import shuffled
from training.gate.slices import slices
from training.gate.too_good import too_good, until
from training.gate.window import Side, Window, window
from training.maturity import State
from training.metrics import Labels, auroc
from training.office_files import Files, read_files
from training.run import learn


def spoilt(judged: Window, chosen: Labels, p: Array | float) -> Window:
    """The challenger with other odds for some claims."""
    side = judged.challenger
    assert judged.champion is not None
    by = np.where(chosen, p, side.p)
    return structs.replace(judged, challenger=Side(by, side.saving * by / side.p))


def test_the_same_model_again_is_no_improvement(judged: Window) -> None:
    again = structs.replace(judged, challenger=judged.champion)
    found = better(again)
    assert [one.passed for one in found] == [False] * 3
    assert all("no gain beyond chance" in one.words for one in found)


def test_a_worse_model_is_told_to_be_worse(judged: Window) -> None:
    assert judged.champion is not None
    turned = structs.replace(judged, challenger=judged.champion, champion=judged.challenger)
    assert [("the challenger is worse" in one.words, one.passed) for one in better(turned)][1:] == [(True, False)] * 2


def test_no_answer_before_the_later_of_both_trainings_judges(judged: Window, files: Files) -> None:
    days = [claim.submission_date for claim in judged.claims]
    assert min(day for day in days if day) > LEARNT_MORE > LEARNT
    assert all(files.outcomes[at] is not None for at in judged.places)


def test_too_few_answers_are_refused_with_what_is_missing(champion: Bundle, bundle: Bundle, files: Files) -> None:
    found = window(champion, bundle, files)  # it learnt until two months before the end
    assert isinstance(found, Checked)
    assert not found.passed
    assert "500 and 50 are needed" in found.words
    assert "more days of claims" in found.words
    assert "train the challenger with --as-of 2026-0" in found.words
    turned = window(bundle, champion, files)
    assert isinstance(turned, Checked)
    assert f"the champion itself learnt through {bundle.trained_through}" in turned.words


@pytest.mark.parametrize(("many", "judges"), [(49, False), (50, True)])
def test_claims_of_a_handful_of_patients_judge_nobody(
    champion: Bundle, challenger: Bundle, files: Files, many: int, *, judges: bool
) -> None:
    few = [
        structs.replace(
            claim,
            subscriber=structs.replace(claim.subscriber, member_id=f"M{at % many}"),
            patient=structs.replace(claim.patient, birth_date=date(1980, 1, 1), first_name="ANN"),
        )
        for at, claim in enumerate(files.claims)
    ]
    found = window(champion, challenger, structs.replace(files, claims=few))
    assert isinstance(found, Window) is judges
    if isinstance(found, Checked):
        assert "are of 49 patients, and 50 are needed" in found.words


def test_a_model_that_tells_of_no_hold_out_is_not_believed(judged: Window, challenger: Bundle) -> None:
    assert leaks.served_as_trained(judged, challenger).passed
    silent = Bundle(structs.replace(challenger.manifest, metrics={}), challenger.models, challenger.tables)
    found = leaks.served_as_trained(judged, silent)
    assert not found.passed
    assert "tells no gain on claims held out at training" in found.words


def test_the_day_that_is_told_leaves_a_window_large_enough(champion: Bundle, bundle: Bundle, files: Files) -> None:
    found = window(champion, bundle, files)
    assert isinstance(found, Checked)
    day = date.fromisoformat(found.words.partition("--as-of ")[2][:10])
    earlier = Bundle(structs.replace(bundle.manifest, trained_through=day), bundle.models, bundle.tables)
    assert isinstance(window(champion, earlier, files), Window)
    later = Bundle(
        structs.replace(bundle.manifest, trained_through=day + timedelta(days=1)), bundle.models, bundle.tables
    )
    assert isinstance(window(champion, later, files), Checked)


def test_a_model_that_learnt_longer_than_it_says_is_refused(bundle: Bundle, files: Files) -> None:
    lying = Bundle(structs.replace(bundle.manifest, trained_through=LEARNT_MORE), bundle.models, bundle.tables)
    found = leaks.history(lying, files)
    assert not found.passed
    assert f"says that its training ended on {LEARNT_MORE}, but its history holds answers dated 2026-06-" in found.words
    assert "it was trained on claims sent on 2026-06-30" in found.words
    assert leaks.history(bundle, files).passed


def test_a_column_from_the_future_is_refused(files: Files, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at, honest = names().index("total_charge"), run.known

    def planted(frame: Frame, maturity: Sequence[State]) -> Frame:
        frame = honest(frame, maturity)
        frame.rows[:, at] = frame.fates >= 0
        return frame

    monkeypatch.setattr(run, "known", planted)
    leaking = learn(read_files(*sources(office), LEARNT), threads=1).bundle
    found = window(None, leaking, files)
    assert isinstance(found, Window)
    monkeypatch.undo()
    believed, served = too_good(found, leaking, files), leaks.served_as_trained(found, leaking)
    assert not believed.passed
    assert "too good to be true: AUROC 1.000 on its own hold-out" in believed.words
    assert not served.passed
    assert "training knew what servers do not" in served.words


def test_a_claim_that_carries_its_own_answer_is_refused(judged: Window) -> None:
    assert leaks.single_features(judged).passed
    rows = judged.rows.copy()
    rows[:, names().index("total_charge")] = np.where(judged.fates, np.nan, 1.0)
    found = leaks.single_features(structs.replace(judged, rows=rows))
    assert not found.passed
    assert "total_charge (AUROC 1.000); it must come from after the answer" in found.words


def test_odds_that_know_the_answers_are_refused(judged: Window, challenger: Bundle, files: Files) -> None:
    knowing = spoilt(judged, judged.denied, 0.95)
    believed = too_good(knowing, challenger, files)
    assert not believed.passed
    assert "on the claims of the window" in believed.words
    assert "it knows the claims that judge it" in leaks.served_as_trained(knowing, challenger).words


def test_odds_as_good_as_an_honest_model_s_are_believed_however_good(
    judged: Window, challenger: Bundle, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.gate.too_good.TOO_GOOD", auroc(judged.challenger.p, judged.denied) - 0.001)
    found = too_good(judged, challenger, files)
    assert found.passed
    assert "these payers are that predictable" in found.words


def test_an_office_cut_at_a_day_holds_nothing_later(files: Files) -> None:
    cut = until(files, LEARNT)
    assert cut.claims == [claim for claim in files.claims if claim.submission_date <= LEARNT]
    assert max(one.answered for one in cut.outcomes if one) <= LEARNT
    assert any(one is None and whole for one, whole in zip(cut.outcomes, files.outcomes, strict=False))


def test_a_payer_whose_odds_collapse_is_refused_and_the_others_are_not_blamed(judged: Window) -> None:
    named = [structs.replace(claim, payer=Payer(id="13579"[at % 3])) for at, claim in enumerate(judged.claims)]
    three = structs.replace(judged, claims=named)
    assert payers(three).passed
    found = payers(spoilt(three, np.array([claim.payer.id == "3" for claim in named]), 0.5))
    assert not found.passed
    assert found.words.startswith("worse than the champion at payer 3: log loss +")
    assert found.words.count("payer ") == 1


def test_a_payer_with_few_claims_is_not_looked_at_by_itself(judged: Window) -> None:
    named = [structs.replace(claim, payer=Payer(id="1" if at < 299 else "2")) for at, claim in enumerate(judged.claims)]
    few = np.arange(len(named)) < 299
    assert payers(spoilt(structs.replace(judged, claims=named), few, 0.5)).passed
    one_more = [structs.replace(named[299], payer=Payer(id="1")), *named[300:]]
    assert not payers(spoilt(structs.replace(judged, claims=[*named[:299], *one_more]), few, 0.5)).passed


@pytest.mark.parametrize(("odds", "harm"), [(0.001, "refused claims missed"), (0.9, "paid claims looked at in vain")])
def test_a_slice_that_is_treated_unfairly_is_refused(judged: Window, files: Files, odds: float, harm: str) -> None:
    women = np.array([claim.patient.sex == "F" for claim in judged.claims])
    assert slices(judged, files, LEARNT_MORE).passed
    found = slices(spoilt(judged, women, odds), files, LEARNT_MORE)
    assert not found.passed
    assert found.words.startswith("new harm to ")
    assert f"female patients: {harm}" in found.words


def test_odds_that_do_not_come_true_are_refused(judged: Window) -> None:
    assert calibration(judged).passed
    found = calibration(spoilt(judged, np.ones(len(judged.denied), dtype=bool), np.sqrt(judged.challenger.p)))
    assert not found.passed
    assert "promised and met rates are" in found.words


def test_answers_that_are_known_before_their_day_raise_the_alarm(
    challenger: Bundle, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = replay
    some = structs.replace(files, claims=files.claims[-1500:], outcomes=files.outcomes[-1500:])

    def leaking(*given: Any) -> Frame:
        frame = honest(*given)
        frame.rows[:, 0] = frame.fates >= 0
        return frame

    assert shuffled(challenger, some).passed
    monkeypatch.setattr(sys.modules[shuffled.__module__], "replay", leaking)
    found = shuffled(challenger, some)
    assert not found.passed
    assert "answers are known before their day" in found.words


def test_what_was_mended_on_our_advice_is_counted(judged: Window) -> None:
    digests = [sha256(canonical.encode(claim)).hexdigest() for claim in judged.claims[:4]]
    told = [
        Advised(digests[0], held=True, changed=True),
        Advised(digests[1], held=True, changed=False),
        Advised(digests[2], held=False, changed=True),
        Advised(digests[3], held=False, changed=False, unheld=True),
        Advised("0" * 64, held=True, changed=True),
    ]
    found = mended(judged.claims, told)
    assert (found.claims, found.told, found.held, found.changed, found.unheld) == (len(judged.claims), 4, 2, 1, 1)
    assert "1 (0.1%) were sent changed" in found.words
