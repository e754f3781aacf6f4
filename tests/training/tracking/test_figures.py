"""Figures and plots say what happened, at the edges too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mlflow.utils.validation import _validate_metric_name
from msgspec import structs

from tests.training.tracking.conftest import Tracked
from training.learning_curve import Point, learning_curve
from training.parameters import Parameters
from training.tracking import made_with
from training.tracking.card_page import card_page
from training.tracking.figures import OTHERS, as_name, by_payer
from training.tracking.markdown import figure, group_table
from training.tracking.plots import interval, plots
from training.tracking.story import story
from training.trained import HeldOut, Trained


@pytest.fixture(scope="module")
def measured(tracked: Tracked) -> Trained:
    return tracked.trained


@given(st.text(max_size=12))
def test_any_payer_id_becomes_a_name_that_mlflow_takes(payer: str):
    _validate_metric_name(f"payer/{as_name(payer)}/auroc")


@given(st.integers(0, 50), st.integers(1, 50))
@example(hits=0, more=48)
def test_an_interval_holds_the_share_it_is_of_and_stays_within_0_and_1(hits: int, more: int):
    low, high = interval(hits, hits + more)
    assert 0 <= low <= hits / (hits + more) <= high <= 1


def test_payers_with_few_claims_stand_together_and_none_is_lost(measured: Trained):
    found = by_payer(measured)
    assert sum(one["claims"] for one in found.values()) == len(measured.held_out.odds)
    assert all(one["claims"] >= 40 for payer, one in found.items() if payer != OTHERS)
    assert list(found)[-1] == OTHERS


def test_a_hold_out_in_which_nothing_was_refused_still_gives_all_plots_and_a_card(measured: Trained):
    held_out = measured.held_out
    paid = structs.replace(held_out, denied=[False] * len(held_out.odds), refused=[0.0] * len(held_out.odds))
    quiet = structs.replace(measured, held_out=paid, metrics={"claims": float(len(paid.odds)), "denied": 0.0})
    drawn = plots(quiet)
    assert "all were paid, or all refused" in story(quiet, {})
    assert card_page(quiet, drawn).count("<svg") == len(drawn)


def test_the_learning_curve_fits_on_a_quarter_and_a_half_and_ends_in_the_measured_model(measured: Trained):
    quarter, half, whole = learning_curve(measured, seed=0, threads=1, parameters=Parameters(rounds=5))
    assert whole == Point(int(measured.report["claims_to_fit"]), measured.metrics)
    assert quarter.claims == pytest.approx(whole.claims / 4, rel=0.1)
    assert half.claims == pytest.approx(whole.claims / 2, rel=0.1)
    assert quarter.figures["claims"] == half.figures["claims"] == whole.figures["claims"]
    assert quarter.figures["log_loss"] != half.figures["log_loss"]


def test_the_learning_curve_is_drawn_and_told_where_it_was_asked_for(measured: Trained):
    curve = [Point(100, {"gain": 0.1, "auroc": 0.7}), Point(200, {"gain": 0.15, "auroc": 0.75})]
    drawn = plots(measured, curve)
    assert "+0.050" in drawn["learning_curve"].axes[0].get_title(loc="left")
    assert "| 200 | 15.0% | 0.750 |" in story(measured, {}, curve)


def test_a_figure_that_could_not_be_measured_leaves_its_cell_empty():
    assert figure("auroc", {"claims": 3.0}) == ""
    assert list(group_table("payer", {"A|B": {"claims": 3.0, "denied": 0.0}}))[2] == "| `A_B` | 3 | 0.0% |  |  |  |"


def test_the_revision_is_the_commit_of_the_tree_and_says_when_it_was_changed(tmp_path: Path):
    def git(*what: str) -> str:
        done = subprocess.run(["git", "-C", tmp_path, *what], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert not made_with.revision(tmp_path).endswith("with changes")
    git("init", "-q")
    (tmp_path / "file").write_text("as it was")
    git("add", "file")
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "first")
    assert made_with.revision(tmp_path) == git("rev-parse", "HEAD")
    (tmp_path / "file").write_text("changed")
    assert made_with.revision(tmp_path) == git("rev-parse", "HEAD") + " with changes"


def test_every_dollar_is_caught_when_every_claim_is_looked_at(measured: Trained):
    lines = plots(measured)["dollars_caught"].axes[0].get_lines()
    for line in lines:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        assert (x[0], y[0], x[-1]) == (0, 0, 1)
        assert y[-1] == pytest.approx(1)
        assert (np.diff(y) >= 0).all()
    assert isinstance(measured.held_out, HeldOut)
