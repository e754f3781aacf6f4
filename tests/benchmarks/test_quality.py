"""The report on quality, run whole on an office of 900 claims; figures of offices that small mean nothing."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from benchmarks.quality.__main__ import SECTIONS, main
from benchmarks.quality.anatomy import anatomy, divergence
from benchmarks.quality.bench import Bench, NotMeasuredError, Office, quick
from benchmarks.quality.figures import by_payer, figures, skill_of
from benchmarks.quality.images import Images
from benchmarks.quality.kept import kept
from benchmarks.quality.offices import folder_of
from benchmarks.quality.own import own
from benchmarks.quality.payers import outside
from benchmarks.quality.run import work
from benchmarks.quality.targets import Target
from benchmarks.quality.truth import Truth, truth_of
from benchmarks.quality.unlearnt import LATE, SELDOM, alarms, reason, singles, together
from benchmarks.quality.variants import LOOKED_AT, VARIANTS, Variant
from tests.conftest import once


@pytest.fixture(scope="session")
def build(shared: Path) -> Path:
    """Where a quick run has left its results."""

    def run(folder: Path) -> None:
        assert main(["--quick", "--build", str(folder)]) == 0

    return once(shared, "quality", run)


def test_one_command_writes_every_section_and_every_plot(build: Path) -> None:
    report = (build / "report.md").read_text("utf-8")
    assert [line[3:] for line in report.splitlines() if line.startswith("## ")] == [
        one.TITLE for one in SECTIONS.values()
    ]
    shown = [line.rpartition("](")[2][:-1] for line in report.splitlines() if line.startswith("![")]
    assert len(shown) == 7
    assert all((build / name).stat().st_size > 2_000 for name in shown)
    assert "Traceback" not in report
    assert "Error" not in report


def test_a_part_alone_takes_what_is_kept_and_works_out_nothing_anew(build: Path) -> None:
    before = {place.name: place.stat().st_mtime_ns for place in (build / "kept").iterdir()}
    assert main(["skill", "anatomy", "--quick", "--build", str(build), "--out", str(build / "part.md")]) == 0
    assert {place.name: place.stat().st_mtime_ns for place in (build / "kept").iterdir()} == before
    assert "What each part is worth" not in (build / "part.md").read_text("utf-8")


def test_offices_that_were_not_measured_are_named_and_the_others_shown(build: Path, tmp_path: Path) -> None:
    bench, another = quick(build), Office(1_000, 502)
    told = structs.replace(bench, only_kept=True, sizes=(another,), small=(*bench.small, another))
    for section in ("curve", "ablations"):
        report = "\n".join(SECTIONS[section].lines(told, Images(tmp_path, "img")))
        assert "Not measured in this run: 1000-502." in report
        assert "900" in report


def test_an_unpacked_office_is_judged_in_place_of_simulated_ones(build: Path, tmp_path: Path) -> None:
    bench = quick(build)
    folder = folder_of(bench, bench.offices[0])
    asked = ["skill", "curve", "--quick", "--office", str(folder), "--build", str(tmp_path)]
    assert main(asked) == 0
    report = (tmp_path / "report.md").read_text("utf-8")
    assert f"| {folder.name} |" in report
    assert "an unpacked office has one size" in report


def test_the_oracle_has_all_skill_and_the_base_rate_none(build: Path) -> None:
    truth = _truth(build)
    assert figures(truth, truth.oracle).skill == pytest.approx(1)
    assert skill_of(truth, np.full(len(truth.keys), truth.base_rate)) == pytest.approx(0)


def test_a_claim_without_odds_is_given_the_base_rate(build: Path) -> None:
    truth = _truth(build)
    assert truth.aligned({truth.keys[0]: 0.9})[:2].tolist() == [0.9, truth.base_rate]


def test_only_first_submissions_of_the_months_after_are_measured(build: Path) -> None:
    truth = _truth(build)
    assert set(truth.months.tolist()) == {"2026-07", "2026-08"}
    assert set(truth_of(_folder(build), after="2026-04-30").months.tolist()) == {
        "2026-05",
        "2026-06",
        "2026-07",
        "2026-08",
    }


def test_no_payer_with_fewer_than_300_claims_is_looked_at_alone(build: Path) -> None:
    truth = _truth(build)
    assert by_payer(truth, truth.oracle) == []


def test_the_shares_of_the_loss_are_all_of_it_however_it_is_cut(build: Path) -> None:
    bench = quick(build)
    found = anatomy(own(bench, bench.offices[0]), _folder(build))
    for cut in (found.kinds, found.seen, found.force):
        assert sum(one.share for one in cut) == pytest.approx(1)
        assert sum(one.claims for one in cut) == len(_truth(build).keys)


def test_policies_and_alarms_together_are_all_claims_and_all_that_is_lost(build: Path) -> None:
    ours = own(quick(build), quick(build).offices[0])
    policies, clear = singles(ours, _folder(build)), alarms(ours, _folder(build))
    rows = together([*(one.of for one in policies), *clear])
    assert sum(one.claims for one in rows) == len(ours.truth.keys)
    assert sum(one.denied for one in rows) == ours.truth.denied.sum()
    assert sum(one.policies for one in rows) == len(policies)
    whole = sum(one.costs for one in anatomy(ours, _folder(build)).seen)
    assert sum(one.costs for one in rows) == pytest.approx(whole)
    assert sum(one.told * one.claims for one in rows) == pytest.approx(ours.p.sum())


@pytest.mark.parametrize(
    ("days", "answered", "why"),
    [
        (LATE, 0, f"never answered: began in the last {LATE} days"),
        (LATE + 1, 0, "never answered: seldom met"),
        (LATE, 1, f"answered 1 to {SELDOM} times"),
        (LATE, SELDOM, f"answered 1 to {SELDOM} times"),
        (2 * LATE, SELDOM + 1, f"answered more often, in force for up to {2 * LATE} days"),
        (2 * LATE + 1, SELDOM + 1, "answered more often"),
    ],
)
def test_a_policy_is_not_learnt_for_want_of_answers_or_of_time(days: int, answered: int, why: str) -> None:
    assert reason(days, answered) == why


def test_odds_put_right_in_hindsight_or_by_the_truth_are_worth_more(build: Path) -> None:
    ours = own(quick(build), quick(build).offices[0])
    told, fitted, rare = outside(ours, _folder(build))
    assert fitted.skill > told.skill
    assert rare.skill > told.skill
    assert [one.odds for one in outside(ours, None)] == [told.odds, fitted.odds]


def test_true_odds_lose_nothing_and_others_something() -> None:
    q = np.array([0.1, 0.5, 0.9])
    assert divergence(q, q) == pytest.approx(0)
    assert (divergence(q, np.array([0.2, 0.4, 0.5])) > 0).all()


@pytest.mark.parametrize("variant", [*VARIANTS, *LOOKED_AT], ids=lambda one: one.name)
def test_what_an_ablation_replaces_is_still_there_to_be_replaced(variant: Variant) -> None:
    with variant.in_place():
        pass


def test_a_result_of_another_program_is_made_anew_and_the_old_one_goes(tmp_path: Path) -> None:
    made = []
    for key in (1, 1, 2):
        folder = kept(tmp_path, "x", [key], lambda to: made.append((to / "f").write_text("f")))
        assert (folder / "f").exists()
    assert len(made) == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_work_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        kept(tmp_path, "x", [], lambda _: 1 / 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "most", "met"), [(0.75, False, True), (0.7494, False, False), (0.7504, True, True), (0.751, True, False)]
)
def test_a_target_is_met_at_the_three_digits_that_are_printed(value: float, most: bool, met: bool) -> None:
    assert Target("", "", (0, 1), 0.75, most=most).met(value) is met


def _folder(build: Path) -> Path:
    bench = quick(build)
    return folder_of(bench, bench.offices[0])


def _truth(build: Path) -> Truth:
    return truth_of(_folder(build))


def _dies(_bench: Bench, _office: object) -> None:
    os._exit(3)


def _fails(_bench: Bench, _office: object) -> None:
    raise ValueError("no")


def test_work_that_fails_or_dies_ends_no_other(tmp_path: Path) -> None:
    failed = work(Bench(tmp_path), [("dies", _dies, None), ("fails", _fails, None)], cores=2)
    assert sorted(failed) == ["dies: its process ended with status 3", "fails: ValueError: no"]


def test_a_report_takes_what_is_kept_and_tries_nothing_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, only_kept=True)
    with pytest.raises(NotMeasuredError, match="work on x"):
        bench.keep("x", [], lambda to: to)
