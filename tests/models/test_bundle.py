"""A bundle is plain files: what is saved is what is loaded, and what is damaged is refused with a reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import features
from models import Bundle, BundleError, Review
from models.explaining import Wanted
from models.folder import write


@pytest.fixture(scope="session")
def rows(bundle: Bundle) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    width = len(bundle.feature_names)
    claims = [rng.normal(0.3, 1, (size, width)) for size in (1, 2, 7, 1, 3)]
    for claim in claims:
        claim[rng.random(claim.shape) < 0.3] = np.nan
    return claims


@pytest.fixture
def copy(bundle_dir: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundle_dir, tmp_path / "copy")


def test_what_is_saved_is_what_is_loaded(bundle: Bundle, rows: list[np.ndarray], tmp_path: Path):
    again = Bundle.load(bundle.save(tmp_path / "again"))
    assert again.manifest == bundle.manifest
    assert [again.odds(claim) for claim in rows] == [bundle.odds(claim) for claim in rows]
    assert again.history().tables().keys() == bundle.history().tables().keys()


def test_the_same_content_is_the_same_bytes_and_the_same_version(bundle: Bundle, bundle_dir: Path, tmp_path: Path):
    bundle.save(tmp_path / "again")
    for file in bundle_dir.iterdir():
        if file.name not in {"run.json", "CARD.md"}:
            assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name


def test_claims_scored_together_have_the_odds_that_they_have_alone(bundle: Bundle, rows: list[np.ndarray]):
    together = bundle.odds_of(rows, ["A"] * len(rows))
    for odds, claim in zip(together, rows, strict=True):
        alone = bundle.odds(claim, "A")
        assert odds.claim == pytest.approx(alone.claim, abs=1e-12)
        assert odds.lines == pytest.approx(alone.lines, abs=1e-12)
        assert odds.codes == pytest.approx(alone.codes, abs=1e-12)


def test_no_line_and_no_code_is_likelier_than_its_claim(bundle: Bundle, rows: list[np.ndarray]):
    for odds in bundle.odds_of(rows, [""] * len(rows)):
        assert 0 < max(odds.lines) <= odds.claim < 1
        assert 0 < max(odds.codes.values()) <= odds.claim


def test_a_claim_without_lines_has_no_risk(bundle: Bundle):
    odds = bundle.odds(np.empty((0, len(features.names()))))
    assert (odds.claim, odds.lines, odds.codes) == (0.0, (), {})


def test_base_and_effects_are_the_score_line_by_line_and_hazard_by_hazard(bundle: Bundle, rows: list[np.ndarray]):
    claim = rows[2]
    raw = bundle.raw(claim)
    explained = bundle.explain(claim)
    assert [(one.line, one.hazard) for one in explained] == [
        (line, hazard.name) for line in range(len(claim)) for hazard in bundle.hazards
    ]
    for one in explained:
        at = [hazard.name for hazard in bundle.hazards].index(one.hazard)
        assert one.base + one.effects.sum() == pytest.approx(one.score, abs=1e-9)
        assert one.score == pytest.approx(raw[one.line, at], abs=1e-9)
        assert len(one.effects) == len(bundle.feature_names)


def test_several_claims_are_explained_as_each_alone(bundle: Bundle, rows: list[np.ndarray]):
    names = bundle.hazard_names
    wanted = [
        Wanted(claim, names[nth % len(names) :][:2], range(len(claim) - 1, -1, -1)) for nth, claim in enumerate(rows)
    ]
    together = bundle.explain_each(wanted)
    for one, explained in zip(wanted, together, strict=True):
        assert {at.hazard for at in explained} == set(one.hazards)
        assert list(dict.fromkeys(at.line for at in explained)) == list(one.lines)
        everything = {(at.line, at.hazard): at for at in bundle.explain(one.rows)}
        for at in explained:
            alone = everything[at.line, at.hazard]
            assert (at.base, at.score, at.probability) == (alone.base, alone.score, alone.probability)
            assert (at.effects == alone.effects).all()


def test_columns_that_came_after_the_training_are_left_out(
    bundle: Bundle, rows: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
):
    expected = [bundle.odds(claim) for claim in rows]
    names = features.names()
    monkeypatch.setattr(features, "names", lambda: ("brand_new", *reversed(names)))
    moved = Bundle(bundle.manifest, bundle.models, bundle.tables)
    found = [moved.odds(np.column_stack([np.full(len(claim), 9.0), claim[:, ::-1]])) for claim in rows]
    assert found == expected


def test_a_feature_that_is_no_longer_known_is_named(bundle: Bundle, monkeypatch: pytest.MonkeyPatch):
    names = features.names()
    monkeypatch.setattr(features, "names", lambda: names[1:])
    with pytest.raises(BundleError, match=f"{names[0]}.*train anew"):
        Bundle(bundle.manifest, bundle.models, bundle.tables)


def _cut(folder: Path) -> None:
    file = next(folder.glob("*.txt"))
    file.write_text(file.read_text()[:-200])


def _lose(folder: Path) -> None:
    (folder / "history.npz").unlink()


def _garble(folder: Path) -> None:
    (folder / "bundle.json").write_text("{")


def _edit(folder: Path) -> None:
    _change(folder, base_rate=0.99)


def _newer(folder: Path) -> None:
    _change(folder, format=99)


def _escape(folder: Path) -> None:
    _change(folder, files={"../../elsewhere": "0" * 64})


def _change(folder: Path, **values: object) -> None:
    manifest = json.loads((folder / "bundle.json").read_text())
    (folder / "bundle.json").write_text(json.dumps(manifest | values))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_cut, r"\.txt is not the file .*copy the bundle again"),
        (_lose, r"history\.npz cannot be read .*copy the bundle again"),
        (_garble, r"bundle\.json is damaged .*train anew"),
        (_edit, r"bundle\.json was changed after training"),
        (_newer, r"format 99 .*upgrade cleanclaim"),
        (_escape, r"bundle\.json was changed after training"),
    ],
)
def test_a_damaged_or_newer_bundle_is_refused_with_what_is_wrong_and_what_to_do(
    copy: Path, damage: Callable[[Path], None], says: str
):
    damage(copy)
    with pytest.raises(BundleError, match=says):
        Bundle.load(copy)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path):
    with pytest.raises(BundleError, match=r"no model bundle.*cleanclaim train"):
        Bundle.load(tmp_path / "nowhere")


def test_a_bundle_is_replaced_whole_and_nothing_else_ever_is(bundle: Bundle, copy: Path, tmp_path: Path):
    (copy / "left-over.txt").touch()
    bundle.save(copy)
    assert not (copy / "left-over.txt").exists()
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("mine")
    with pytest.raises(BundleError, match="other things than a bundle"):
        bundle.save(tmp_path / "papers")
    assert (tmp_path / "papers" / "letter.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "papers"]


def test_a_failed_write_leaves_the_old_bundle_and_no_litter(bundle: Bundle, copy: Path, tmp_path: Path):
    with pytest.raises(OSError, match="missing"):
        write(copy, bundle.manifest, {"missing/folder.txt": ""}, {}, {})
    assert Bundle.load(copy).version == bundle.version
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_no_file_of_a_bundle_is_a_pickle(bundle_dir: Path):
    assert {file.suffix for file in bundle_dir.iterdir()} <= {".txt", ".json", ".npz", ".md"}
    with np.load(bundle_dir / "history.npz", allow_pickle=False) as tables:
        assert all(tables[name].dtype != object for name in tables.files)


def test_a_look_is_worth_it_when_it_saves_more_than_it_costs():
    review = Review(look_cost=5.0, rework_cost=50.0, prevented=0.5, lost=0.4)
    assert review.saving(0.2, 100.0) == pytest.approx(0.5 * (0.2 * 50 + 0.4 * 100))
    assert not review.worth_a_look(0.2, 0.0)  # saves just what it costs
    assert review.worth_a_look(0.2, 0.01)
